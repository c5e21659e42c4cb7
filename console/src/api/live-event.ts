import type { components } from './generated/admin.ts'

type Schemas = components['schemas']

/** One row of Live Events. */
export type LiveEvent = Schemas['LiveEvent']
/** What became of an event for one integration. */
export type LiveDelivery = Schemas['LiveDelivery']
export type LiveState = LiveDelivery['state']
export type EventType = NonNullable<LiveEvent['type']>
/** The row with everything behind it. */
export type LiveEventDetail = Schemas['LiveEventDetail']
export type LiveRecord = Schemas['LiveRecord']
export type LiveAttempt = Schemas['LiveAttempt']
export type Diagnosis = Schemas['Diagnosis']
/** A change of one event's state, as the stream sends it. */
export type LiveDeliveryUpdate = Schemas['LiveDeliveryUpdate']

/** A page of rows, newest first. */
export type LiveEventPage = {
  readonly data: readonly LiveEvent[]
  readonly next_cursor: string | null
  readonly has_more: boolean
}
