/**
 * The HTTP server that everything is served by. It promises that nothing a client sends can end it: what is no HTTP,
 * or too slow, or too large, is answered if it can be, counted, and forgotten.
 */
import fastify, { type FastifyInstance } from 'fastify'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { errorPageOf, sendHtmlError } from './page-reply.ts'

/** Larger bodies are refused by the server itself; the switch for the limit ends here. */
export const bodyBytesMax = 4_194_304
/** A connection on which nothing moves for so long is closed, unless it waits for us. */
const idleMsMax = 60_000
/** Request line and headers together; more is answered 431. Node's own default. */
const headBytesMax = 16_384
/** From the first byte of a request to its last header; a slower client is answered 408. */
const headMsMax = 10_000
/** From the first byte of a request to the last of its body: 150 MB of a bulk upload at 0.5 MB/s (our own). */
const requestMsMax = 300_000
/** How often the two limits above are looked at. */
const slownessCheckMs = 1_000

/** Of every server we open, in Node's own names. */
export const serverLimits = {
  keepAliveTimeout: idleMsMax,
  maxHeaderSize: headBytesMax,
  headersTimeout: headMsMax,
  requestTimeout: requestMsMax,
  connectionsCheckingInterval: slownessCheckMs,
}

export type ServerOptions = {
  /** Told of each connection whose bytes were no request, with the status it was given. */
  readonly onBrokenRequest: (status: number) => void
  /** What the router is to see instead of the request's own address. */
  readonly rewriteUrl: (request: IncomingMessage) => string
}

/** Bodies come as bytes, since size and content type are checked before anything is parsed. */
export function createServer({ onBrokenRequest, rewriteUrl }: ServerOptions): FastifyInstance {
  const app = fastify({
    bodyLimit: bodyBytesMax,
    keepAliveTimeout: idleMsMax,
    requestTimeout: requestMsMax,
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: headBytesMax },
    // An address that cannot be decoded: whatever the host, it is no address of anything.
    frameworkErrors: (_error, _request, reply) => {
      void sendHtmlError(reply, 400, 'Bad request')
    },
    http: serverLimits,
    rewriteUrl,
    clientErrorHandler: (error, socket) => answerBroken(error, socket, onBrokenRequest),
  })
  closeWhenIdle(app.server)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  return app
}

/**
 * Ends connections on which nothing moves. One that waits for an answer is left alone: a planned fault, a long statement
 * or a large landing may take minutes. A client that does not read its answer is not waiting for us.
 */
export function closeWhenIdle(
  server: Pick<Server, 'on' | 'setTimeout'>,
  idleMs: number = idleMsMax,
): void {
  const inHand = new WeakMap<Socket, ServerResponse>()
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    inHand.set(request.socket, response)
  })
  server.setTimeout(idleMs, (socket: Socket) => {
    const response = inHand.get(socket)
    const isOurTurn = response !== undefined && !response.writableEnded
    if (!isOurTurn || socket.writableLength > 0) socket.destroy()
  })
}

const titleOfStatus = new Map([
  [400, 'Bad Request'],
  [408, 'Request Timeout'],
  [431, 'Request Header Fields Too Large'],
])

/** No route sees such a request, so the answer is written by hand, where there is still somebody to read it. */
export function answerBroken(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  onBrokenRequest: (status: number) => void,
): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) {
    socket.destroy()
    return
  }
  const status = statusOf(error.code)
  onBrokenRequest(status)
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const title = titleOfStatus.get(status) ?? 'Bad Request'
  const body = errorPageOf(title)
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    'Content-Type: text/html; charset=UTF-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

function statusOf(code: string | undefined): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400
}
