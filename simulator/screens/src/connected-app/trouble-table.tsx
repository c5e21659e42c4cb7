import { Button } from '@mantine/core'
import type { ConnectedApp } from '../api/org-state.ts'
import { Badge } from '../ui/badge.tsx'
import { Table } from '../ui/table.tsx'
import { troubles } from './troubles.ts'

type Props = {
  readonly app: ConnectedApp
  readonly isBusy: boolean
  readonly onChange: (change: Partial<ConnectedApp>) => void
}

/** Each trouble with what a client sees of it, and the button that makes or mends it. */
export function TroubleTable({ app, isBusy, onChange }: Props) {
  return (
    <Table
      label="Troubles"
      head={['Trouble', 'State', 'A client meets it at', 'And is answered', '']}
    >
      {troubles.map((trouble) => {
        const isThere = trouble.isThere(app)
        const change = isThere ? trouble.mend(app) : trouble.make(app)
        return (
          <tr key={trouble.name}>
            <td>{trouble.name}</td>
            <td>
              <Badge tone={isThere ? 'bad' : 'good'}>{isThere ? 'Broken' : 'Fine'}</Badge>
            </td>
            <td>{trouble.step}</td>
            <td>
              <code>{trouble.answer}</code>
            </td>
            <td data-number>
              <Button
                size="compact-xs"
                variant={isThere ? 'filled' : 'default'}
                disabled={isBusy}
                aria-label={`${isThere ? 'Mend' : 'Break'}: ${trouble.name}`}
                onClick={() => onChange(change)}
              >
                {isThere ? 'Mend' : 'Break'}
              </Button>
            </td>
          </tr>
        )
      })}
    </Table>
  )
}
