import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import type { Telemetry } from '../telemetry/events.ts'
import type { Access } from './access/access.ts'
import { authenticate, consoleHeaderName } from './access/authenticate.ts'
import { refusalOf, UnreadableBody } from './failure.ts'
import { Refusal } from './refusal.ts'
import type { Caller, Operation, RawCall } from './route.ts'

export type ServeNeeds = {
  readonly access: Pick<Access, 'callerOf'>
  readonly rateLimit: (tokenId: string) => Refusal | null
  readonly hostCheck: (host: string | undefined) => Refusal | null
  readonly telemetry: Pick<Telemetry, 'adminAnswered' | 'routeFailed'>
  /** Aborts when the hub stops, so that nothing long holds it up. */
  readonly stopping: AbortSignal
}

type AnyOperation = Operation<TSchema, TSchema, TSchema, TSchema>

/** Puts one call on the server: who calls, how often, then the call itself. */
export function serveRoute(
  server: FastifyInstance,
  operation: AnyOperation,
  run: (raw: RawCall) => Promise<unknown>,
  needs: ServeNeeds,
): void {
  server.route({
    method: operation.method,
    url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const caller = await callerOf(operation, request, needs)
      if (caller instanceof Refusal) return sendRefusal(reply, caller)
      return sendAnswer(
        reply,
        operation,
        await run(rawCallOf(request, reply, caller, needs.stopping)),
      )
    },
  })
}

/** Reads JSON bodies ourselves, so that a call without one may still name its content type, and a broken one is explained. */
export function addJsonBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser(
    ['application/json'],
    { parseAs: 'string' },
    (_request, body, done) => {
      const text = body.toString()
      if (text.trim() === '') return done(null, undefined)
      try {
        const value: unknown = JSON.parse(text)
        done(null, value)
      } catch (cause) {
        done(new UnreadableBody(cause))
      }
    },
  )
}

/** Looks at the Host of every request, answers every failure with the envelope, and counts every answer. */
export function serveErrors(
  server: FastifyInstance,
  needs: ServeNeeds,
  probePaths: ReadonlySet<string>,
): void {
  server.addHook('onRequest', async (request, reply) => {
    if (probePaths.has(request.routeOptions.url ?? '')) return
    const refusal = needs.hostCheck(request.headers.host)
    if (refusal !== null) return sendRefusal(reply, refusal)
  })
  server.addHook('onResponse', async (request, reply) => {
    needs.telemetry.adminAnswered({
      method: request.method,
      route: request.routeOptions.url ?? '(none)',
      status: reply.statusCode,
      tookMs: reply.elapsedTime,
    })
  })
  server.setErrorHandler((cause, request, reply) => {
    const refusal = refusalOf(cause)
    if (refusal.status >= 500) {
      needs.telemetry.routeFailed({ route: request.routeOptions.url ?? '(none)', cause })
    }
    return sendRefusal(reply, refusal)
  })
}

async function callerOf(
  operation: AnyOperation,
  request: FastifyRequest,
  needs: ServeNeeds,
): Promise<Caller | Refusal | null> {
  if (operation.access !== 'authenticated') return null
  const credentials = {
    method: operation.method,
    authorization: request.headers.authorization,
    cookie: request.headers.cookie,
    consoleHeader: textOf(request.headers[consoleHeaderName]),
  }
  const caller = await authenticate(credentials, needs.access)
  return caller instanceof Refusal ? caller : (needs.rateLimit(caller.tokenId) ?? caller)
}

function rawCallOf(
  request: FastifyRequest,
  reply: FastifyReply,
  caller: Caller | null,
  stopping: AbortSignal,
): RawCall {
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  return {
    params: request.params,
    query: request.query,
    body: request.body,
    caller,
    header: (name) => textOf(request.headers[name]),
    setHeader: (name, value) => void reply.header(name, value),
    signal: AbortSignal.any([gone.signal, stopping]),
  }
}

function sendAnswer(reply: FastifyReply, { answer }: AnyOperation, body: unknown): FastifyReply {
  if (body instanceof Refusal) return sendRefusal(reply, body)
  reply.status(answer.status)
  if (answer.status === 204) return reply.send()
  reply.type(answer.contentType ?? 'application/json; charset=utf-8')
  // Proxies that hold text back until there is much of it would make the live stream late.
  if (body instanceof Readable) reply.header('x-accel-buffering', 'no')
  return reply.send(body)
}

function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  return reply
    .status(refusal.status)
    .headers(refusal.headers)
    .type('application/json; charset=utf-8')
    .send(refusal.body())
}

function textOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0]
}
