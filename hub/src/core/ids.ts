import { Type } from 'typebox'
import { brandedSchema, type Branded } from './brand.ts'

/** Longest event id stored and sent; a longer message id is replaced by its digest at intake. */
export const eventIdCharsMax = 200

/** Identity of an event: the client's message id, or one made at intake. Data Cloud's key of every engagement row. */
export type EventId = Branded<string, 'EventId'>
export const EventId = brandedSchema<EventId>(
  Type.String({ minLength: 1, maxLength: eventIdCharsMax }),
)

/** Identity of a source (a pipeline with its write key): `pip_…`. */
export type SourceId = Branded<string, 'SourceId'>
export const SourceId = brandedSchema<SourceId>(Type.String({ pattern: '^pip_[a-z0-9]+$' }))

/** Identity of an installed integration: `int_…`. */
export type IntegrationId = Branded<string, 'IntegrationId'>
export const IntegrationId = brandedSchema<IntegrationId>(
  Type.String({ pattern: '^int_[a-z0-9]+$' }),
)

/** Identity of one request's worth of records, the same over all its attempts: `bat_…`. */
export type BatchId = Branded<string, 'BatchId'>
export const BatchId = brandedSchema<BatchId>(Type.String({ pattern: '^bat_[a-z0-9]+$' }))

/** Identity of a record given up: `dl_…`. */
export type DeadLetterId = Branded<string, 'DeadLetterId'>
export const DeadLetterId = brandedSchema<DeadLetterId>(Type.String({ pattern: '^dl_[a-z0-9]+$' }))

/**
 * Place of an entry in the journal: 1, 2, 3 … without gaps, in the order of acknowledgement.
 * 0 is the place before the first entry.
 */
export type Offset = Branded<number, 'Offset'>
export const Offset = brandedSchema<Offset>(Type.Integer({ minimum: 0 }))

/** The place before the first entry: a reader that starts here sees everything kept. */
export const offsetZero = offsetOf(0)

/** Brands a number that is known to be a place in the journal. */
export function offsetOf(value: number): Offset {
  return value as Offset // parsed: callers pass numbers counted by the journal itself
}

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number
