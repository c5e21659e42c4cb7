import type { ReactNode } from 'react'
import styles from './drawer-section.module.css'

type Props = { readonly title: string; readonly aside?: ReactNode; readonly children: ReactNode }

/** One part of the drawer, under its own heading. */
export function DrawerSection({ title, aside, children }: Props) {
  return (
    <section className={styles.section}>
      <div className={styles.head}>
        <h3 title={title}>{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  )
}
