import { Button } from '@mantine/core'
import { IconAlertTriangle, IconPlugConnectedX } from '@tabler/icons-react'
import { ApiError, HubAwayError } from '../api/api-error.ts'
import { Panel } from './panel.tsx'

type Props = {
  readonly error: Error
  /** What was being done, "Live Events could not be loaded". */
  readonly what: string
  readonly onRetry?: () => void
}

/** What happened, why, and what to do; the raw answer folded below. */
export function ErrorPanel({ error, what, onRetry }: Props) {
  const retry = onRetry === undefined ? null : <Button onClick={onRetry}>Try again</Button>
  if (error instanceof HubAwayError) {
    return (
      <Panel
        icon={<IconPlugConnectedX size={20} />}
        title="The hub is away"
        tone="problem"
        actions={retry}
      >
        <p>
          {what}, because the hub does not answer. This page keeps trying and comes back by itself.
        </p>
        <p>If it stays away, look at the terminal where Signal runs, or start it with npm start.</p>
      </Panel>
    )
  }
  return (
    <Panel icon={<IconAlertTriangle size={20} />} title={what} tone="problem" actions={retry}>
      <p>{error.message}</p>
      {error instanceof ApiError ? (
        <details>
          <summary>Raw answer</summary>
          <code>
            {error.status} {error.code}
          </code>
        </details>
      ) : null}
    </Panel>
  )
}
