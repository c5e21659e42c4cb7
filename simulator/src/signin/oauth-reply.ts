/** How the OAuth endpoints of the core host answer. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendHtmlError } from '../http/page-reply.ts'
import type { Place } from '../http/place.ts'
import type { Org } from '../org/org.ts'
import { refuse, type Refusal } from './sign-in.ts'

/** What a host says to a grant that it does not know {TEAL,B2B}. */
export const domainRefusal = refuse('invalid_grant', 'request not supported on this domain')

/** Documented {OERR}: 400, JSON, not to be stored. */
export function sendRefusal(reply: FastifyReply, refusal: Refusal, status = 400): FastifyReply {
  const { error, description } = refusal
  return sendJson(reply, status, { error, error_description: description })
}

export function sendJson(reply: FastifyReply, status: number, body: object): FastifyReply {
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .header('content-type', 'application/json;charset=UTF-8')
    .send(JSON.stringify(body))
}

/** Endpoints that are no token endpoint answer in form encoding unless JSON is asked for: seen in a client's log. */
export function sendPlainRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: Refusal,
): FastifyReply {
  if (/json/i.test(request.headers.accept ?? '')) return sendRefusal(reply, refusal)
  const { error, description } = refusal
  return reply
    .code(400)
    .header('cache-control', 'no-store')
    .header('content-type', 'application/x-www-form-urlencoded;charset=UTF-8')
    .send(`error=${encodeURIComponent(error)}&error_description=${encodeURIComponent(description)}`)
}

export function sendNotFound(reply: FastifyReply): FastifyReply {
  return sendHtmlError(reply, 404, 'Page not found')
}

/** Where the org itself answers. */
export function isCore(place: Place): boolean {
  return place.kind === 'core' || place.kind === 'loopback'
}

/** The host of an org's setup pages knows no grant at all {TEAL,B2B}. */
export function isSetupHost(hostHeader: string | undefined, org: Org): boolean {
  const name = (hostHeader ?? '').toLowerCase().replace(/:\d+$/, '')
  return name === `${org.subdomain}.my.salesforce-setup.com`
}

/** The login hosts serve every OAuth endpoint but the exchange, and every grant but client credentials {TEAL,B2B}. */
export function isLogin(place: Place): boolean {
  return isCore(place) || place.kind === 'shared-login'
}
