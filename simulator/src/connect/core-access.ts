import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendHtmlError } from '../http/page-reply.ts'
import { placeOf } from '../http/place.ts'
import type { Org } from '../org/org.ts'
import type { CoreTokens } from '../signin/core-tokens.ts'
import { sendConnectError } from './connect-reply.ts'

type Needs = { readonly org: Org; readonly coreTokens: CoreTokens }

/**
 * Lets a request pass that bears a good core token: Connect REST takes that one, never the tenant token {CONN}. It is
 * answered only where the core host is.
 */
export function authorizeCore({ org, coreTokens }: Needs) {
  return async (
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply | undefined> => {
    const { kind } = placeOf(request.headers.host, org)
    if (kind !== 'core' && kind !== 'loopback') return sendHtmlError(reply, 404, 'Page not found')
    const [, token = ''] = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
    if (coreTokens.find(token) !== undefined) return undefined
    return sendConnectError(reply, 401, 'INVALID_SESSION_ID', 'Session expired or invalid')
  }
}
