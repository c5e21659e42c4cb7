import { IconUser, IconUserQuestion } from '@tabler/icons-react'
import { memo, type ReactNode } from 'react'
import type { LiveDelivery, LiveEvent } from '../api/live-event.ts'
import { spanText } from '../ui/numbers.ts'
import { RelativeTime } from '../ui/relative-time.tsx'
import { columnsOf, type ColumnKey, type Layout } from './columns.ts'
import styles from './event-row.module.css'
import { stagesOf } from './stages.ts'
import { StageTrack } from './stage-track.tsx'
import { StateBadge, StateIcon } from './state-badge.tsx'
import { answerWords, leadingDelivery, reasonOf, rowStateOf, stateWords } from './state-words.ts'

type Props = {
  readonly event: LiveEvent
  readonly integrationId: string | undefined
  readonly layout: Layout
  readonly isSelected: boolean
  readonly place: number
  readonly topPx: number
  readonly onOpen: (event: LiveEvent) => void
}

export function rowIdOf(event: LiveEvent): string {
  return `live-event-${event.offset}`
}

/** One event in the list. */
export function EventRow(props: Props) {
  const { event, integrationId, layout, isSelected, place, topPx, onOpen } = props
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the grid has the keyboard: ↑ ↓ select a row, Enter opens it
    <div
      role="row"
      id={rowIdOf(event)}
      aria-rowindex={place + 2}
      aria-selected={isSelected}
      className={styles.row}
      data-layout={layout}
      style={{ transform: `translateY(${topPx}px)` }}
      onClick={() => onOpen(event)}
    >
      <Cells event={event} integrationId={integrationId} layout={layout} />
    </div>
  )
}

/**
 * What stands in a row: drawn again only when its event changes, not when new events push the row down. Its time ticks
 * by itself.
 */
const Cells = memo(function Cells({
  event,
  integrationId,
  layout,
}: Pick<Props, 'event' | 'integrationId' | 'layout'>) {
  const delivery = leadingDelivery(event, integrationId)
  if (layout === 'compact') return <CompactCells event={event} delivery={delivery} />
  return columnsOf(layout).map(({ key }) => (
    <div key={key} role="gridcell" className={styles.cell} data-column={key}>
      <Cell column={key} event={event} delivery={delivery} />
    </div>
  ))
})

type CellProps = { readonly event: LiveEvent; readonly delivery: LiveDelivery | null }

function Cell({ column, event, delivery }: CellProps & { readonly column: ColumnKey }): ReactNode {
  switch (column) {
    case 'time':
      return <RelativeTime iso={event.received_at} />
    case 'type':
      return <TypeChip event={event} />
    case 'event':
      return <EventName event={event} />
    case 'user':
      return <UserKey event={event} />
    case 'source':
      return <Text value={event.source_name ?? event.source_id} />
    case 'stages':
      return <StageTrack stages={stagesOf(event, delivery)} />
    case 'state':
      return <State event={event} delivery={delivery} />
    case 'answer':
      return <Answer delivery={delivery} />
    case 'attempts':
      return delivery === null || delivery.attempt_count === 0 ? (
        <Nothing />
      ) : (
        delivery.attempt_count
      )
    case 'latency':
      return delivery === null || delivery.latency_ms === null ? (
        <Nothing />
      ) : (
        spanText(delivery.latency_ms)
      )
  }
}

function CompactCells({ event, delivery }: CellProps) {
  const state = rowStateOf(event, delivery)
  return (
    <>
      <span role="gridcell" className={styles.compactIcon}>
        <StateIcon state={state} />
      </span>
      <div role="gridcell" className={styles.compactMain}>
        <span className={styles.compactLine}>
          <EventName event={event} />
        </span>
        <span className={styles.compactLine}>
          {event.kind === 'quarantined' ? (
            <Text value={event.source_name ?? event.source_id} />
          ) : (
            <>
              <TypeChip event={event} />
              <UserKey event={event} />
            </>
          )}
        </span>
      </div>
      <div role="gridcell" className={styles.compactSide}>
        <RelativeTime iso={event.received_at} />
        <span>
          {stateWords[state].word}
          {delivery?.status === null || delivery === null ? '' : ` · ${delivery.status}`}
        </span>
      </div>
    </>
  )
}

function TypeChip({ event }: { readonly event: LiveEvent }) {
  if (event.type === null) return <Nothing />
  return <span className={styles.type}>{event.type}</span>
}

/** The name a person gave the event; what has none is told by its type, and a quarantined one by its reason. */
export function EventName({ event }: { readonly event: LiveEvent }) {
  const name = event.name
  if (name !== null && name !== '') return <Text value={name} strong />
  if (event.quarantine !== null) {
    return (
      <span className={styles.text} title={event.quarantine.detail}>
        {reasonOf(event.quarantine.reason)}
      </span>
    )
  }
  return <span className={styles.nothing}>{event.type ?? '–'}</span>
}

export function UserKey({ event }: { readonly event: LiveEvent }) {
  const { user_id: userId, anonymous_id: anonymousId } = event
  if (userId === null && anonymousId === null) return <Nothing />
  const isKnown = userId !== null
  const key = userId ?? anonymousId ?? ''
  const Icon = isKnown ? IconUser : IconUserQuestion
  return (
    <span className={styles.user} title={`${isKnown ? 'User' : 'Anonymous'} ${key}`}>
      <Icon
        size={14}
        stroke={1.75}
        className={styles.userIcon}
        role="img"
        aria-label={isKnown ? 'User' : 'Anonymous'}
      />
      <span className={styles.text} data-muted={!isKnown || undefined}>
        {key}
      </span>
    </span>
  )
}

function State({ event, delivery }: CellProps) {
  const state = rowStateOf(event, delivery)
  const reason = state === 'quarantined' ? null : (delivery?.reason ?? null)
  const others = event.deliveries.length - 1
  const all = event.deliveries.map(
    (one) => `${one.integration_name}: ${stateWords[one.state].word}`,
  )
  return (
    <span className={styles.state}>
      <StateBadge state={state} />
      {reason === null ? null : (
        <span className={styles.reason} title={delivery?.detail ?? undefined}>
          {reasonOf(reason)}
        </span>
      )}
      {others > 0 ? (
        <span className={styles.more} title={all.join('\n')}>
          +{others}
        </span>
      ) : null}
    </span>
  )
}

function Answer({ delivery }: { readonly delivery: LiveDelivery | null }) {
  const status = delivery?.status ?? null
  if (status === null) return <Nothing />
  const tone = status < 300 ? 'good' : status === 429 || status >= 500 ? 'passing' : 'bad'
  return (
    <span className={styles.answer} data-tone={tone} title={answerWords(status)}>
      {answerWords(status)}
    </span>
  )
}

function Text({ value, strong = false }: { readonly value: string; readonly strong?: boolean }) {
  return (
    <span className={styles.text} data-strong={strong || undefined} title={value}>
      {value}
    </span>
  )
}

function Nothing() {
  return <span className={styles.nothing}>–</span>
}
