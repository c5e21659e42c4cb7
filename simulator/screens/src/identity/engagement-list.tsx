import { Link } from '@tanstack/react-router'
import type { EngagementCount } from '../api/identity.ts'
import { exactText } from '../ui/numbers.ts'
import { NumberCell, Table } from '../ui/table.tsx'

type Group = {
  readonly id: string
  /** What the id is: a source, or the name of an identification. */
  readonly what: string
  readonly engagements: readonly EngagementCount[]
}

export function EngagementList({ groups }: { readonly groups: readonly Group[] }) {
  return (
    <Table
      label="Engagement"
      head={['Individual', 'Object', { name: 'Rows', isNumber: true }, 'First', 'Last']}
    >
      {groups.flatMap(({ id, what, engagements }) =>
        engagements.map(({ object, label, count, firstAt, lastAt }, place) => (
          <tr key={`${id} ${object}`}>
            <td>
              {place > 0 ? null : (
                <>
                  <code>{id}</code> ({what})
                </>
              )}
            </td>
            <td>
              <Link
                to="/explorer"
                search={{
                  object,
                  filters: [{ column: 'ssot__IndividualId__c', operator: 'equals', value: id }],
                }}
              >
                {label}
              </Link>
            </td>
            <NumberCell>{exactText(count)}</NumberCell>
            <td className="tabular">{firstAt}</td>
            <td className="tabular">{lastAt}</td>
          </tr>
        )),
      )}
    </Table>
  )
}
