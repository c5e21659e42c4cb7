import type { ReactNode } from 'react'
import styles from './page.module.css'

type Props = {
  readonly title: ReactNode
  readonly about: ReactNode
  readonly actions?: ReactNode
  /** Where this page is below: a link. */
  readonly above?: ReactNode
  readonly children: ReactNode
}

/** The frame of a page: what it is, what one can do, and its parts below one another. */
export function Page({ title, about, actions, above, children }: Props) {
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <div className={styles.words}>
          {above === undefined ? null : <div className={styles.above}>{above}</div>}
          <h1>{title}</h1>
          <p>{about}</p>
        </div>
        {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  )
}
