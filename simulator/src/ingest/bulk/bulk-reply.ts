/** Replies of the bulk endpoints {BJ}; errors have the members of the streaming ones (assumed). */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { errorPlaceOf } from '../../http/error-place.ts'
import { sendTenantError, timestampOf } from '../../http/tenant-reply.ts'
import type { Org } from '../../org/org.ts'
import type { Clock } from '../../platform/clock.ts'
import type { BulkAnswer } from './bulk-jobs.ts'
import { bulkFileBytesMax } from './bulk-limits.ts'

export type BulkExchange = {
  readonly org: Org
  readonly clock: Clock
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

export type BulkRefusal = Exclude<BulkAnswer, { readonly kind: 'job' }>

export function sendBulkRefusal(exchange: BulkExchange, refusal: BulkRefusal): FastifyReply {
  const { org, clock, request, reply } = exchange
  const place = errorPlaceOf(request, org, clock)
  switch (refusal.kind) {
    case 'not-found':
      return sendTenantError(reply, { kind: 'not-found' }, place)
    case 'too-many':
      return sendTenantError(reply, { kind: 'too-many-requests' }, place)
    case 'too-large':
      return sendTenantError(reply, { kind: 'too-large', requestBytesMax: bulkFileBytesMax }, place)
    case 'cut':
      return sendBulkError(exchange, 400, 'Bad Request', 'The upload ended before its time.')
    case 'conflict':
      return sendBulkError(exchange, 409, 'Conflict', refusal.message)
  }
}

export function sendBulkError(
  { org, clock, request, reply }: BulkExchange,
  status: number,
  error: string,
  message: string,
): FastifyReply {
  const { atMs, path, tenantId } = errorPlaceOf(request, org, clock)
  return sendJson(reply, status, {
    timestamp: timestampOf(atMs),
    error,
    message: `${error}: ${message}`,
    path: `uri=${path}`,
    tenantId,
    internalErrorCode: 'COMMON_ERROR_GENERIC',
  })
}

export function sendJson(reply: FastifyReply, status: number, body: object): FastifyReply {
  return reply.code(status).header('content-type', 'application/json').send(JSON.stringify(body))
}
