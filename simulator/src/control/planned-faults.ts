import { Type, type Static } from 'typebox'

/** The kinds of request a fault can be planned for. */
export const FaultTarget = Type.Union([
  Type.Literal('sign-in'),
  Type.Literal('exchange'),
  Type.Literal('ingest'),
  Type.Literal('query'),
])
export type FaultTarget = Static<typeof FaultTarget>

/** "The next `count` requests of this kind are answered with this status." */
export const PlannedFault = Type.Object(
  {
    target: FaultTarget,
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    count: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    /** Sent as `Retry-After` when given. */
    retryAfterSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400 })),
  },
  { additionalProperties: false },
)
export type PlannedFault = Static<typeof PlannedFault>

/** Faults asked for by the control API, used up in the order in which they were asked for. */
export type PlannedFaults = {
  plan(faults: readonly PlannedFault[]): void
  /** The fault of the next request of this kind, which is thereby used up. */
  take(target: FaultTarget): PlannedFault | undefined
  list(): readonly PlannedFault[]
}

export function createPlannedFaults(): PlannedFaults {
  let planned: readonly PlannedFault[] = []
  return {
    plan: (faults) => {
      planned = faults
    },
    take: (target) => {
      const fault = planned.find((candidate) => candidate.target === target)
      if (fault === undefined) return undefined
      planned = planned.flatMap((candidate) => {
        if (candidate !== fault) return [candidate]
        return fault.count === 1 ? [] : [{ ...fault, count: fault.count - 1 }]
      })
      return fault
    },
    list: () => planned,
  }
}

/** The kind of a path; none for paths that faults leave alone, such as the control API. */
export function faultTargetOf(path: string): FaultTarget | undefined {
  if (path.startsWith('/services/oauth2/token')) return 'sign-in'
  if (path.startsWith('/services/a360/token')) return 'exchange'
  if (path.startsWith('/api/v1/ingest/')) return 'ingest'
  if (path.startsWith('/api/')) return 'query'
  return undefined
}
