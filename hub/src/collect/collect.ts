import fastify, { type FastifyError, type FastifyInstance } from 'fastify'
import type { Journal } from '../journal/journal.ts'
import type { Clock } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import type { Telemetry } from '../telemetry/events.ts'
import { refusalAnswer } from './answer.ts'
import { addBootstrapRoutes } from './bootstrap-routes.ts'
import { allowCrossOrigin } from './cross-origin.ts'
import { addEventRoutes } from './event-routes.ts'
import { createIntake } from './intake.ts'
import {
  headerBytesMax,
  headersTimeoutMs,
  keepAliveTimeoutMs,
  pathParameterCharsMax,
  requestTimeoutMs,
  type CollectLimits,
} from './limits.ts'
import { refused, type Refusal } from './refusal.ts'
import type { Sources } from './write-key.ts'

/**
 * HTTP in: takes the events of every client dialect and turns them into entries of the journal.
 *
 * Promises: a 2xx leaves only after the flush that covers its events; one bad event never costs another; what is given
 * an id, a time and a user here keeps them. Relies on: the journal's `append`, and sources that are in memory.
 */
export interface Collector extends AsyncDisposable {
  /** Starts to take requests; port 0 takes any free one. Fails when the port is in use, with the system's own error. */
  listen(port: number, host: string): Promise<void>
  /** The port it listens on; 0 before {@link Collector.listen}. */
  readonly port: number
  /** Takes no new requests and resolves when those under way are answered. */
  drain(): Promise<void>
}

export type CollectorNeeds = {
  readonly journal: Pick<Journal, 'append'>
  readonly sources: Sources
  readonly clock: Pick<Clock, 'now'>
  readonly random: Pick<Random, 'uuid'>
  readonly telemetry: Pick<Telemetry, 'intakeAnswered' | 'intakeRefused' | 'routeFailed'>
  readonly limits: CollectLimits
  /** Addresses or networks (`10.0.0.0/8`) whose `X-Forwarded-*` lines are believed; usually none. */
  readonly trustedProxies: readonly string[]
  /** Our own script, `collector-js/dist/d.js`. */
  readonly browserScriptPath: string
  /** `dist/web/p.js.txt` of the `@jitsu/js` package where it is installed; null: `/p.js` answers 404 with the way out. */
  readonly jitsuScriptPath: string | null
}

export function createCollector(needs: CollectorNeeds): Collector {
  const app = createApp(needs)
  const ready = addRoutes(app, needs)
  // Whoever calls `listen` gets the failure; until then nobody may be listening for it.
  ready.catch(() => undefined)
  let closed: Promise<void> | null = null
  const drain = () => (closed ??= app.close())
  // A client that keeps its connection would hold the stop up for as long as the connection may idle.
  app.addHook('onSend', async (_request, reply) => {
    if (closed !== null) reply.header('connection', 'close')
  })
  return {
    async listen(port, host) {
      await ready
      await app.listen({ port, host })
    },
    get port() {
      const address = app.server.address()
      return typeof address === 'object' && address !== null ? address.port : 0
    },
    drain,
    [Symbol.asyncDispose]: drain,
  }
}

function createApp({ limits, trustedProxies }: CollectorNeeds): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: limits.bodyBytesMax,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    forceCloseConnections: 'idle',
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: pathParameterCharsMax },
    // An address that no route can read never reaches the error handler.
    frameworkErrors: (error, _request, reply) => {
      const refusal = refused(400, 'collect.body_invalid', `The address is unusable: ${error.code}`)
      const text = JSON.stringify(refusalAnswer('json', refusal).body)
      reply.raw.writeHead(400, { 'content-type': 'application/json; charset=utf-8' }).end(text)
    },
    http: { headersTimeout: headersTimeoutMs, maxHeaderSize: headerBytesMax },
  })
  app.server.maxConnections = limits.connectionsMax
  return app
}

async function addRoutes(app: FastifyInstance, needs: CollectorNeeds): Promise<void> {
  takeAnyBody(app)
  await allowCrossOrigin(app)
  answerFailures(app, needs)
  addEventRoutes(app, { ...needs, intake: createIntake(needs) })
  addBootstrapRoutes(app, needs)
}

/** A body is read as it is, whatever its Content-Type says, even when that is no well-formed one. */
function takeAnyBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.addHook('onRequest', (request, _reply, done) => {
    if ('content-type' in request.raw.headers) {
      request.raw.headers['content-type'] = 'application/octet-stream'
    }
    done()
  })
}

function answerFailures(app: FastifyInstance, { limits, telemetry }: CollectorNeeds): void {
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? ''
    const message = `Nothing is served at ${request.method} ${path.slice(0, pathParameterCharsMax)}.`
    const { body } = refusalAnswer('json', refused(404, 'collect.route_unknown', message))
    return reply.code(404).send(body)
  })
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    const refusal = refusalOf(error, limits)
    if (refusal === null) {
      telemetry.routeFailed({ route, cause: error })
      const message = 'The collector failed; send it again.'
      return reply.code(500).send({ success: false, error: { code: 'collect.failed', message } })
    }
    telemetry.intakeRefused({ route, status: refusal.status, code: refusal.code })
    const { status, headers, body } = refusalAnswer('json', refusal)
    return reply.code(status).headers(headers).send(body)
  })
}

/** What the HTTP server itself refused, in our words; null for a failure of our own. */
function refusalOf(error: FastifyError, { bodyBytesMax }: CollectLimits): Refusal | null {
  if (error.statusCode === 413) {
    const message = `The body is larger than ${bodyBytesMax} bytes; send smaller batches.`
    return refused(413, 'collect.body_too_large', message)
  }
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return refused(400, 'collect.body_invalid', `The request could not be read: ${error.message}`)
  }
  return null
}
