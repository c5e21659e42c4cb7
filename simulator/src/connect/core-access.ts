import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendHtmlError } from '../http/page-reply.ts'
import { placeOf } from '../http/place.ts'
import type { Org } from '../org/org.ts'
import type { CoreTokens } from '../signin/core-tokens.ts'
import { sendConnectError } from './connect-reply.ts'

type Needs = { readonly org: Org; readonly coreTokens: CoreTokens }

/** Versions are numbers with one decimal; Data Cloud's resources came with 60.0 {CONN}. */
const versionPattern = /^\/services\/data\/v(\d{2,3})\.0(?:\/|$)/
const versionMin = 60

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
    const [, token = ''] =
      /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
    if (coreTokens.find(token) === undefined) {
      return sendConnectError(reply, 401, 'INVALID_SESSION_ID', 'Session expired or invalid')
    }
    const [, version = '0'] = versionPattern.exec(request.url) ?? []
    if (Number(version) >= versionMin) return undefined
    return sendConnectError(reply, 404, 'NOT_FOUND', 'The requested resource does not exist')
  }
}
