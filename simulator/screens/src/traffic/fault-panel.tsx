import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { orgStateQuery, planFaults, type PlannedFault } from '../api/org-state.ts'
import { Card } from '../ui/card.tsx'
import { Notice } from '../ui/notice.tsx'
import { Panel } from '../ui/panel.tsx'
import { NumberCell, Table } from '../ui/table.tsx'
import { FaultForm } from './fault-form.tsx'
import { faultKinds } from './fault-kinds.ts'
import styles from './fault-panel.module.css'
import { SentinelTable } from './sentinel-table.tsx'

/** Faults that wait for their request, a form to plan another, and the names that misbehave by themselves. */
export function FaultPanel() {
  const client = useQueryClient()
  const state = useQuery(orgStateQuery)
  const plan = useMutation({
    mutationFn: planFaults,
    onSuccess: (changed) => client.setQueryData(orgStateQuery.queryKey, changed),
  })
  if (state.data === undefined) return null
  const { faults, sentinels } = state.data
  return (
    <div className={styles.columns}>
      <Card
        title="Planned faults"
        about="The next requests of a kind fail as planned, in the order of this list."
        actions={
          faults.length === 0 ? undefined : (
            <Button variant="default" disabled={plan.isPending} onClick={() => plan.mutate([])}>
              End all
            </Button>
          )
        }
      >
        <FaultForm isBusy={plan.isPending} onPlan={(fault) => plan.mutate([...faults, fault])} />
        {plan.error === null ? null : <Notice tone="bad">{plan.error.message}</Notice>}
        {faults.length === 0 ? (
          <Panel title="No fault is planned" />
        ) : (
          <Table
            label="Planned faults"
            head={['Requests', 'What happens', { name: 'Left', isNumber: true }]}
          >
            {faults.map((fault, place) => (
              // Faults may be the same; their place tells them apart.
              <tr key={place}>
                <td>
                  {fault.target}
                  {fault.object === undefined ? null : <code> {fault.object}</code>}
                </td>
                <td>{faultWords(fault)}</td>
                <NumberCell>{fault.count ?? 1}</NumberCell>
              </tr>
            ))}
          </Table>
        )}
      </Card>
      <Card
        title="Names that misbehave"
        about="Use one as the object name, alone or behind a real one: page_view.answer-lost-once."
        isFlush
      >
        <SentinelTable names={sentinels} />
      </Card>
    </div>
  )
}

function faultWords({ kind = 'status', status, delayMs, retryAfterSeconds }: PlannedFault): string {
  const words = faultKinds.find((one) => one.kind === kind)?.words ?? kind
  const extra = [
    ...(status === undefined ? [] : [String(status)]),
    ...(delayMs === undefined ? [] : [`${delayMs} ms`]),
    ...(retryAfterSeconds === undefined ? [] : [`Retry-After ${retryAfterSeconds}`]),
  ]
  return extra.length === 0 ? words : `${words}: ${extra.join(', ')}`
}
