import type { ReactNode } from 'react'
import styles from './badge.module.css'

export type BadgeTone = 'good' | 'warn' | 'bad' | 'quiet' | 'info'

/** A state in a word; the colour only underlines it. */
export function Badge({
  tone,
  children,
}: {
  readonly tone: BadgeTone
  readonly children: ReactNode
}) {
  return (
    <span className={styles.badge} data-tone={tone}>
      {children}
    </span>
  )
}
