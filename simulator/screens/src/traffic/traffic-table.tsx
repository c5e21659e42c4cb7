import type { TrafficEntry } from '../api/traffic.ts'
import { Badge, type BadgeTone } from '../ui/badge.tsx'
import { bytesText, spanText } from '../ui/numbers.ts'
import { NumberCell, Table } from '../ui/table.tsx'
import { statusClassOf } from './traffic-search.ts'
import styles from './traffic-table.module.css'

type Props = {
  readonly entries: readonly TrafficEntry[]
  readonly chosenId: number | null
  readonly onChoose: (id: number) => void
}

/** Requests drawn at most; a filter finds the others. */
const drawnMax = 200

export function TrafficTable({ entries, chosenId, onChoose }: Props) {
  return (
    <div className={styles.rows}>
      <Table
        label="Requests"
        isLong
        head={[
          'Time (UTC)',
          'Method',
          'Path',
          'Host',
          'Status',
          { name: 'Took', isNumber: true },
          { name: 'Sent', isNumber: true },
          { name: 'Answered', isNumber: true },
        ]}
      >
        {entries.slice(0, drawnMax).map((entry) => (
          <tr key={entry.id} data-chosen={entry.id === chosenId || undefined}>
            <td className="tabular">{timeText(entry.atMs)}</td>
            <td>
              <code>{entry.method}</code>
            </td>
            <td>
              <button
                type="button"
                className={styles.open}
                aria-label={`${entry.method} ${entry.path}, ${statusText(entry.status)}: show request and reply`}
                onClick={() => onChoose(entry.id)}
              >
                <code>{entry.path}</code>
              </button>
            </td>
            <td className={styles.host}>{entry.host}</td>
            <td>
              <StatusBadge status={entry.status} />{' '}
              {entry.fault === undefined ? null : <Badge tone="warn">{entry.fault}</Badge>}
            </td>
            <NumberCell>{spanText(entry.tookMs)}</NumberCell>
            <NumberCell>{bytesText(entry.requestBytes)}</NumberCell>
            <NumberCell>{bytesText(entry.replyBytes)}</NumberCell>
          </tr>
        ))}
      </Table>
    </div>
  )
}

export function StatusBadge({ status }: { readonly status: number }) {
  return <Badge tone={toneOf(status)}>{statusText(status)}</Badge>
}

function statusText(status: number): string {
  return status === 0 ? 'No answer' : String(status)
}

function toneOf(status: number): BadgeTone {
  switch (statusClassOf(status)) {
    case '2xx':
      return 'good'
    case '3xx':
      return 'info'
    case '4xx':
      return 'warn'
    case '5xx':
    case 'cut':
      return 'bad'
  }
}

/** `14:30:00.123`. */
function timeText(ms: number): string {
  return new Date(ms).toISOString().slice(11, 23)
}
