import type { ReactNode } from 'react'
import styles from './notice.module.css'

type Props = { readonly tone: 'good' | 'warn' | 'bad' | 'info'; readonly children: ReactNode }

/** One thing to know, in its place on the page; what went wrong is said aloud at once. */
export function Notice({ tone, children }: Props) {
  return (
    <div className={styles.notice} data-tone={tone} role={tone === 'bad' ? 'alert' : 'status'}>
      {children}
    </div>
  )
}
