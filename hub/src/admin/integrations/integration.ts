import { Type, type Static } from 'typebox'
import { CheckStepName } from '../../core/check.ts'
import { DeliveryMode, integrationNameCharsMax } from '../../core/integration.ts'
import { ProblemCode } from '../../core/problem.ts'
import { DropReason, ObjectCategory } from '../../core/record.ts'
import { Diagnosis } from '../live-events/live-event.ts'

const closed = { additionalProperties: false }
const NullableText = Type.Union([Type.String(), Type.Null()])
const Count = Type.Integer({ minimum: 0 })

/**
 * How an integration is doing. `retrying` mends by itself (the other side is away or throttles); `needs_attention` waits
 * for a person, and carries the diagnosis.
 */
export const integrationStates = ['active', 'retrying', 'needs_attention', 'paused'] as const
export const IntegrationState = Type.Enum(integrationStates)
export type IntegrationState = Static<typeof IntegrationState>

/** Where every event taken in for an integration stands: `taken_in` = `waiting` + `accepted` + `dropped` + `dead`. */
export const Ledger = Type.Object(
  {
    taken_in: Count,
    waiting: Count,
    accepted: Count,
    dropped: Count,
    dead: Count,
    /** `dropped` by reason, only the reasons that occurred. */
    dropped_by_reason: Type.Array(Type.Object({ reason: DropReason, count: Count }, closed)),
  },
  closed,
)
export type Ledger = Static<typeof Ledger>

/** One lane as it is right now. */
export const LaneView = Type.Object(
  {
    /** Object, or `(dropped)` for the lane that settles what is not sent. */
    object: Type.String(),
    state: Type.Enum(['running', 'held', 'paused']),
    position: Count,
    in_flight_count: Count,
    last_accepted_at: NullableText,
    hold: Type.Union([
      Type.Object(
        {
          problem: ProblemCode,
          detail: Type.String(),
          status: Type.Union([Type.Integer(), Type.Null()]),
          answer: NullableText,
          attempt_count: Count,
          since: Type.String(),
          next_attempt_at: Type.String(),
        },
        closed,
      ),
      Type.Null(),
    ]),
  },
  closed,
)
export type LaneView = Static<typeof LaneView>

/** An object the integration writes to. */
export const IntegrationObject = Type.Object(
  {
    name: Type.String(),
    /** Name of its endpoint in the org; the same unless `object_names` says otherwise. */
    endpoint: Type.String(),
    category: ObjectCategory,
  },
  closed,
)

const name = Type.String({ minLength: 1, maxLength: integrationNameCharsMax })
const configValueCharsMax = 4_000
const objectNameCharsMax = 80
const Config = Type.Record(Type.String(), Type.String({ maxLength: configValueCharsMax }), {
  description:
    "Values of the catalogue entry's fields. A secret reads as `***`; sent back so, it stays as it is.",
})
const ObjectNames = Type.Record(
  Type.String(),
  Type.String({ minLength: 1, maxLength: objectNameCharsMax }),
  {
    description:
      "Signal's name of an object → the name of its endpoint in the org, where it differs.",
  },
)

/** An installed catalogue entry. Secrets read as `***`. */
export const Integration = Type.Object(
  {
    id: Type.String(),
    catalog_key: Type.String(),
    name: Type.String(),
    variant: Type.String(),
    delivery_mode: DeliveryMode,
    config: Config,
    object_names: ObjectNames,
    objects: Type.Array(IntegrationObject),
    enabled: Type.Boolean(),
    /** `enabled` in a word. */
    status: Type.Enum(['active', 'paused']),
    state: IntegrationState,
    /** What is wrong and what mends it; null while nothing is. */
    diagnosis: Type.Union([Diagnosis, Type.Null()]),
    lanes: Type.Array(LaneView),
    ledger: Ledger,
    last_accepted_at: NullableText,
    revision: Type.Integer(),
    /** It is given the events after this place in the journal. */
    starts_after: Count,
    created_at: Type.String(),
    updated_at: Type.String(),
  },
  closed,
)
export type Integration = Static<typeof Integration>

/** The install call. Only `config` must be given. */
export const InstallRequest = Type.Object(
  {
    name: Type.Optional(name),
    variant: Type.Optional(Type.String({ maxLength: 80 })),
    config: Config,
    delivery_mode: Type.Optional(DeliveryMode),
    object_names: Type.Optional(ObjectNames),
    enabled: Type.Optional(
      Type.Boolean({ description: 'Default true; false installs it paused.' }),
    ),
    start_from: Type.Optional(
      Type.Enum(['now', 'oldest'], {
        description: 'Which events it is given: those from now on (default), or all that are kept.',
      }),
    ),
  },
  closed,
)
export type InstallRequest = Static<typeof InstallRequest>

/** What may be changed of an integration; what is left out stays. */
export const IntegrationChange = Type.Object(
  {
    name: Type.Optional(name),
    enabled: Type.Optional(Type.Boolean({ description: 'False pauses, true resumes.' })),
    status: Type.Optional(Type.Enum(['active', 'paused'], { description: '`enabled` in a word.' })),
    config: Type.Optional(Config),
    object_names: Type.Optional(ObjectNames),
  },
  { ...closed, minProperties: 1 },
)
export type IntegrationChange = Static<typeof IntegrationChange>

/** One step of the connection check, with what mends it when it failed. */
export const CheckStepView = Type.Object(
  {
    step: CheckStepName,
    result: Type.Enum(['passed', 'failed', 'skipped']),
    detail: Type.String(),
    problem: Type.Union([ProblemCode, Type.Null()]),
    status: Type.Union([Type.Integer(), Type.Null()]),
    answer: NullableText,
    took_ms: Type.Number(),
    diagnosis: Type.Union([Diagnosis, Type.Null()]),
  },
  closed,
)

export const CheckReport = Type.Object(
  { passed: Type.Boolean(), checked_at: Type.String(), steps: Type.Array(CheckStepView) },
  closed,
)

export const testEventTypes = ['page', 'track', 'identify', 'purchase'] as const
export const TestEventRequest = Type.Object(
  {
    type: Type.Optional(Type.Enum(testEventTypes, { description: 'Default `track`.' })),
    source_id: Type.Optional(Type.String({ description: 'Default: the first pipeline.' })),
  },
  closed,
)

export const TestEventTaken = Type.Object(
  {
    event_id: Type.String(),
    /** Where the console shows it. */
    live_event_url: Type.String(),
  },
  closed,
)
