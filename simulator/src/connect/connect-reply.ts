import type { FastifyReply } from 'fastify'
import type { Refused } from '../org/refusal.ts'

/** Where every Connect REST resource of Data Cloud lives; the version is `v` and a number with one decimal. */
export const ssotPath = '/services/data/:version/ssot'

const contentType = 'application/json;charset=UTF-8'

/** An error in the form of Salesforce's REST APIs: a list with one entry, as clients read it {SDK,AFD}. */
export function sendConnectError(
  reply: FastifyReply,
  status: number,
  errorCode: string,
  message: string,
): FastifyReply {
  return sendConnectErrors(reply, status, errorCode, [message])
}

/** The same with an entry for each problem (assumed: a real org may stop at the first). */
export function sendConnectErrors(
  reply: FastifyReply,
  status: number,
  errorCode: string,
  messages: readonly string[],
): FastifyReply {
  return sendConnectJson(
    reply,
    status,
    messages.map((message) => ({ errorCode, message })),
  )
}

export function sendConnectJson(reply: FastifyReply, status: number, body: unknown): FastifyReply {
  return reply.code(status).header('content-type', contentType).send(JSON.stringify(body))
}

/** 422 for a limit and 404 for what is not there {CONN}, 400 for the rest. */
export function sendRefusal(reply: FastifyReply, { code, problems }: Refused): FastifyReply {
  const status = code === 'LIMIT_EXCEEDED' ? 422 : code === 'NOT_FOUND' ? 404 : 400
  return sendConnectErrors(reply, status, code, problems)
}

export function sendMissing(reply: FastifyReply): FastifyReply {
  return sendConnectError(reply, 404, 'NOT_FOUND', 'The requested resource does not exist')
}
