import { CopyButton } from './copy-button.tsx'
import styles from './copyable.module.css'

/** A name or address in monospace, with a button that copies it; `what` names it, "client ID". */
export function Copyable({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <span className={styles.copyable}>
      <code>{text}</code>
      <CopyButton text={text} label={`Copy ${what}`} />
    </span>
  )
}
