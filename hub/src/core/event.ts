import { Type, type Static } from 'typebox'
import { EventId, SourceId } from './ids.ts'

/** The six calls every client dialect knows. Source: Segment spec, common fields. */
export const eventTypes = ['page', 'screen', 'track', 'identify', 'group', 'alias'] as const
export const EventType = Type.Enum(eventTypes)
export type EventType = Static<typeof EventType>

/** Which client dialect an event came in by; shown in Live Events, never used to decide. */
export const dialects = ['segment', 'rudderstack', 'jitsu', 'signal', 'pixel'] as const
export const Dialect = Type.Enum(dialects)
export type Dialect = Static<typeof Dialect>

const JsonObject = Type.Record(Type.String(), Type.Unknown())
export type JsonObject = Static<typeof JsonObject>

/** A time as Data Cloud wants it: UTC, three millisecond digits, `2026-02-25T14:30:00.000Z`. */
export const IsoTime = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$',
})

/**
 * One event as every later part sees it, whatever client sent it.
 *
 * `eventId`, `eventTime`, `receivedAt` and `userKey` are fixed at intake and never made again: Data Cloud's engagement
 * rows are unique by key *and* event date, so a later guess would land a second row.
 */
export const SignalEvent = Type.Object({
  kind: Type.Literal('event'),
  eventId: EventId,
  sourceId: SourceId,
  dialect: Dialect,
  type: EventType,
  /** Name of a track call. */
  event: Type.Optional(Type.String()),
  /** Name of a page or screen call. */
  name: Type.Optional(Type.String()),
  category: Type.Optional(Type.String()),
  userId: Type.Optional(Type.String()),
  anonymousId: Type.Optional(Type.String()),
  /** `userId`, else `anonymousId`: whose order is kept, and the individual a record belongs to. */
  userKey: Type.String(),
  groupId: Type.Optional(Type.String()),
  previousId: Type.Optional(Type.String()),
  properties: JsonObject,
  traits: JsonObject,
  context: JsonObject,
  /** The sender's own choice of destinations, `{"All": true, "Salesforce CDP": false}`. */
  integrations: Type.Optional(JsonObject),
  /** When it happened, corrected for the client's clock. */
  eventTime: IsoTime,
  receivedAt: IsoTime,
  /** The client's own time, as sent, before correction. */
  originalTimestamp: Type.Optional(Type.String()),
})
export type SignalEvent = Static<typeof SignalEvent>

/** Why one event inside an accepted request could not become a {@link SignalEvent}; a closed list. */
export const quarantineReasons = [
  'not_an_object',
  'type_unknown',
  'event_name_missing',
  'user_missing',
  'event_too_large',
  'field_invalid',
  'batch_too_long',
] as const
export const QuarantineReason = Type.Enum(quarantineReasons)
export type QuarantineReason = Static<typeof QuarantineReason>

/** Longest part of a quarantined event's own text that is kept, in characters. */
export const quarantineRawCharsMax = 32_768

/** What came in place of an event and could not be used: kept with its reason, shown, never sent. */
export const QuarantinedEvent = Type.Object({
  kind: Type.Literal('quarantined'),
  eventId: EventId,
  sourceId: SourceId,
  dialect: Dialect,
  reason: QuarantineReason,
  /** What is wrong and what to do, in a sentence. */
  detail: Type.String(),
  /** What was sent, as JSON text, cut to {@link quarantineRawCharsMax}. */
  raw: Type.String(),
  receivedAt: IsoTime,
})
export type QuarantinedEvent = Static<typeof QuarantinedEvent>

/** What the journal holds: one line of JSON per entry. */
export const JournalEntry = Type.Union([SignalEvent, QuarantinedEvent])
export type JournalEntry = Static<typeof JournalEntry>
