import { Type, type Static } from 'typebox'
import { ProblemCode } from '../../core/problem.ts'
import { Diagnosis } from '../live-events/live-event.ts'

const closed = { additionalProperties: false }
const NullableText = Type.Union([Type.String(), Type.Null()])

/** A record given up, with its reason and what mends it. */
export const DeadLetter = Type.Object(
  {
    id: Type.String(),
    integration_id: Type.String(),
    integration_name: NullableText,
    object: Type.String(),
    /** Place of its event in the journal, and that event's id while it is kept. */
    offset: Type.Integer(),
    event_id: NullableText,
    key: Type.String(),
    user_key: Type.String(),
    /** The record as it was sent; null when mapping could make none. */
    record: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()]),
    problem: ProblemCode,
    reasons: Type.Array(Type.String()),
    status: Type.Union([Type.Integer(), Type.Null()]),
    answer: NullableText,
    attempt_count: Type.Integer(),
    died_at: Type.String(),
    state: Type.Enum(['dead', 'replaying', 'replayed']),
    diagnosis: Type.Union([Diagnosis, Type.Null()]),
  },
  closed,
)
export type DeadLetter = Static<typeof DeadLetter>

/** Which dead letters to send again; at least one field, so that nothing is replayed by an empty body. */
export const ReplayRequest = Type.Object(
  {
    integration: Type.Optional(Type.String()),
    object: Type.Optional(Type.String()),
    problem: Type.Optional(ProblemCode),
  },
  { ...closed, minProperties: 1 },
)

export const ReplayAnswer = Type.Object(
  {
    /** How many were marked for replay by this call. */
    replay_count: Type.Integer({ minimum: 0 }),
    /** True when more match: call again. */
    has_more: Type.Boolean(),
  },
  closed,
)
