import type { ReactNode } from 'react'
import styles from './panel.module.css'

type Props = {
  readonly icon: ReactNode
  readonly title: string
  readonly children?: ReactNode
  /** Buttons; at most one is primary. */
  readonly actions?: ReactNode
  readonly tone?: 'plain' | 'problem'
}

/** A whole area that has one thing to say: what is empty and why, or what failed and what to do. */
export function Panel({ icon, title, children, actions, tone = 'plain' }: Props) {
  return (
    <section className={styles.panel} role={tone === 'problem' ? 'alert' : undefined}>
      <span className={styles.icon} data-tone={tone} aria-hidden>
        {icon}
      </span>
      <h2 className={styles.title}>{title}</h2>
      {children === undefined ? null : <div className={styles.body}>{children}</div>}
      {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
    </section>
  )
}
