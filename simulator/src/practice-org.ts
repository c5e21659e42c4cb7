/**
 * The practice org: a stand-in for Salesforce and Data Cloud on one loopback port. It promises the
 * documented replies of both, and says in docs/specs/simulator-differences.md where it had to assume.
 */
import type { FastifyInstance } from 'fastify'
import { addSetupRoutes } from './connect/setup-routes.ts'
import { addIdentityRoutes } from './connect/identity-routes.ts'
import { addControlRoutes } from './control/control-routes.ts'
import type { HttpsState } from './control/control-state.ts'
import { createAppliedFaults } from './control/applied-faults.ts'
import { addFaultHook, withoutFaultName } from './control/fault-hook.ts'
import { createLiveSettings } from './control/live-settings.ts'
import { createNamedFaults } from './control/named-faults.ts'
import { createPlannedFaults } from './control/planned-faults.ts'
import { createReset, type Resettable } from './control/reset.ts'
import { acceptOnlySwitches, switchesAtStart } from './control/switches.ts'
import { createTraffic } from './control/traffic.ts'
import { addTrafficHook } from './control/traffic-hook.ts'
import { addFallbacks } from './http/fallbacks.ts'
import { addReplyWatch, type GivenReply } from './http/reply-watch.ts'
import { createServer } from './http/server.ts'
import { openTlsServer, type TlsServer } from './http/tls-server.ts'
import { openBulkJobs } from './ingest/bulk/bulk-jobs.ts'
import { addBulkRoutes } from './ingest/bulk/bulk-routes.ts'
import { createRateLimit } from './ingest/rate-limit.ts'
import { addStreamingRoutes } from './ingest/streaming.ts'
import { createIdentity } from './identity/identity.ts'
import { createLake } from './lake/lake.ts'
import { keepHouse } from './landing/housekeeping.ts'
import { openLanding, type LandingProfile } from './landing/landing.ts'
import { openPendingLog } from './landing/pending-log.ts'
import { replayPending } from './landing/replay.ts'
import { createModel } from './model/model.ts'
import { openOrg, type OrgSeed } from './org/open-org.ts'
import { readSeededSetup } from './org/seeded-setup.ts'
import { setupEmpty } from './org/setup.ts'
import { systemClock, type Clock } from './platform/clock.ts'
import type { Random } from './platform/random.ts'
import { createVirtualClock } from './platform/virtual-clock.ts'
import { loopbackTenantUrlOf } from './signin/loopback-tenant-url.ts'
import { addQueryApi } from './query/query-api.ts'
import { createQueryParts } from './query/query-parts.ts'
import { addScreenRoutes } from './screens/screen-routes.ts'
import { addShopRoutes } from './shop/shop-routes.ts'
import { createCoreTokens } from './signin/core-tokens.ts'
import { addOauthEndpoints } from './signin/oauth-endpoints.ts'
import { openTenantTokens } from './signin/tenant-tokens.ts'

export type PracticeOrgOptions = {
  /** 0 takes any free port. */
  readonly port: number
  /** Answers over TLS on this port too; 0 takes any free one, left out there is none. */
  readonly tlsPort?: number
  readonly clock: Clock
  readonly random: Random
  readonly landingDelayMs?: number
  /** Folder that keeps setup, app and lake; without one they live in memory. */
  readonly dataDir?: string
  /** What a new org begins with; what the folder kept wins over it. */
  readonly seed?: OrgSeed
  readonly shopCollectorUrl?: string
  readonly shopWriteKey?: string
  readonly strict?: boolean
  readonly profile?: LandingProfile
  /** Called for a failure of the practice org itself, which its caller saw as a 500. */
  readonly onRequestFailed?: (cause: unknown) => void
  /** Called once when Postgres cannot be started; everything but landing and queries goes on. */
  readonly onLakeFailed?: (cause: unknown) => void
  /** Told of every reply as it leaves; our tests compare each with the document. */
  readonly onReply?: (reply: GivenReply) => void
}

export type PracticeOrg = AsyncDisposable & {
  /** `http://127.0.0.1:<port>`: all that a client needs. */
  readonly url: string
  /** The same over TLS; both members are empty without `tlsPort`. */
  readonly https: HttpsState
}

/**
 * Opens everything on 127.0.0.1 and resolves when requests are answered; the lake may still be
 * starting, and whatever needs it waits.
 * @throws the listener's error, `EADDRINUSE` for a port in use
 */
export async function openPracticeOrg(options: PracticeOrgOptions): Promise<PracticeOrg> {
  const closing = new AbortController()
  let url = ''
  let tls: TlsServer | undefined
  const https = () => ({ url: tls?.url ?? '', certificateFile: tls?.certificateFile ?? '' })
  const parts = await createParts(options, { signal: closing.signal, ownUrl: () => url, https })
  const app = createServer({
    onBrokenRequest: parts.traffic.countBroken,
    rewriteUrl: withoutFaultName,
  })
  addReplyWatch(app, options.onReply)
  addRoutes(app, parts)

  const close = async () => {
    closing.abort()
    await tls?.[Symbol.asyncDispose]()
    await app.close()
    await parts.landing[Symbol.asyncDispose]()
    await parts.bulkJobs[Symbol.asyncDispose]()
    await parts.identity[Symbol.asyncDispose]()
    await parts.lake[Symbol.asyncDispose]()
    await parts.openedOrg[Symbol.asyncDispose]()
  }
  try {
    url = await app.listen({ host: '127.0.0.1', port: options.port })
    if (options.tlsPort !== undefined) {
      tls = await openTlsServer({
        ...{ port: options.tlsPort, dataDir: options.dataDir ?? '', nowMs: systemClock.now() },
        ...{ serve: app.routing, onBrokenRequest: parts.traffic.countBroken },
      })
    }
  } catch (cause) {
    await close()
    throw cause
  }
  parts.lake.start()
  const { history } = parts.landing
  Promise.all([
    ...[parts.lake.opened, parts.model.open(), parts.identity.open()],
    keepHouse({ ...parts, history, signal: closing.signal }),
  ]).catch((cause: unknown) => {
    if (!closing.signal.aborted) options.onLakeFailed?.(cause)
  })
  return { url, https: https(), [Symbol.asyncDispose]: close }
}

/** What the practice org is made of. Every module is given it whole and names in its own type what it needs. */
type Parts = Awaited<ReturnType<typeof createParts>>

type Surroundings = {
  /** Aborted when the practice org closes. */
  readonly signal: AbortSignal
  /** Its own base address, empty until it listens. */
  readonly ownUrl: () => string
  readonly https: () => HttpsState
}

async function createParts(options: PracticeOrgOptions, surroundings: Surroundings) {
  const { signal, ownUrl, https } = surroundings
  const { random } = options
  const clock = createVirtualClock(options.clock)
  const settings = createLiveSettings(settingsAtStart(options))
  const { switches } = settings
  const dataDir = options.dataDir ?? ''
  const onRequestFailed = options.onRequestFailed ?? (() => undefined)
  const seed = options.seed ?? 'default'
  const openedOrg = await openOrg({ dataDir, random, seed, nowMs: clock.now() })
  const { org, setup } = openedOrg
  const tenantTokens = await openTenantTokens({ org, clock, random, dataDir })
  const coreTokens = createCoreTokens({ org, clock, random, switches })
  const lake = createLake(setup.state(), options.dataDir ?? '')
  setup.follow(lake.follow)
  const model = createModel({ lake, setup })
  setup.follow(model.follow)
  const identity = createIdentity({
    ...{ lake, setup, clock, random, onJobFailed: onRequestFailed },
    runsPerDayMax: () => switches().identityRunsPerDayMax,
  })
  setup.follow(identity.follow)
  const pendingLog = dataDir === '' ? undefined : await openPendingLog(dataDir)
  const landing = openLanding({
    lake,
    clock,
    random,
    orgId: org.orgId,
    switches,
    profile: options.profile ?? 'full',
    ...(pendingLog === undefined ? {} : { log: pendingLog.log }),
  })
  if (pendingLog !== undefined) await replayPending(pendingLog, setup.state().streams, landing)
  const bulkJobs = await openBulkJobs({ org, clock, random, landing, switches, dataDir })
  const query = createQueryParts({ lake, setup, clock, random, switches, signal })
  const ingestRateLimit = createRateLimit(clock, () => switches().requestsPerSecondMax)
  const resettables: Resettable[] = [
    ...[bulkJobs.reset, query.keptQueries.clear, query.queryBatches.clear],
    ingestRateLimit.reset,
  ]
  const parts = {
    ...query,
    ...{ clock, random, signal, ownUrl, https, settings, switches, resettables },
    loopbackTenantUrl: () => loopbackTenantUrlOf(switches(), ownUrl(), https().url),
    seededSetup: async () =>
      seed === 'empty' ? setupEmpty : await readSeededSetup(clock.now(), random),
    ...{ openedOrg, org, setup, coreTokens, tenantTokens, lake, model, identity, landing },
    ...{ bulkJobs, ingestRateLimit },
    faults: createPlannedFaults(clock),
    namedFaults: createNamedFaults(clock),
    appliedFaults: createAppliedFaults(),
    traffic: createTraffic(),
    onRequestFailed,
  }
  return { ...parts, reset: createReset(parts) }
}

/** Each line one group of addresses; hooks come first, since they see the routes that follow. */
function addRoutes(app: FastifyInstance, parts: Parts): void {
  addTrafficHook(app, parts)
  addFaultHook(app, parts)
  addOauthEndpoints(app, parts)
  addStreamingRoutes(app, parts)
  addBulkRoutes(app, parts)
  addQueryApi(app, parts)
  addSetupRoutes(app, { ...parts, refreshHistory: parts.landing.history })
  addIdentityRoutes(app, parts)
  addControlRoutes(app, parts)
  addScreenRoutes(app, { ...parts, refreshHistory: parts.landing.history })
  addShopRoutes(app, { org: parts.org, shop: parts.settings.shop })
  addFallbacks(app, parts)
}

function settingsAtStart(options: PracticeOrgOptions): Parameters<typeof createLiveSettings>[0] {
  return {
    switches: {
      ...switchesAtStart,
      landingDelayMs: options.landingDelayMs ?? switchesAtStart.landingDelayMs,
      isStrict: options.strict ?? false,
      ...(options.profile === 'accept-only' ? acceptOnlySwitches : {}),
    },
    shop: {
      collectorUrl: options.shopCollectorUrl ?? 'http://localhost:8080',
      writeKey: options.shopWriteKey ?? '',
    },
  }
}
