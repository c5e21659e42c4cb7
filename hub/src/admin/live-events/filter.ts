import { Type, type Static } from 'typebox'
import { EventType, type JournalEntry } from '../../core/event.ts'
import { mayBeIn } from './delivery.ts'
import type { LiveEvent } from './live-event.ts'
import { liveStates } from './live-event.ts'
import type { PlacedEntry } from './outcomes.ts'
import type { Standing } from './row.ts'

const textCharsMax = 200
const Text = (description: string) =>
  Type.String({ minLength: 1, maxLength: textCharsMax, description })

/** Query fields by which Live Events are chosen; the list and the stream share them. */
export const filterQuery = {
  integration: Type.Optional(
    Text('Events this integration is given; `state` then means the state there.'),
  ),
  type: Type.Optional(EventType),
  state: Type.Optional(Type.Enum([...liveStates, 'quarantined'])),
  user: Type.Optional(Text('User id or anonymous id, exact.')),
  message_id: Type.Optional(Text('Event id, exact.')),
  text: Type.Optional(Text('Part of any value of the event; upper and lower case are the same.')),
  source: Type.Optional(Text('Pipeline id.')),
}
const Filter = Type.Object(filterQuery)
export type LiveFilter = Static<typeof Filter>

/** Whether an entry itself is wanted, whatever became of it. */
export function isEntryWanted({ entry, json }: PlacedEntry, filter: LiveFilter): boolean {
  const { type, user, message_id: messageId, text, source, state } = filter
  if (messageId !== undefined && !isOfMessage(entry, messageId)) return false
  if (source !== undefined && entry.sourceId !== source) return false
  if (text !== undefined && !json.toLowerCase().includes(text.toLowerCase())) return false
  if (entry.kind === 'quarantined') {
    return (
      type === undefined &&
      user === undefined &&
      (state === undefined || state === 'quarantined' || state === 'dropped')
    )
  }
  if (state === 'quarantined') return false
  if (type !== undefined && entry.type !== type) return false
  return user === undefined || entry.userId === user || entry.anonymousId === user
}

/** Whether what is recorded of an event leaves the state asked for possible; see `mayBeIn`. */
export function isStandingPossible(
  { outcomes }: Standing,
  { integration: wanted, state }: LiveFilter,
): boolean {
  if (state === undefined || state === 'quarantined') return true
  return outcomes.some(
    ({ integration, outcome }) =>
      (wanted === undefined || integration.id === wanted) && mayBeIn(state, outcome),
  )
}

/** Whether what became of an event is wanted too. */
export function isRowWanted(row: LiveEvent, { integration, state }: LiveFilter): boolean {
  if (state === 'quarantined' && integration === undefined) return true
  if (state === undefined && integration === undefined) return true
  return row.deliveries.some(
    (delivery) =>
      (integration === undefined || delivery.integration_id === integration) &&
      (state === undefined || state === 'quarantined' || delivery.state === state),
  )
}

/** A quarantined event stands under its message id with a digest, so that the mended event is no duplicate of it. */
function isOfMessage(entry: JournalEntry, messageId: string): boolean {
  return (
    entry.eventId === messageId ||
    (entry.kind === 'quarantined' && entry.eventId.startsWith(`quarantined:${messageId}:`))
  )
}
