import { Type, type Static } from 'typebox'
import { Dialect, EventType, QuarantineReason } from '../../core/event.ts'
import { ProblemCode } from '../../core/problem.ts'

/** Where an event stands for one integration. `retrying` is waiting after at least one failed try. */
export const liveStates = ['waiting', 'retrying', 'accepted', 'dead', 'dropped'] as const
export const LiveState = Type.Enum(liveStates)
export type LiveState = Static<typeof LiveState>

const closed = { additionalProperties: false }
const NullableText = Type.Union([Type.String(), Type.Null()])
const NullableStatus = Type.Union([Type.Integer(), Type.Null()])

/** What became of an event for one integration. */
export const LiveDelivery = Type.Object(
  {
    integration_id: Type.String(),
    integration_name: Type.String(),
    state: LiveState,
    /** Status of Salesforce's last answer (202 is Data Cloud's "accepted"); null before one came. */
    status: NullableStatus,
    /** Objects it became records of, `["custom_event", "commerce_event"]`. */
    objects: Type.Array(Type.String()),
    /** Why it was dropped, is held or died: a drop reason or a problem code. */
    reason: NullableText,
    detail: NullableText,
    attempt_count: Type.Integer(),
    /** From intake to the last answer, ms. */
    latency_ms: Type.Union([Type.Number(), Type.Null()]),
    next_attempt_at: NullableText,
  },
  closed,
)
export type LiveDelivery = Static<typeof LiveDelivery>

/** One row of Live Events. */
export const LiveEvent = Type.Object(
  {
    /** Place in the journal; the order of the list, and its cursor. */
    offset: Type.Integer(),
    event_id: Type.String(),
    kind: Type.Enum(['event', 'quarantined']),
    /** Null for a quarantined event whose type is not known. */
    type: Type.Union([EventType, Type.Null()]),
    /** The track call's event, or the page's or screen's name. */
    name: NullableText,
    user_id: NullableText,
    anonymous_id: NullableText,
    source_id: Type.String(),
    source_name: NullableText,
    dialect: Dialect,
    event_time: NullableText,
    received_at: Type.String(),
    quarantine: Type.Union([
      Type.Object({ reason: QuarantineReason, detail: Type.String() }, closed),
      Type.Null(),
    ]),
    deliveries: Type.Array(LiveDelivery),
  },
  closed,
)
export type LiveEvent = Static<typeof LiveEvent>

/** One try of the request an event travelled in. */
export const LiveAttempt = Type.Object(
  {
    at: Type.String(),
    took_ms: Type.Number(),
    outcome: Type.String(),
    status: NullableStatus,
    problem: Type.Union([ProblemCode, Type.Null()]),
    detail: NullableText,
    answer: NullableText,
  },
  closed,
)
export type LiveAttempt = Static<typeof LiveAttempt>

/** One record an event became, and the batch it travelled in (null while it waits). */
export const LiveRecord = Type.Object(
  {
    integration_id: Type.String(),
    object: Type.String(),
    key: Type.String(),
    /** The exact record as sent. */
    record: Type.Record(Type.String(), Type.Unknown()),
    state: LiveState,
    batch_id: NullableText,
    batch_record_count: Type.Union([Type.Integer(), Type.Null()]),
    batch_body_bytes: Type.Union([Type.Integer(), Type.Null()]),
    attempts: Type.Array(LiveAttempt),
    dead_letter_id: NullableText,
  },
  closed,
)
export type LiveRecord = Static<typeof LiveRecord>

/** What a person is told about a problem: the page's troubleshooting row. */
export const Diagnosis = Type.Object(
  {
    problem: ProblemCode,
    symptom: Type.String(),
    cause: Type.String(),
    resolution: Type.String(),
    /** Where in Salesforce Setup it is mended. */
    setup_path: NullableText,
  },
  closed,
)
export type Diagnosis = Static<typeof Diagnosis>

/** The drawer of Live Events: the row, the event itself, its records, their batches, and what mends a problem. */
export const LiveEventDetail = Type.Object(
  {
    ...LiveEvent.properties,
    /** The event as taken in (or the quarantined text, parsed when it parses). */
    event: Type.Unknown(),
    duplicate_count: Type.Integer(),
    records: Type.Array(LiveRecord),
    diagnoses: Type.Array(Diagnosis),
  },
  closed,
)
export type LiveEventDetail = Static<typeof LiveEventDetail>

/**
 * What the stream sends: `event` as it is taken in, `delivery` as its state changes. Server-Sent Events with these
 * names, `id:` is the offset, so that `Last-Event-ID` resumes.
 */
export const LiveDeliveryUpdate = Type.Object(
  { offset: Type.Integer(), event_id: Type.String(), delivery: LiveDelivery },
  closed,
)
export type LiveDeliveryUpdate = Static<typeof LiveDeliveryUpdate>
