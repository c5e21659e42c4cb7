import type { FastifyReply, FastifyRequest } from 'fastify'
import type { QueryAnswer } from '../query/query-runner.ts'
import { queryOf } from '../http/request-query.ts'
import { sendConnectError } from './connect-reply.ts'
import { dataSpaceDefault } from './data-space-routes.ts'

/** What Connect REST says when a statement gave no rows: 400 and 408 {CONN}; 429 and all codes assumed. */
export function sendQueryRefusal(
  reply: FastifyReply,
  answer: Exclude<QueryAnswer, { kind: 'rows' }>,
): FastifyReply {
  switch (answer.kind) {
    case 'refused':
      return sendConnectError(reply, 400, 'BAD_REQUEST', answer.message)
    case 'busy':
      return sendConnectError(reply, 429, 'REQUEST_LIMIT_EXCEEDED', 'Too many requests')
    case 'ended':
      return sendConnectError(reply, 408, 'REQUEST_TIMEOUT', answer.message)
  }
}

export function sendBadQuery(reply: FastifyReply, message: string): FastifyReply {
  return sendConnectError(reply, 400, 'BAD_REQUEST', message)
}

/** Refuses a data space that does not exist, named in the query string or, by an official client, in a header {CONN,PYDC}. */
export async function checkDataSpace(
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const wanted = queryOf(request).get('dataspace') ?? request.headers['dataspace']
  if (wanted === undefined || wanted === '' || wanted === dataSpaceDefault) return undefined
  return sendBadQuery(reply, `There is no data space ${String(wanted)}`)
}
