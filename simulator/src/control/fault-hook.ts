import type { FastifyInstance, FastifyReply } from 'fastify'
import { errorPlaceOf, pathOf } from '../http/error-place.ts'
import { sendHtmlError } from '../http/page-reply.ts'
import { sendTenantError, type TenantError } from '../http/tenant-reply.ts'
import type { Org } from '../org/org.ts'
import type { Clock } from '../platform/clock.ts'
import { faultTargetOf, type PlannedFault, type PlannedFaults } from './planned-faults.ts'
import type { Switches } from './switches.ts'

type Needs = {
  readonly org: Org
  readonly clock: Clock
  readonly faults: PlannedFaults
  readonly switches: () => Switches
  readonly signal: AbortSignal
}

/** Slows every Salesforce request by the set latency, and answers it with a planned fault if one is due. */
export function addFaultHook(app: FastifyInstance, needs: Needs): void {
  const { org, clock, faults, switches, signal } = needs
  app.addHook('onRequest', async (request, reply) => {
    const target = faultTargetOf(pathOf(request.url))
    if (target === undefined) return undefined
    const { latencyMs, requestBytesMax } = switches()
    if (latencyMs > 0) await clock.sleep(latencyMs, signal)
    const fault = faults.take(target)
    if (fault === undefined) return undefined
    if (fault.retryAfterSeconds !== undefined) reply.header('retry-after', fault.retryAfterSeconds)
    if (target === 'sign-in' || target === 'exchange') return sendCoreFault(reply, fault)
    const error = tenantErrorOf(fault.status, requestBytesMax)
    return sendTenantError(reply, error, errorPlaceOf(request, org, clock))
  })
}

/** The core host shows a maintenance page when it is down, JSON otherwise (assumed). */
function sendCoreFault(reply: FastifyReply, fault: PlannedFault): FastifyReply {
  if (fault.status >= 500) return sendHtmlError(reply, fault.status, 'Down for maintenance')
  const error = fault.status === 429 ? 'rate_limit_exceeded' : 'unknown_error'
  return reply.code(fault.status).send({ error, error_description: 'planned fault' })
}

function tenantErrorOf(status: number, requestBytesMax: number): TenantError {
  switch (status) {
    case 400:
      return { kind: 'bad-request', message: 'planned fault' }
    case 401:
      return { kind: 'unauthorized' }
    case 403:
      return { kind: 'forbidden', scope: 'cdp_ingest_api' }
    case 404:
      return { kind: 'not-found' }
    case 413:
      return { kind: 'too-large', requestBytesMax }
    case 415:
      return { kind: 'unsupported-media-type' }
    case 429:
      return { kind: 'too-many-requests' }
    default:
      return { kind: 'server-error', status }
  }
}
