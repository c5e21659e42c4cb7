import { useId, type ReactNode } from 'react'
import styles from './card.module.css'

type Props = {
  readonly title: string
  /** A sentence under the title. */
  readonly about?: ReactNode
  readonly actions?: ReactNode
  /** Tables reach the frame; words do not. */
  readonly isFlush?: boolean
  readonly children: ReactNode
}

/** One part of a page, with its name. */
export function Card({ title, about, actions, isFlush = false, children }: Props) {
  const id = useId()
  return (
    <section className={styles.card} aria-labelledby={id}>
      <header className={styles.head}>
        <div className={styles.words}>
          <h2 id={id}>{title}</h2>
          {about === undefined ? null : <p>{about}</p>}
        </div>
        {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
      </header>
      <div className={isFlush ? styles.flush : styles.body}>{children}</div>
    </section>
  )
}
