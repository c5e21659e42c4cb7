import styles from './waiting.module.css'

/** Words only when it takes a moment: on loopback the answer is there before anybody could read them. */
export function Waiting({ what }: { readonly what: string }) {
  return (
    <p className={styles.waiting} role="status">
      {what} …
    </p>
  )
}
