/**
 * The practice org: a stand-in for Salesforce and Data Cloud on one loopback port. It promises the
 * documented replies of both, and says in docs/specs/simulator-differences.md where it had to assume.
 */
import fastify, { type FastifyInstance } from 'fastify'
import { addControlRoutes } from './control/control-routes.ts'
import { addRowRoutes } from './control/row-routes.ts'
import { createPlannedFaults } from './control/planned-faults.ts'
import { addFaultHook } from './control/fault-hook.ts'
import { switchesAtStart, type Switches } from './control/switches.ts'
import { createTraffic } from './control/traffic.ts'
import { addFallbacks } from './http/fallbacks.ts'
import { pathOf } from './http/error-place.ts'
import { addStreamingRoutes } from './ingest/streaming.ts'
import { createLake } from './lake/lake.ts'
import { openLanding } from './landing/landing.ts'
import { createOrg } from './org/org.ts'
import { readSeededSetup } from './org/seeded-setup.ts'
import { createSetup } from './org/setup.ts'
import type { Clock } from './platform/clock.ts'
import type { Random } from './platform/random.ts'
import { addMetadataRoutes } from './query/metadata-routes.ts'
import { addQueryRoutes } from './query/query-routes.ts'
import { addShopRoutes, type ShopSettings } from './shop/shop-routes.ts'
import { createCoreTokens } from './signin/core-tokens.ts'
import { addSignInRoutes } from './signin/sign-in-routes.ts'
import { openTenantTokens } from './signin/tenant-tokens.ts'

export type PracticeOrgOptions = {
  /** 0 takes any free port. */
  readonly port: number
  readonly clock: Clock
  readonly random: Random
  readonly landingDelayMs?: number
  /** Folder that keeps the lake; without one it lives in memory. */
  readonly dataDir?: string
  readonly shopCollectorUrl?: string
  readonly shopWriteKey?: string
  readonly strict?: boolean
  /** Called for a failure of the practice org itself, which its caller saw as a 500. */
  readonly onRequestFailed?: (cause: unknown) => void
  /** Called once when Postgres cannot be started; everything but landing and queries goes on. */
  readonly onLakeFailed?: (cause: unknown) => void
}

export type PracticeOrg = AsyncDisposable & {
  /** `http://127.0.0.1:<port>`: all that a client needs. */
  readonly url: string
}

/** Larger bodies are refused by the server itself; the switch for the limit ends here. */
const bodyBytesMax = 4_194_304
const connectionTimeoutMs = 60_000

/**
 * Opens everything on 127.0.0.1 and resolves when requests are answered; the lake may still be
 * starting, and whatever needs it waits.
 * @throws the listener's error, `EADDRINUSE` for a port in use
 */
export async function openPracticeOrg(options: PracticeOrgOptions): Promise<PracticeOrg> {
  const { clock, random } = options
  const setup = createSetup(await readSeededSetup(clock.now(), random))
  const org = createOrg(setup)
  const tenantTokens = await openTenantTokens(org, clock, random)
  const coreTokens = createCoreTokens(org, clock, random)
  const faults = createPlannedFaults()
  const traffic = createTraffic()
  let current: Switches = {
    ...switchesAtStart,
    landingDelayMs: options.landingDelayMs ?? switchesAtStart.landingDelayMs,
    isStrict: options.strict ?? false,
  }
  const switches = () => current
  let shop: ShopSettings = {
    collectorUrl: options.shopCollectorUrl ?? 'http://localhost:8080',
    writeKey: options.shopWriteKey ?? '',
  }
  let url = ''
  const ownUrl = () => url
  const closing = new AbortController()
  const { signal } = closing

  const lake = createLake(setup.state(), options.dataDir ?? '')
  setup.follow(lake.follow)
  const landing = openLanding({
    lake,
    clock,
    random,
    orgId: org.orgId,
    delayMs: () => current.landingDelayMs,
  })
  const app = createServer()
  app.addHook('onResponse', async (request, reply) => {
    traffic.add({
      atMs: clock.now(),
      host: request.headers.host ?? '',
      method: request.method,
      path: pathOf(request.url),
      status: reply.statusCode,
      tookMs: Math.round(reply.elapsedTime),
    })
  })
  addFaultHook(app, { org, clock, faults, switches, signal })
  addSignInRoutes(app, { org, clock, coreTokens, tenantTokens, switches, ownUrl })
  addStreamingRoutes(app, { org, clock, tenantTokens, landing, switches, signal })
  addQueryRoutes(app, { org, clock, random, lake, tenantTokens, switches })
  addMetadataRoutes(app, { org, clock, lake, tenantTokens })
  addControlRoutes(app, {
    org,
    lake,
    landing,
    coreTokens,
    tenantTokens,
    faults,
    traffic,
    switches,
    setSwitches: (changed) => {
      current = changed
    },
    setShop: (changed) => {
      shop = changed
    },
    ownUrl,
  })
  addRowRoutes(app, { org, lake })
  addShopRoutes(app, {
    org,
    shop: () => shop,
  })
  addFallbacks(app, {
    org,
    clock,
    tenantTokens,
    switches,
    onRequestFailed: options.onRequestFailed ?? (() => undefined),
  })

  const close = async () => {
    closing.abort()
    await app.close()
    await landing[Symbol.asyncDispose]()
    await lake[Symbol.asyncDispose]()
  }
  try {
    url = await app.listen({ host: '127.0.0.1', port: options.port })
  } catch (cause) {
    await close()
    throw cause
  }
  lake.start()
  lake.opened.catch((cause: unknown) => {
    if (!signal.aborted) options.onLakeFailed?.(cause)
  })
  return { url, [Symbol.asyncDispose]: close }
}

/** Bodies come as bytes, since size and content type are checked before anything is parsed. */
function createServer(): FastifyInstance {
  const app = fastify({
    bodyLimit: bodyBytesMax,
    connectionTimeout: connectionTimeoutMs,
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true },
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  return app
}
