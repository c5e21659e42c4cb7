import type { FastifyInstance } from 'fastify'
import { pathOf } from './error-place.ts'

/** One reply as it leaves the practice org: what the check of reply shapes looks at. */
export type GivenReply = {
  readonly method: string
  /** Without the query string. */
  readonly path: string
  readonly status: number
  /** Without parameters such as the charset; empty when there is no body. */
  readonly mediaType: string
  /** Empty for no body; nothing for one that is streamed. */
  readonly body: string | undefined
}

/** Tells of every reply that a route, a hook or a fallback gives. Costs nothing when nobody asks. */
export function addReplyWatch(
  app: FastifyInstance,
  onReply: ((reply: GivenReply) => void) | undefined,
): void {
  if (onReply === undefined) return
  app.addHook('onSend', async (request, reply, payload: unknown) => {
    onReply({
      method: request.method,
      path: pathOf(request.url),
      status: reply.statusCode,
      mediaType: mediaTypeOf(reply.getHeader('content-type')),
      body: textOf(payload),
    })
    return payload
  })
}

function mediaTypeOf(header: unknown): string {
  const [mediaType = ''] = typeof header === 'string' ? header.split(';') : []
  return mediaType.trim().toLowerCase()
}

function textOf(payload: unknown): string | undefined {
  if (payload === undefined || payload === null) return ''
  if (typeof payload === 'string') return payload
  return Buffer.isBuffer(payload) ? payload.toString('utf8') : undefined
}
