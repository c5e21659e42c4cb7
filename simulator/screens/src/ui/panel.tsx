import type { ReactNode } from 'react'
import styles from './panel.module.css'

type Props = {
  readonly title: string
  readonly children?: ReactNode
  /** Buttons; at most one is primary. */
  readonly actions?: ReactNode
  readonly tone?: 'plain' | 'problem'
}

/** A whole area that has one thing to say: what is empty and why, or what failed and what to do. */
export function Panel({ title, children, actions, tone = 'plain' }: Props) {
  return (
    <section
      className={styles.panel}
      data-tone={tone}
      role={tone === 'problem' ? 'alert' : undefined}
    >
      <h3 className={styles.title}>{title}</h3>
      {children === undefined ? null : <div className={styles.body}>{children}</div>}
      {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
    </section>
  )
}
