import { Button } from '@mantine/core'
import { OrgAwayError } from '../api/call.ts'
import { Panel } from './panel.tsx'

type Props = {
  readonly error: Error
  /** What was being done, "The streams could not be read". */
  readonly what: string
  readonly onRetry?: () => void
}

/** What happened, why, and what to do. */
export function ErrorPanel({ error, what, onRetry }: Props) {
  const retry =
    onRetry === undefined ? undefined : (
      <Button variant="default" onClick={onRetry}>
        Try again
      </Button>
    )
  if (error instanceof OrgAwayError) {
    return (
      <Panel title="The practice org is away" tone="problem" actions={retry}>
        <p>{what}, because nothing answers. This page keeps trying and comes back by itself.</p>
        <p>
          If it stays away, look at the terminal it runs in, or start it with{' '}
          <code>npm run practice-org</code>.
        </p>
      </Panel>
    )
  }
  return (
    <Panel title={what} tone="problem" actions={retry}>
      <p>{error.message}</p>
    </Panel>
  )
}
