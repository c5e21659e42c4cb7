import { CopyButton } from './copy-button.tsx'
import styles from './code-block.module.css'

type Props = { readonly text: string; readonly label: string }

/** A command to copy; long lines scroll, so that what is copied is what is seen. */
export function CodeBlock({ text, label }: Props) {
  return (
    <div className={styles.frame}>
      <pre className={styles.text} tabIndex={0} role="region" aria-label={label}>
        <code>{text}</code>
      </pre>
      <CopyButton text={text} label="Copy" className={styles.copy ?? ''} />
    </div>
  )
}
