import { useMemo } from 'react'
import { CopyButton } from './copy-button.tsx'
import { jsonTextOf, jsonTokensOf } from './json-tokens.ts'
import styles from './json-view.module.css'

type Props = { readonly value: unknown; readonly label: string }

/** JSON, indented and coloured, with a button that copies it. `label` names it for a screen reader. */
export function JsonView({ value, label }: Props) {
  const text = useMemo(() => jsonTextOf(value), [value])
  const tokens = useMemo(() => jsonTokensOf(text), [text])
  return (
    <div className={styles.frame}>
      <pre className={styles.text} tabIndex={0} role="region" aria-label={label}>
        <code>
          {tokens.map(({ kind, text: piece }, place) =>
            kind === 'plain' ? (
              piece
            ) : (
              // A piece has no identity but its place: the text is replaced as a whole.
              <span key={place} className={styles[kind]}>
                {piece}
              </span>
            ),
          )}
        </code>
      </pre>
      <CopyButton text={text} label="Copy JSON" className={styles.copy ?? ''} />
    </div>
  )
}
