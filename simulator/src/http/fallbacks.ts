import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Switches } from '../control/switches.ts'
import type { Org } from '../org/org.ts'
import type { Clock } from '../platform/clock.ts'
import type { TenantTokens } from '../signin/tenant-tokens.ts'
import { errorPlaceOf, pathOf } from './error-place.ts'
import { sendHtmlError } from './page-reply.ts'
import { placeOf } from './place.ts'
import { authorize } from './tenant-access.ts'
import { sendTenantError, statusOf, type TenantError } from './tenant-reply.ts'

type Needs = {
  readonly org: Org
  readonly clock: Clock
  readonly tenantTokens: TenantTokens
  readonly switches: () => Switches
  readonly onRequestFailed: (cause: unknown) => void
}

/** Answers for paths nobody serves, bodies beyond any limit, and failures of our own. */
export function addFallbacks(app: FastifyInstance, needs: Needs): void {
  const { org, clock, tenantTokens, switches, onRequestFailed } = needs
  const authorizeAny = authorize({ org, clock, tenantTokens, scope: '', isAllowed: () => true })

  const isTenantRequest = (request: FastifyRequest): boolean => {
    const { kind } = placeOf(request.headers.host, org)
    return kind === 'tenant' || (kind === 'loopback' && pathOf(request.url).startsWith('/api/'))
  }

  app.setNotFoundHandler(async (request, reply) => {
    if (!isTenantRequest(request)) return sendHtmlError(reply, 404, 'Page not found')
    // A wrong path on the tenant host is first of all unauthorized {SVT}.
    await authorizeAny(request, reply)
    if (reply.sent) return reply
    return sendTenantError(reply, { kind: 'not-found' }, errorPlaceOf(request, org, clock))
  })

  app.setErrorHandler((cause, request, reply) => {
    const error = errorOf(cause, switches().requestBytesMax)
    if (error.kind === 'server-error') onRequestFailed(cause)
    if (isTenantRequest(request)) {
      return sendTenantError(reply, error, errorPlaceOf(request, org, clock))
    }
    const status = statusOf(error)
    return sendHtmlError(reply, status, status < 500 ? 'Bad request' : 'Internal server error')
  })
}

/** What went wrong outside a route: a body beyond any limit, one that did not come whole, or our own failure. */
function errorOf(cause: unknown, requestBytesMax: number): TenantError {
  const status = cause instanceof Error && 'statusCode' in cause ? cause.statusCode : 500
  if (status === 413) return { kind: 'too-large', requestBytesMax }
  return typeof status === 'number' && status >= 400 && status < 500
    ? { kind: 'bad-request', message: 'the request is broken.' }
    : { kind: 'server-error', status: 500 }
}
