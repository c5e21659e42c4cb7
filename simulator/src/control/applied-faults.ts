import type { FastifyRequest } from 'fastify'
import type { FaultAct } from './planned-faults.ts'

/** Which fault a request met: for what is still to be done to its reply, and for the traffic list. */
export type AppliedFaults = {
  set(request: FastifyRequest, act: FaultAct): void
  of(request: FastifyRequest): FaultAct | undefined
}

export function createAppliedFaults(): AppliedFaults {
  const acts = new WeakMap<FastifyRequest, FaultAct>()
  return {
    set: (request, act) => {
      acts.set(request, act)
    },
    of: (request) => acts.get(request),
  }
}
