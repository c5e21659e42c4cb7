import { CopyButton } from '../ui/copy-button.tsx'
import { Drawer } from '../ui/drawer.tsx'
import { JsonView } from '../ui/json-view.tsx'
import { fullText, jsonIn } from './cell-text.ts'
import type { ChosenCell } from './result-grid.tsx'
import styles from './value-drawer.module.css'

/** One value, whole; JSON in a text is laid out. */
export function ValueDrawer({
  cell,
  onClose,
}: {
  readonly cell: ChosenCell
  readonly onClose: () => void
}) {
  const text = fullText(cell.value)
  const json = jsonIn(text)
  const isNull = cell.value === null || cell.value === undefined
  return (
    <Drawer title={<code>{cell.column.name}</code>} label="Value" onClose={onClose}>
      <p className={styles.about}>
        {cell.column.type}
        {isNull ? ', null: no value is stored' : `, ${text.length} characters`}
        {isNull ? null : <CopyButton text={text} label="Copy value" />}
      </p>
      {isNull ? null : (
        <pre className={styles.value} tabIndex={0} role="region" aria-label="Stored value">
          {text}
        </pre>
      )}
      {json === undefined ? null : (
        <>
          <h3>As JSON</h3>
          <JsonView value={json} label="Value as JSON" />
        </>
      )}
    </Drawer>
  )
}
