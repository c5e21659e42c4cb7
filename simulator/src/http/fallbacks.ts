import type { FastifyInstance } from 'fastify'
import type { Switches } from '../control/switches.ts'
import type { Org } from '../org/org.ts'
import type { Clock } from '../platform/clock.ts'
import type { TenantTokens } from '../signin/tenant-tokens.ts'
import { errorPlaceOf, pathOf } from './error-place.ts'
import { sendHtmlError } from './page-reply.ts'
import { placeOf } from './place.ts'
import { authorize } from './tenant-access.ts'
import { sendTenantError } from './tenant-reply.ts'

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

  app.setNotFoundHandler(async (request, reply) => {
    const { kind } = placeOf(request.headers.host, org)
    const isTenant =
      kind === 'tenant' || (kind === 'loopback' && pathOf(request.url).startsWith('/api/'))
    if (!isTenant) return sendHtmlError(reply, 404, 'Page not found')
    // A wrong path on the tenant host is first of all unauthorized {SVT}.
    await authorizeAny(request, reply)
    if (reply.sent) return reply
    return sendTenantError(reply, { kind: 'not-found' }, errorPlaceOf(request, org, clock))
  })

  app.setErrorHandler((error, request, reply) => {
    const place = errorPlaceOf(request, org, clock)
    const status = error instanceof Error && 'statusCode' in error ? error.statusCode : 500
    if (status === 413) {
      const { requestBytesMax } = switches()
      return sendTenantError(reply, { kind: 'too-large', requestBytesMax }, place)
    }
    if (typeof status === 'number' && status >= 400 && status < 500) {
      return sendTenantError(
        reply,
        { kind: 'bad-request', message: 'the request is broken.' },
        place,
      )
    }
    onRequestFailed(error)
    return sendTenantError(reply, { kind: 'server-error', status: 500 }, place)
  })
}
