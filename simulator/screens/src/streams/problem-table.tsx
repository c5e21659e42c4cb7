import { useState } from 'react'
import type { Problem } from '../api/streams.ts'
import { Drawer } from '../ui/drawer.tsx'
import { JsonView } from '../ui/json-view.tsx'
import { Panel } from '../ui/panel.tsx'
import { Table } from '../ui/table.tsx'
import { problemMessageOf, valueOf } from './problem-message.ts'
import styles from './problem-table.module.css'

/** What each code means for the row, {PR}. */
const effectOfCode = new Map([
  ['NOT_NULL_CONSTRAINT_VIOLATION', 'The row was dropped: its primary key is missing.'],
  ['TRANSFORM_EVALUATION_ERROR', 'The row landed; the field with the bad value is empty.'],
  ['DUPLICATE_ROW', 'The row was dropped: the same key was there twice.'],
  ['UNHANDLED_ERROR', 'The row was dropped.'],
])

/** Problem records, each with what was sent. */
export function ProblemTable({ problems }: { readonly problems: readonly Problem[] }) {
  const [chosen, setChosen] = useState<Problem | null>(null)
  if (problems.length === 0) {
    return (
      <Panel title="No problem records">
        <p>
          A missing key, a bad date or a key that came twice appears here: the reply was 202 all the
          same.
        </p>
      </Panel>
    )
  }
  return (
    <>
      <Table label="Problem records" head={['Time', 'Error code', 'Fields', 'Message', '']}>
        {problems.map((problem, place) => (
          // A problem record has no key; the list is replaced as a whole.
          <tr key={`${problem.at} ${place}`}>
            <td className="tabular">{problem.at}</td>
            <td>
              <code>{problem.code}</code>
            </td>
            <td>
              <code>{problem.fields}</code>
            </td>
            <td className={styles.message}>{problemMessageOf(problem.detail)}</td>
            <td>
              <button type="button" className={styles.open} onClick={() => setChosen(problem)}>
                Show row
              </button>
            </td>
          </tr>
        ))}
      </Table>
      {chosen === null ? null : (
        <Drawer
          title={<code>{chosen.code}</code>}
          label="Problem record"
          onClose={() => setChosen(null)}
        >
          <p className={styles.effect}>{effectOfCode.get(chosen.code) ?? ''}</p>
          <h3>The row as it was sent</h3>
          <JsonView value={valueOf(chosen.row)} label="Row as JSON" />
          <h3>The error in detail</h3>
          <JsonView value={valueOf(chosen.detail)} label="Error as JSON" />
        </Drawer>
      )}
    </>
  )
}
