import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { IconActivity, IconFilterOff } from '@tabler/icons-react'
import { integrationsQuery, sendTestEvent } from '../api/integrations.ts'
import { pipelinesQuery } from '../api/pipelines.ts'
import { statusQuery } from '../api/status.ts'
import { CodeBlock } from '../ui/code-block.tsx'
import { Panel } from '../ui/panel.tsx'
import { curlOf } from './curl.ts'

type Props = {
  readonly isFiltered: boolean
  readonly onClear: () => void
  /** A test event is on its way: its id. */
  readonly onSent: (eventId: string) => void
}

/** An empty list says what will appear, why it may be empty, and gives one thing to do. */
export function EmptyEvents({ isFiltered, onClear, onSent }: Props) {
  if (isFiltered) {
    return (
      <Panel
        icon={<IconFilterOff size={20} />}
        title="No event matches these filters"
        actions={<Button onClick={onClear}>Clear filters</Button>}
      >
        <p>All events that are kept were searched. New ones that match appear here as they come.</p>
      </Panel>
    )
  }
  return <NothingYet onSent={onSent} />
}

function NothingYet({ onSent }: Pick<Props, 'onSent'>) {
  const integrations = useQuery(integrationsQuery)
  const status = useQuery(statusQuery)
  const pipelines = useQuery(pipelinesQuery)
  const send = useMutation({
    mutationFn: sendTestEvent,
    onSuccess: (sent) => onSent(sent.event_id),
  })

  const integration = integrations.data?.find(({ enabled }) => enabled) ?? integrations.data?.[0]
  const writeKey = pipelines.data?.find(({ enabled }) => enabled)?.pipeline_key
  const action =
    integration === undefined ? (
      integrations.data === undefined ? null : (
        <Button renderRoot={(props) => <Link to="/integrations/library" {...props} />}>
          Open the Integration Library
        </Button>
      )
    ) : (
      <Button loading={send.isPending} onClick={() => send.mutate(integration.id)}>
        Send a test event
      </Button>
    )
  return (
    <Panel
      icon={<IconActivity size={20} />}
      title="Listening for your first event"
      actions={action}
    >
      <p>
        Each event appears here within a second of being taken in: its type, its user, and
        Salesforce's own answer. Nothing has been sent yet.
      </p>
      {integrations.data?.length === 0 ? (
        <p>
          No integration is installed either: until one is, events are taken in and kept, but not
          delivered.
        </p>
      ) : null}
      {send.error === null ? null : (
        <p role="alert">The test event could not be sent: {send.error.message}</p>
      )}
      {status.data === undefined ? null : (
        <>
          <p>Send one from a terminal:</p>
          <CodeBlock
            text={curlOf(status.data.collect_url, writeKey)}
            label="Command that sends an event"
          />
        </>
      )}
    </Panel>
  )
}
