import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Org } from '../org/org.ts'
import type { Clock } from '../platform/clock.ts'
import type { TenantTokens } from '../signin/tenant-tokens.ts'
import { errorPlaceOf } from './error-place.ts'
import { sendHtmlError } from './page-reply.ts'
import { placeOf } from './place.ts'
import { sendTenantError } from './tenant-reply.ts'

type Access = {
  readonly org: Org
  readonly clock: Clock
  readonly tenantTokens: TenantTokens
  /** Named in the 403. */
  readonly scope: string
  readonly isAllowed: (scopes: readonly string[]) => boolean
}

/**
 * Lets a request pass when it came to the tenant host with a good tenant token of the right scope.
 * Runs before the body is read.
 */
export function authorize({ org, clock, tenantTokens, scope, isAllowed }: Access) {
  return async (
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply | undefined> => {
    const place = placeOf(request.headers.host, org)
    if (place.kind !== 'tenant' && place.kind !== 'loopback') {
      return sendHtmlError(reply, 404, 'Page not found')
    }
    const [, token] = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
    const scopes = token === undefined ? undefined : await tenantTokens.scopesOf(token)
    const errorPlace = errorPlaceOf(request, org, clock)
    if (scopes === undefined) return sendTenantError(reply, { kind: 'unauthorized' }, errorPlace)
    if (!isAllowed(scopes)) return sendTenantError(reply, { kind: 'forbidden', scope }, errorPlace)
    return undefined
  }
}
