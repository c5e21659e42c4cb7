/** Replies that a fault gives in place of the real one, in the form in which their host would send them. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { errorPlaceOf } from '../http/error-place.ts'
import { sendHtmlError } from '../http/page-reply.ts'
import { tenantErrorTextOf, type TenantError } from '../http/tenant-reply.ts'
import type { Org } from '../org/org.ts'
import type { Clock } from '../platform/clock.ts'
import type { FaultAct, FaultTarget } from './planned-faults.ts'
import type { Switches } from './switches.ts'

type Needs = { readonly org: Org; readonly clock: Clock; readonly switches: () => Switches }

export type FaultReply = {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly target: FaultTarget
}

/** Of the kind `status`. */
export function sendStatusFault(needs: Needs, to: FaultReply, act: FaultAct): FastifyReply {
  const { reply } = to
  const status = act.status ?? 500
  const retryAfter = retryAfterLinesOf(act, needs.clock)
  if (retryAfter.length > 0) reply.header('retry-after', retryAfter)
  if (act.location !== undefined) reply.header('location', act.location)
  if (act.body === 'empty') return reply.code(status).send()
  if (act.body === 'html') return sendHtmlError(reply, status, `Error ${status}`)
  // The core host shows a maintenance page when it is down, JSON otherwise (assumed).
  const isPage = act.body === undefined && isSignIn(to.target) && status >= 500
  return isPage
    ? sendHtmlError(reply, status, 'Down for maintenance')
    : sendErrorBody(needs, to, { status, statusSent: status })
}

/** A success by its status, an error by its body. */
export function sendErrorWith200(needs: Needs, to: FaultReply): FastifyReply {
  return sendErrorBody(needs, to, { status: 500, statusSent: 200 })
}

type Statuses = { readonly status: number; readonly statusSent: number }

function sendErrorBody(
  { org, clock, switches }: Needs,
  { request, reply, target }: FaultReply,
  { status, statusSent }: Statuses,
): FastifyReply {
  reply.code(statusSent).header('content-type', 'application/json')
  switch (target) {
    case 'sign-in':
    case 'exchange': {
      const error = status === 429 ? 'rate_limit_exceeded' : 'unknown_error'
      return reply.send(JSON.stringify({ error, error_description: 'planned fault' }))
    }
    case 'connect':
      return reply.send(connectErrorText)
    case 'ingest':
    case 'query': {
      const error = tenantErrorOf(status, switches().requestBytesMax)
      return reply.send(tenantErrorTextOf(error, errorPlaceOf(request, org, clock)))
    }
  }
}

const connectErrorText = JSON.stringify([
  { errorCode: 'UNKNOWN_EXCEPTION', message: 'planned fault' },
])

function isSignIn(target: FaultTarget): boolean {
  return target === 'sign-in' || target === 'exchange'
}

function retryAfterLinesOf(act: FaultAct, clock: Clock): readonly string[] {
  if (act.retryAfterLines !== undefined) return act.retryAfterLines
  if (act.retryAfterSeconds === undefined) return []
  if (act.retryAfterForm !== 'http-date') return [String(act.retryAfterSeconds)]
  // Whole seconds are all that the form can say; rounded up, so that nobody is let in early.
  const atMs = Math.ceil(clock.now() / 1_000) * 1_000 + act.retryAfterSeconds * 1_000
  return [new Date(atMs).toUTCString()]
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
