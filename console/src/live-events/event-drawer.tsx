import { ActionIcon, Button, CloseButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { IconChevronDown, IconChevronUp, IconHistoryOff } from '@tabler/icons-react'
import { useEffect } from 'react'
import { ApiError } from '../api/api-error.ts'
import { liveEventQuery } from '../api/live-events.ts'
import type { LiveEvent, LiveEventDetail } from '../api/live-event.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { JsonView } from '../ui/json-view.tsx'
import { Panel } from '../ui/panel.tsx'
import { DeliverySection } from './delivery-section.tsx'
import { otherDiagnosesOf } from './diagnoses.ts'
import { DiagnosisCard } from './diagnosis-card.tsx'
import { DrawerSection } from './drawer-section.tsx'
import styles from './event-drawer.module.css'
import { EventFacts } from './event-facts.tsx'
import { EventName } from './event-row.tsx'
import type { withSearch } from './filters.ts'
import { StateBadge } from './state-badge.tsx'
import { leadingDelivery, orderedDeliveries, reasonOf, rowStateOf } from './state-words.ts'

type Props = {
  readonly eventId: string
  /** The event's row, when it is in the list: it brings news before the detail does. */
  readonly row: LiveEvent | null
  /** The integration that the list is narrowed to: its delivery is told of first. */
  readonly integrationId: string | undefined
  readonly onClose: () => void
  readonly onStep: (step: 1 | -1) => void
  readonly onFilter: (patch: Parameters<typeof withSearch>[1]) => void
}

/** Everything about one event, beside the list: what it is, what it became, what Salesforce said. */
export function EventDrawer(props: Props) {
  const { eventId, row, integrationId, onClose, onStep, onFilter } = props
  const detail = useQuery(liveEventQuery(eventId))
  const { refetch } = detail
  const deliveries = row?.deliveries
  useEffect(() => {
    // The stream has told of a change: records, attempts and answers are asked for again.
    if (deliveries !== undefined) void refetch()
  }, [deliveries, refetch])

  const event = detail.data ?? row
  return (
    <aside className={styles.drawer} aria-label="Event details">
      <header className={styles.head}>
        <div className={styles.headMain}>
          <h2 className={styles.name}>{event === null ? 'Event' : <EventName event={event} />}</h2>
          {event === null ? null : (
            <StateBadge state={rowStateOf(event, leadingDelivery(event, integrationId))} filled />
          )}
        </div>
        <ActionIcon aria-label="Newer event" title="Newer event (↑)" onClick={() => onStep(-1)}>
          <IconChevronUp size={16} />
        </ActionIcon>
        <ActionIcon aria-label="Older event" title="Older event (↓)" onClick={() => onStep(1)}>
          <IconChevronDown size={16} />
        </ActionIcon>
        <CloseButton
          size="sm"
          aria-label="Close event details"
          title="Close (Esc)"
          onClick={onClose}
        />
        <div className={styles.id}>
          <code>{eventId}</code>
          <CopyButton text={eventId} label="Copy event ID" />
        </div>
      </header>
      <div className={styles.content}>
        <Content
          status={detail.status}
          error={detail.error}
          data={detail.data}
          onRetry={() => void refetch()}
          integrationId={integrationId}
          onFilter={onFilter}
        />
      </div>
    </aside>
  )
}

type ContentProps = {
  readonly status: 'pending' | 'error' | 'success'
  readonly error: Error | null
  readonly data: LiveEventDetail | undefined
  readonly onRetry: () => void
  readonly integrationId: string | undefined
  readonly onFilter: Props['onFilter']
}

function Content({ status, error, data, onRetry, integrationId, onFilter }: ContentProps) {
  // What was read stays, also when asking again failed.
  if (data !== undefined)
    return <Details detail={data} integrationId={integrationId} onFilter={onFilter} />
  if (status === 'error' && error instanceof ApiError && error.status === 404) {
    return (
      <Panel icon={<IconHistoryOff size={20} />} title="This event is not kept here">
        <p>
          Events are kept for the retention time; this one is older, or its ID belongs to another
          hub.
        </p>
        <Button mt="sm" variant="default" onClick={onRetry}>
          Look again
        </Button>
      </Panel>
    )
  }
  if (status === 'error' && error !== null) {
    return <ErrorPanel error={error} what="The event could not be loaded" onRetry={onRetry} />
  }
  return (
    <p className={styles.pending} role="status">
      Reading the event …
    </p>
  )
}

type DetailsProps = Pick<Props, 'integrationId' | 'onFilter'> & { readonly detail: LiveEventDetail }

function Details({ detail, integrationId, onFilter }: DetailsProps) {
  return (
    <>
      <EventFacts detail={detail} onFilter={onFilter} />
      {detail.quarantine === null ? null : (
        <DrawerSection title="Why it was quarantined">
          <div className={styles.reason}>
            <strong>{reasonOf(detail.quarantine.reason)}</strong>
            <span>{detail.quarantine.detail}</span>
          </div>
        </DrawerSection>
      )}
      {otherDiagnosesOf(detail).map((diagnosis) => (
        <DiagnosisCard key={diagnosis.problem} diagnosis={diagnosis} />
      ))}
      {detail.kind === 'quarantined' ? null : detail.deliveries.length === 0 ? (
        <DrawerSection title="Delivery">
          <p className={styles.quiet}>
            No integration takes this event: none was installed, or it came before the first one
            was. It is kept, and can be delivered by an integration that starts from the oldest
            event.
          </p>
        </DrawerSection>
      ) : (
        orderedDeliveries(detail, integrationId).map((delivery) => (
          <DeliverySection key={delivery.integration_id} detail={detail} delivery={delivery} />
        ))
      )}
      <DrawerSection title={detail.kind === 'quarantined' ? 'What was sent' : 'Event as taken in'}>
        <JsonView value={detail.event} label="Event as JSON" />
      </DrawerSection>
    </>
  )
}
