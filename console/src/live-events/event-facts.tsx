import { Anchor } from '@mantine/core'
import type { ReactNode } from 'react'
import type { LiveEventDetail } from '../api/live-event.ts'
import { countedText, exactText } from '../ui/numbers.ts'
import { RelativeTime } from '../ui/relative-time.tsx'
import { utcText } from '../ui/time.ts'
import styles from './event-facts.module.css'
import type { withSearch } from './filters.ts'

type Props = {
  readonly detail: LiveEventDetail
  readonly onFilter: (patch: Parameters<typeof withSearch>[1]) => void
}

/** How clients speak, by the names people know them by. */
const dialectNames: Readonly<Record<LiveEventDetail['dialect'], string>> = {
  segment: 'Segment',
  rudderstack: 'RudderStack',
  jitsu: 'Jitsu',
  signal: 'Signal',
  pixel: 'Pixel',
}

/** Who, when and where from, as a short table. */
export function EventFacts({ detail, onFilter }: Props) {
  const { type, user_id: userId, anonymous_id: anonymousId, event_time: eventTime } = detail
  return (
    <dl className={styles.facts}>
      {type === null ? null : <Fact name="Type">{type}</Fact>}
      <UserFact name="User" id={userId} onFilter={onFilter} />
      <UserFact name="Anonymous" id={anonymousId} onFilter={onFilter} />
      <Fact name="Source">
        {detail.source_name ?? detail.source_id}
        <span className={styles.muted}> · {dialectNames[detail.dialect]} call</span>
      </Fact>
      {eventTime === null ? null : <Fact name="Happened">{utcText(eventTime)}</Fact>}
      <Fact name="Taken in">
        {utcText(detail.received_at)}
        <span className={styles.muted}>
          {' '}
          · <RelativeTime iso={detail.received_at} />
        </span>
      </Fact>
      <Fact name="Place">
        <span className={styles.muted}>No. {exactText(detail.offset)} in the journal</span>
      </Fact>
      {detail.duplicate_count === 0 ? null : (
        <Fact name="Duplicates">
          {countedText(detail.duplicate_count, 'later copy', 'later copies')} with this ID, each
          answered and dropped
        </Fact>
      )}
    </dl>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

function UserFact({
  name,
  id,
  onFilter,
}: {
  readonly name: string
  readonly id: string | null
  readonly onFilter: Props['onFilter']
}) {
  if (id === null) return null
  return (
    <Fact name={name}>
      <Anchor
        component="button"
        type="button"
        className={styles.user ?? ''}
        title={`Show only events of ${id}`}
        onClick={() => onFilter({ user: id })}
      >
        {id}
      </Anchor>
    </Fact>
  )
}
