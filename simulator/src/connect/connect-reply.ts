import type { FastifyReply } from 'fastify'

/** Where every Connect REST resource of Data Cloud lives; the version is `v` and a number with one decimal. */
export const ssotPath = '/services/data/:version/ssot'

/** An error in the form of Salesforce's REST APIs: a list with one entry (assumed to hold for Connect REST too). */
export function sendConnectError(
  reply: FastifyReply,
  status: number,
  errorCode: string,
  message: string,
): FastifyReply {
  return reply
    .code(status)
    .header('content-type', 'application/json;charset=UTF-8')
    .send(JSON.stringify([{ errorCode, message }]))
}
