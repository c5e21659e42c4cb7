import { isUtf8 } from 'node:buffer'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock, EpochMs } from '../platform/clock.ts'
import type { AppliedFaults } from './applied-faults.ts'
import { kindOf } from './planned-faults.ts'
import type { Switches } from './switches.ts'
import { bodyBytesKeptMax, type Traffic } from './traffic.ts'

type Needs = {
  readonly clock: Clock
  readonly traffic: Traffic
  readonly appliedFaults: AppliedFaults
  readonly switches: () => Switches
}

type Watched = { readonly atMs: EpochMs; replyBytes: number; replyBodyStart: string }

/**
 * Counts every request when its exchange is over, however that came about, and keeps it to be looked at if the switch
 * says so. The practice org's own pages and its control API are only counted: they would hide what one looks for.
 */
export function addTrafficHook(app: FastifyInstance, needs: Needs): void {
  const { clock, traffic, switches } = needs
  const watchedRequests = new WeakMap<FastifyRequest, Watched>()

  app.addHook('onRequest', (request, reply, done) => {
    const isKept = switches().isTrafficKept && !isOwn(request.url)
    if (isKept) {
      watchedRequests.set(request, { atMs: clock.now(), replyBytes: 0, replyBodyStart: '' })
    }
    // Comes once for each exchange, whether it was answered in full or cut.
    reply.raw.once('close', () => {
      const status = reply.raw.headersSent ? reply.statusCode : 0
      traffic.count(status)
      const watched = watchedRequests.get(request)
      if (watched !== undefined) keep(needs, { request, reply, watched, status })
    })
    done()
  })

  app.addHook('onSend', async (request, _reply, payload: unknown) => {
    const watched = watchedRequests.get(request)
    if (watched === undefined) return payload
    if (typeof payload === 'string') {
      watched.replyBytes = Buffer.byteLength(payload)
      watched.replyBodyStart = copyOf(payload.slice(0, bodyBytesKeptMax))
    } else if (Buffer.isBuffer(payload)) {
      watched.replyBytes = payload.length
      watched.replyBodyStart = startOf(payload).toString('utf8')
    }
    return payload
  })
}

type Exchange = {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly watched: Watched
  readonly status: number
}

function keep(
  { clock, traffic, appliedFaults }: Needs,
  { request, reply, watched, status }: Exchange,
): void {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const act = appliedFaults.of(request)
  traffic.keep({
    atMs: watched.atMs,
    host: request.headers.host ?? '',
    method: request.method,
    url: request.originalUrl,
    status,
    tookMs: Math.round(clock.now() - watched.atMs),
    requestHeaders: request.headers,
    requestBytes: body.length || Number(request.headers['content-length'] ?? 0),
    requestBodyStart: Buffer.from(startOf(body)),
    replyHeaders: reply.getHeaders(),
    replyBytes: watched.replyBytes,
    replyBodyStart: watched.replyBodyStart,
    fault: act === undefined ? undefined : kindOf(act),
  })
}

/** A slice of a text keeps the whole of it in memory: a large answer of a query, for as long as the entry is kept. */
function copyOf(text: string): string {
  return Buffer.from(text).toString()
}

/** Ends between two characters, so that none is shown in half. */
function startOf(body: Buffer): Buffer {
  if (body.length <= bodyBytesKeptMax) return body
  for (let end = bodyBytesKeptMax; end > bodyBytesKeptMax - 4; end -= 1) {
    if (isUtf8(body.subarray(0, end))) return body.subarray(0, end)
  }
  return body.subarray(0, bodyBytesKeptMax)
}

function isOwn(url: string): boolean {
  return url === '/' || /^\/(?:practice-org|org|shop|favicon\.ico)(?:[/?]|$)/.test(url)
}
