import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Clock, EpochMs } from '../platform/clock.ts'

/** The kinds of request a fault can be planned for. */
export const FaultTarget = Type.Union([
  Type.Literal('sign-in'),
  Type.Literal('exchange'),
  Type.Literal('ingest'),
  Type.Literal('query'),
  Type.Literal('connect'),
])
export type FaultTarget = Static<typeof FaultTarget>

/** What can go wrong with a request. Before it is processed, unless its description says otherwise. */
export const FaultKind = Type.Union([
  Type.Literal('status', { description: 'Answered with `status`.' }),
  Type.Literal('html-200', { description: 'Answered 200 with a page that leads to a login.' }),
  Type.Literal('error-200', { description: 'Answered 200 with the body of an error 500.' }),
  Type.Literal('no-content', { description: 'Answered 204 without a body.' }),
  Type.Literal('latency', { description: 'Waits `delayMs`, then goes on.' }),
  Type.Literal('reset-before', { description: 'The connection is reset; nothing is processed.' }),
  Type.Literal('reset-after', { description: 'Processed; the answer is lost by a reset.' }),
  Type.Literal('late-reply', { description: 'Processed at once, answered after `delayMs`.' }),
  Type.Literal('slow-reply', { description: 'Processed; the body trickles for `delayMs`.' }),
  Type.Literal('stalled-reply', {
    description: 'Processed; the headers come at once, the body after `delayMs`.',
  }),
  Type.Literal('slow-request', {
    description: 'The body of the request is read in pieces, for `delayMs` in all.',
  }),
  Type.Literal('closed-reply', {
    description: 'Processed; the connection is closed after half of the body.',
  }),
  Type.Literal('truncated-json', {
    description: 'Processed; a complete reply whose JSON ends in the middle.',
  }),
  Type.Literal('token-expiry', {
    description: 'Every tenant token becomes invalid, then goes on.',
  }),
  Type.Literal('tenant-move', { description: 'The tenant gets another host, then goes on.' }),
  Type.Literal('silent-drop', {
    description: 'Accepted as any other; nothing lands. Ingest only.',
  }),
  Type.Literal('duplicate', { description: 'Accepted once, lands twice. Ingest only.' }),
])
export type FaultKind = Static<typeof FaultKind>

const delayMsMax = 600_000
const retryAfterSecondsMax = 86_400

/** What happens to a request. */
export const FaultAct = Type.Object({
  kind: Type.Optional(FaultKind),
  status: Type.Optional(
    Type.Integer({ minimum: 300, maximum: 599, description: 'Of kind `status`, which needs it.' }),
  ),
  body: Type.Optional(
    Type.Union([Type.Literal('json'), Type.Literal('html'), Type.Literal('empty')], {
      description: 'Of kind `status`; left out: what the host would send.',
    }),
  ),
  retryAfterSeconds: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: retryAfterSecondsMax,
      description: 'Sent as Retry-After.',
    }),
  ),
  retryAfterForm: Type.Optional(
    Type.Union([Type.Literal('seconds'), Type.Literal('http-date')], {
      description: 'How `retryAfterSeconds` is written; left out: seconds.',
    }),
  ),
  retryAfterLines: Type.Optional(
    Type.Array(Type.String({ pattern: '^[\\x20-\\x7e]{0,100}$' }), {
      maxItems: 5,
      description: 'Retry-After as it stands, one header line for each: to send nonsense.',
    }),
  ),
  location: Type.Optional(
    Type.String({ pattern: '^[\\x21-\\x7e]{1,500}$', description: 'Sent as Location.' }),
  ),
  delayMs: Type.Optional(
    Type.Integer({ minimum: 1, maximum: delayMsMax, description: 'Of the kinds that take time.' }),
  ),
})
export type FaultAct = Static<typeof FaultAct>

/** "From the `afterCount`-th request of this target on, the next `count` of them fail in this way." */
export const PlannedFault = Type.Object(
  {
    target: FaultTarget,
    ...FaultAct.properties,
    object: Type.Optional(
      Type.String({ minLength: 1, description: 'Only requests to this object; ingest only.' }),
    ),
    afterCount: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'Requests that pass first.' }),
    ),
    count: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'Left out: 1.' }),
    ),
    durationMs: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 86_400_000,
        description: 'Instead of `count`: all of them, for so long from the first one on.',
      }),
    ),
  },
  { additionalProperties: false },
)
export type PlannedFault = Static<typeof PlannedFault>

const faultsPlannedMax = 100
export const FaultPlan = Type.Array(PlannedFault, { maxItems: faultsPlannedMax })
export const faultPlanCheck = Compile(FaultPlan)

const ingestOnly: readonly FaultKind[] = ['silent-drop', 'duplicate']
const timed: readonly FaultKind[] = [
  ...(['latency', 'late-reply', 'slow-reply', 'stalled-reply', 'slow-request'] as const),
]

/** What the members of each fault have against one another: what a schema cannot say. */
export function planProblemsOf(plan: readonly PlannedFault[]): readonly string[] {
  return plan.flatMap((fault, index) => {
    const kind = kindOf(fault)
    const rules: readonly (readonly [isBroken: boolean, message: string])[] = [
      [kind === 'status' && fault.status === undefined, 'needs status'],
      [kind !== 'status' && fault.status !== undefined, `of kind ${kind} has no status`],
      [timed.includes(kind) && fault.delayMs === undefined, `of kind ${kind} needs delayMs`],
      [fault.object !== undefined && fault.target !== 'ingest', 'with object has target ingest'],
      [ingestOnly.includes(kind) && fault.target !== 'ingest', `of kind ${kind} has target ingest`],
      [fault.count !== undefined && fault.durationMs !== undefined, 'has count or durationMs'],
    ]
    return rules.flatMap(([isBroken, message]) => (isBroken ? [`/${index} ${message}`] : []))
  })
}

export function kindOf({ kind }: FaultAct): FaultKind {
  return kind ?? 'status'
}

/** Which request is asking. */
export type FaultQuestion = { readonly target: FaultTarget; readonly object: string | undefined }

/** Faults asked for by the control API, used up in the order in which they were asked for. */
export type PlannedFaults = {
  plan(faults: readonly PlannedFault[]): void
  /** The fault of this request, which is thereby used up. */
  take(question: FaultQuestion): FaultAct | undefined
  /** What is left. */
  list(): readonly PlannedFault[]
}

type Standing = { fault: PlannedFault; startedAtMs: EpochMs | undefined }

export function createPlannedFaults(clock: Clock): PlannedFaults {
  let standing: readonly Standing[] = []
  const isOver = ({ fault, startedAtMs }: Standing) =>
    fault.count === 0 ||
    (fault.durationMs !== undefined &&
      startedAtMs !== undefined &&
      // A clock that was set back would else make it last until the old time comes again.
      (clock.now() < startedAtMs || clock.now() >= startedAtMs + fault.durationMs))
  const dropOver = () => {
    if (standing.some(isOver)) standing = standing.filter((entry) => !isOver(entry))
  }
  return {
    plan: (faults) => {
      standing = faults.map((fault) => ({ fault, startedAtMs: undefined }))
    },
    take: ({ target, object }) => {
      if (standing.length === 0) return undefined
      dropOver()
      for (const entry of standing) {
        const { fault } = entry
        if (fault.target !== target) continue
        if (fault.object !== undefined && fault.object !== object) continue
        if (fault.afterCount !== undefined && fault.afterCount > 0) {
          entry.fault = { ...fault, afterCount: fault.afterCount - 1 }
          continue
        }
        entry.startedAtMs ??= clock.now()
        if (fault.durationMs === undefined)
          entry.fault = { ...fault, count: (fault.count ?? 1) - 1 }
        dropOver()
        return fault
      }
      return undefined
    },
    list: () => {
      dropOver()
      return standing.map(({ fault }) => fault)
    },
  }
}
