/**
 * Faults of a reply that is ready: the request has been processed, and its sender hears of it late, in part or
 * never.
 */
import { Readable } from 'node:stream'
import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../platform/clock.ts'
import { waitFor } from './client-wait.ts'
import { kindOf, type FaultAct } from './planned-faults.ts'

type Needs = { readonly clock: Clock; readonly signal: AbortSignal }

/** Pieces of a body that trickles. */
const pieceCount = 10

/** The payload to send instead. */
export async function breakReply(
  needs: Needs,
  { request, reply, payload }: { request: FastifyRequest; reply: FastifyReply; payload: unknown },
  act: FaultAct,
): Promise<unknown> {
  const body = bodyOf(payload)
  const delayMs = act.delayMs ?? 0
  const { socket } = request.raw
  switch (kindOf(act)) {
    case 'reset-after':
      resetConnection(socket)
      return payload
    case 'late-reply':
      await waitFor(needs, socket, delayMs)
      return payload
    case 'truncated-json':
      return body === undefined ? payload : body.subarray(0, Math.ceil(body.length / 2))
    case 'closed-reply':
      return body === undefined ? payload : sized(reply, body, closing(socket, body))
    case 'slow-reply':
      return body === undefined
        ? payload
        : sized(reply, body, trickling(needs, socket, { body, delayMs }))
    case 'stalled-reply':
      return body === undefined
        ? payload
        : sized(reply, body, stalling(needs, reply, { body, delayMs }))
    default:
      return payload
  }
}

/** Ends a connection without a word, as a broken network does; TLS knows no reset of its own. */
export function resetConnection(socket: Socket): void {
  if ('encrypted' in socket) socket.destroy()
  else socket.resetAndDestroy()
}

/** The same body, read in pieces for `delayMs`, so that its sender must wait. */
export function slowBody(
  needs: Needs,
  { request, delayMs }: { readonly request: FastifyRequest; readonly delayMs: number },
  payload: AsyncIterable<Buffer>,
): Readable & { receivedEncodedLength: number } {
  const length = Number(request.headers['content-length'] ?? unknownLengthBytes)
  const pieceBytes = Math.max(1, Math.ceil(length / pieceCount))
  const pauseMs = delayMs / Math.max(1, Math.ceil(length / pieceBytes))
  async function* pieces() {
    for await (const chunk of payload) {
      for (let at = 0; at < chunk.length; at += pieceBytes) {
        await waitFor(needs, request.raw.socket, pauseMs)
        const piece = chunk.subarray(at, at + pieceBytes)
        stream.receivedEncodedLength += piece.length
        yield piece
      }
    }
  }
  const stream = Object.assign(Readable.from(pieces(), { objectMode: false }), {
    receivedEncodedLength: 0,
  })
  return stream
}

/** Taken for the length of a body that does not tell its own. */
const unknownLengthBytes = 65_536

function bodyOf(payload: unknown): Buffer | undefined {
  if (typeof payload === 'string' && payload !== '') return Buffer.from(payload)
  return Buffer.isBuffer(payload) && payload.length > 0 ? payload : undefined
}

/** Announces the whole length, whatever becomes of the body. */
function sized(reply: FastifyReply, body: Buffer, pieces: AsyncIterable<Buffer>): Readable {
  reply.header('content-length', body.length)
  return Readable.from(pieces, { objectMode: false })
}

async function* closing(socket: Socket, body: Buffer) {
  yield body.subarray(0, Math.ceil(body.length / 2))
  socket.destroySoon()
}

type SlowBody = { readonly body: Buffer; readonly delayMs: number }

async function* trickling(needs: Needs, socket: Socket, { body, delayMs }: SlowBody) {
  const pieceBytes = Math.ceil(body.length / pieceCount)
  const pauseMs = delayMs / Math.ceil(body.length / pieceBytes)
  for (let at = 0; at < body.length; at += pieceBytes) {
    await waitFor(needs, socket, pauseMs)
    yield body.subarray(at, at + pieceBytes)
  }
}

async function* stalling(needs: Needs, reply: FastifyReply, { body, delayMs }: SlowBody) {
  reply.raw.flushHeaders()
  await waitFor(needs, reply.request.raw.socket, delayMs)
  yield body
}
