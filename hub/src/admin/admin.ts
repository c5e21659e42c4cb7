import type { AddressInfo } from 'node:net'
import { fastify, type FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'
import type { Journal } from '../journal/journal.ts'
import type { LiveBoard } from '../live/live-board.ts'
import type { Clock } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import type { Store } from '../store/store.ts'
import type { Telemetry } from '../telemetry/events.ts'
import type { Access } from './access/access.ts'
import { createRateLimit, requestsPerMinuteDefault } from './access/rate-limit.ts'
import { serveConsole } from './console-files.ts'
import { createInTurn } from './in-turn.ts'
import { LiveFeed } from './live-events/feed.ts'
import { adminOpenApi } from './openapi.ts'
import type { AdminActions } from './actions.ts'
import { adminRoutes } from './routes.ts'
import { addJsonBodies, serveErrors, serveRoute, type ServeNeeds } from './serve-route.ts'
import { createHostCheck } from './host-check.ts'
import { addSecurityHeaders } from './security-headers.ts'
import type { HubFacts } from './system/system-routes.ts'

/**
 * The admin API and the console's files, on a listener of their own.
 *
 * Promises: nothing under `/v1/admin` but starting a session is answered without a token or a session; a secret is shown
 * once, when it is made; a change is durable when its answer leaves. Relies on the journal and the store for the truth:
 * it keeps none itself.
 */
export interface AdminApi extends AsyncDisposable {
  /** Port it listens on; 0 before {@link listen}. */
  readonly port: number
  /** @throws the system's own error when the port is in use */
  listen(port: number, host: string): Promise<void>
  /** Answers a request without a socket, for tests. */
  readonly inject: FastifyInstance['inject']
}

export type AdminNeeds = HubFacts & {
  readonly store: Pick<Store, 'sources' | 'integrations' | 'outcomes' | 'deadLetters' | 'access'>
  readonly journal: Pick<
    Journal,
    'read' | 'readBack' | 'find' | 'head' | 'oldest' | 'append' | 'duplicateCount'
  >
  readonly board: Pick<LiveBoard, 'lanes' | 'subscribe' | 'forget'>
  readonly access: Access
  readonly clock: Clock
  readonly random: Random
  readonly telemetry: Telemetry
  readonly registry: Pick<Registry, 'metrics'>
  /** Folder of the built console. */
  readonly consoleDir: string
  /** Names the hub is reached by besides loopback, without port. */
  readonly hosts?: readonly string[]
  /** Requests one token may make in a minute; {@link requestsPerMinuteDefault} unless given. */
  readonly requestsPerMinuteMax?: number
  readonly actions: AdminActions
}

/** Largest request body; the largest legal one is an install call of some kilobytes. */
export const adminBodyBytesMax = 256 * 1024
/** Longest time a request may take to arrive. */
const requestMsMax = 30_000
/** Longest path parameter: an event id of 200 characters, each percent-encoded in UTF-8. */
const pathParameterCharsMax = 2_000

export function createAdminApi(needs: AdminNeeds): AdminApi {
  const server = fastify({
    bodyLimit: adminBodyBytesMax,
    requestTimeout: requestMsMax,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: pathParameterCharsMax },
  })
  const liveFeed = new LiveFeed(needs)
  const stopping = new AbortController()
  const serving: ServeNeeds = {
    access: needs.access,
    rateLimit: createRateLimit(needs.clock, needs.requestsPerMinuteMax ?? requestsPerMinuteDefault),
    telemetry: needs.telemetry,
    hostCheck: createHostCheck(needs.hosts ?? []),
    stopping: stopping.signal,
  }
  const routeNeeds = {
    ...needs,
    facts: needs,
    startedAtMs: needs.clock.now(),
    inTurn: createInTurn(),
    liveFeed,
  }
  addSecurityHeaders(server)
  addJsonBodies(server)
  const probes = adminRoutes.filter((route) => route.operation.access === 'probe')
  serveErrors(server, serving, new Set(probes.map((route) => route.operation.path)))
  for (const route of adminRoutes) {
    serveRoute(server, route.operation, (raw) => route.run(raw, routeNeeds), serving)
  }
  const document = adminOpenApi()
  server.get('/openapi.json', () => document)
  serveConsole(server, needs.consoleDir)

  return {
    get port() {
      const address: AddressInfo | string | null = server.server.address()
      return typeof address === 'object' && address !== null ? address.port : 0
    },
    async listen(port, host) {
      await server.listen({ port, host })
    },
    inject: server.inject.bind(server),
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await liveFeed[Symbol.asyncDispose]()
      await server.close()
    },
  }
}
