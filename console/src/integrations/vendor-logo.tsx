import { IconCloud } from '@tabler/icons-react'
import styles from './vendor-logo.module.css'

/** A sign for a vendor's product; the vendor's own logo belongs to the vendor. */
export function VendorLogo({ size = 36 }: { readonly size?: 28 | 36 }) {
  return (
    <span className={styles.logo} data-size={size} aria-hidden>
      <IconCloud size={size * 0.6} stroke={1.9} />
    </span>
  )
}
