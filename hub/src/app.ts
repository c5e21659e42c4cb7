import type { Logger } from 'pino'
import { Registry, collectDefaultMetrics } from 'prom-client'
import { createAccess } from './admin/access/access.ts'
import { createAdminApi } from './admin/admin.ts'
import { adminOpenApi } from './admin/openapi.ts'
import { createCollector } from './collect/collect.ts'
import { defaultCollectLimits } from './collect/limits.ts'
import { collectOpenApi } from './collect/openapi.ts'
import type { Config } from './config/config.ts'
import { configurationDocument } from './config/document.ts'
import { offsetOf, type SourceId } from './core/ids.ts'
import type { Integration } from './core/integration.ts'
import { Secret } from './core/secret.ts'
import type { Source } from './core/source.ts'
import { createDataCloud } from './datacloud/datacloud.ts'
import { createDelivery } from './delivery/delivery.ts'
import type { DeliveryNeeds } from './delivery/delivery-needs.ts'
import { createPace } from './delivery/pace.ts'
import { defaultRetryPolicy } from './delivery/retry-policy.ts'
import { openWorkerMapper } from './delivery/worker-mapper.ts'
import { createRetention } from './journal/retention.ts'
import { openSqliteJournal } from './journal/sqlite/sqlite-journal.ts'
import { countHeldLanes } from './live/held-lanes.ts'
import { createLiveBoard } from './live/live-board.ts'
import type { Mapping } from './mapping/mapping.ts'
import { schemaYamlOf } from './mapping/schema-yaml.ts'
import { mappingOf, variantNames } from './mapping/variants.ts'
import { isoOf, systemClock, type Clock } from './platform/clock.ts'
import { systemRandom, type Random } from './platform/random.ts'
import { openTransport } from './platform/transport.ts'
import { readEncryptionKey } from './store/encryption-key.ts'
import { openSourceDirectory } from './store/source-directory.ts'
import { openSqliteStore } from './store/sqlite/sqlite-store.ts'
import type { Store } from './store/store.ts'
import { createTelemetry } from './telemetry/events.ts'
import { openLog } from './telemetry/log.ts'

/** The running hub: every part built and joined, listening. */
export interface App extends AsyncDisposable {
  readonly collectPort: number
  readonly adminPort: number
  /** The first source, made at the first start. */
  readonly firstSource: Source
  /** Integrations installed at the start. */
  readonly integrationCount: number
  /** Code of a one-time link that signs a person in to the console. */
  issueSignInLink(): Promise<string>
  /** Makes an admin token; its text is seen here and never again. */
  issueToken(name: string): Promise<string>
  /** Admits a token the operator chose. */
  admitToken(name: string, token: string): Promise<void>
  /** Resolves, with the cause, when a part failed that the process cannot go on without. */
  readonly failed: Promise<unknown>
}

export type AppNeeds = {
  readonly config: Config
  readonly version: string
  /** Time, chance and the log are the machine's unless given. */
  readonly clock?: Clock
  readonly random?: Random
  readonly log?: Logger
  /** Loopback address dialled in place of every Salesforce host; null dials the real ones. */
  readonly dialUrl: string | null
  /** Built console, and built browser script. */
  readonly consoleDir: string
  readonly browserScriptPath: string
  readonly jitsuScriptPath: string | null
}

/**
 * Builds the hub and starts it: the one place where parts are made and joined. What is opened is closed in the reverse
 * order: intake first, then delivery, then the admin API, and storage last.
 * @throws SignalError with the code of the part that could not start; the system's own error for a port in use
 */
export async function openApp(needs: AppNeeds): Promise<App> {
  const { config, version, clock = systemClock, random = systemRandom } = needs
  const { log = openLog({ level: config.logLevel, file: config.logFile ?? null }) } = needs
  await using opening = new AsyncDisposableStack()
  const failure = Promise.withResolvers<unknown>()
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const telemetry = createTelemetry({ log, registry })
  const onFailure = (cause: unknown): void => {
    telemetry.storageFailed({ part: 'process', cause })
    failure.resolve(cause)
  }

  const { dataDir, journalBytesMax } = config
  const journal = opening.use(
    await openSqliteJournal({ dataDir, clock, telemetry, journalBytesMax, onFailed: onFailure }),
  )
  const configured = config.encryptionKey === undefined ? null : new Secret(config.encryptionKey)
  const encryptionKey = await readEncryptionKey({ dataDir, configured, random })
  const store = opening.use(await openSqliteStore({ dataDir, encryptionKey, clock, telemetry }))
  const firstSource = await ensureFirstSource(store, { config, clock, random })
  const sources = await openSourceDirectory(store.sources)
  const board = createLiveBoard()
  opening.defer(countHeldLanes(board, telemetry.lanesHeldCounted))
  const transport = opening.use(
    openTransport(needs.dialUrl === null ? {} : { dial: { baseUrl: needs.dialUrl } }),
  )
  const dataCloud = createDataCloud({ transport, clock, random, telemetry })
  const mapper = opening.use(await openWorkerMapper(onFailure))
  const pace = createPace({ clock })
  const delivery = createDelivery({
    journal,
    store,
    mapper,
    planOf: ({ variant }) => mappingOf(variant),
    target: dataCloud,
    orgOf,
    pace,
    board,
    clock,
    random,
    telemetry,
    retryPolicy: { ...defaultRetryPolicy, ageMsMax: config.retryAgeMsMax },
    lingerMs: config.batchAgeMsMax,
    drainMsMax: config.drainMsMax,
    onFailure,
  } satisfies DeliveryNeeds)
  const access = createAccess({ store: store.access, clock, random })
  const publicCollectUrl = (): string =>
    config.publicCollectUrl ?? `http://localhost:${collector.port}`
  const admin = opening.use(
    createAdminApi({
      store,
      journal,
      access,
      board,
      clock,
      random,
      telemetry,
      registry,
      version,
      consoleDir: needs.consoleDir,
      hosts: listOf(config.adminHosts),
      banner: bannerOf(needs.dialUrl),
      collectUrl: publicCollectUrl,
      practiceOrgUrl: needs.dialUrl,
      actions: {
        check: (integration, signal) =>
          dataCloud.check(integration, samplesOf(integration), signal),
        integrationChanged: async (id) => {
          dataCloud.forget(id)
          await delivery.integrationChanged(id)
        },
        integrationRemoved: async (id) => {
          dataCloud.forget(id)
          await delivery.integrationRemoved(id)
        },
        sourcesChanged: sources.refresh,
        replayRequested: (id) => delivery.replayRequested(id),
      },
    }),
  )
  opening.defer(() => delivery.drain())
  const collector = opening.use(
    createCollector({
      journal,
      sources,
      clock,
      random,
      telemetry,
      limits: { ...defaultCollectLimits, requestsPerSecondMax: config.requestsPerSecondMax },
      trustedProxies: listOf(config.trustedProxies),
      browserScriptPath: needs.browserScriptPath,
      jitsuScriptPath: needs.jitsuScriptPath,
    }),
  )
  const retention = createRetention({
    journal,
    outcomes: store.outcomes,
    neededAfter: delivery.neededAfter,
    clock,
    telemetry,
    journalAgeMsMax: config.journalAgeMsMax,
    journalBytesMax,
  })
  const housekeeping = new AbortController()
  let kept: Promise<void> = Promise.resolve()
  opening.defer(async () => {
    housekeeping.abort()
    await kept
  })

  journal.onAppended((head) => {
    board.publish({ kind: 'taken-in', from: offsetOf(shown + 1), to: head })
    shown = head
  })
  let shown: number = journal.head()
  await delivery.start()
  await admin.listen(config.adminPort, config.adminHost)
  await collector.listen(config.collectPort, config.collectHost)
  kept = retention.run(housekeeping.signal).catch(onFailure)
  telemetry.processStarted({ version, collectPort: collector.port, adminPort: admin.port })

  const open = opening.move()
  return {
    collectPort: collector.port,
    adminPort: admin.port,
    firstSource,
    integrationCount: (await store.integrations.list()).length,
    failed: failure.promise,
    issueSignInLink: () => access.issueSignInLink(),
    issueToken: async (name) => (await access.issueToken(name)).token,
    admitToken: (name, token) => access.admitToken(name, token),
    async [Symbol.asyncDispose]() {
      telemetry.processStopping()
      await open.disposeAsync()
    },
  }
}

/** What an admin deploys for one object of the default variant: its fields, and the choices of its data stream. */
export type DeployableObject = Mapping['objects'][number]

/** The default objects, for a command that deploys them. */
export function deployableObjects(): readonly DeployableObject[] {
  return mappingOf('default')?.objects ?? []
}

/** Every document of the repository that is made of the code, by its path. */
export function documents(): Readonly<Record<string, string>> {
  return {
    'docs/configuration.md': configurationDocument(),
    'openapi/admin.json': jsonText(adminOpenApi()),
    'openapi/collect.json': jsonText(collectOpenApi()),
    ...Object.fromEntries(
      variantNames.flatMap((variant) => {
        const mapping = mappingOf(variant)
        const name = `salesforce-cdp-${variant.replaceAll('_', '-')}`
        return mapping === null ? [] : [[`hub/schema/${name}.yaml`, schemaYamlOf(mapping)]]
      }),
    ),
  }
}

function jsonText(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`
}

const sourceIdCharCount = 16
const writeKeyCharCount = 24
const signingSecretCharCount = 40

/** A hub without a source could take nothing in: the first start makes one. */
async function ensureFirstSource(
  { sources }: Pick<Store, 'sources'>,
  { config, clock, random }: { config: Config; clock: Clock; random: Random },
): Promise<Source> {
  const known = await sources.list()
  const first = known[0]
  const asked = config.writeKey
  const found = asked === undefined ? first : known.find(({ writeKey }) => writeKey === asked)
  if (found !== undefined) return found
  const now = isoOf(clock.now())
  const source: Source = {
    id: `pip_${random.token(sourceIdCharCount)}` as SourceId, // parsed: the form is made here
    name: 'My website',
    type: 'web',
    writeKey: asked ?? `dk_live_${random.token(writeKeyCharCount)}`,
    signingSecret: random.token(signingSecretCharCount),
    domainAllowlist: [],
    enabled: true,
    createdAt: now,
    updatedAt: now,
  }
  await sources.put(source)
  return source
}

/** The parts of a setting that names several, with commas between. */
function listOf(text: string): readonly string[] {
  return text.split(',').filter((part) => part !== '')
}

/** Whose budget of requests an integration shares: its Salesforce org. */
function orgOf({ config }: Integration): string {
  return (config['subdomain'] ?? '').toLowerCase()
}

function samplesOf(integration: Integration) {
  const mapping = mappingOf(integration.variant)
  return (mapping?.objects ?? []).map(({ name }) => ({
    object: name,
    recordJson: mapping?.sampleRecordOf(name) ?? '{}',
  }))
}

function bannerOf(dialUrl: string | null): string | null {
  return dialUrl === null
    ? null
    : `Practice org: every Salesforce host is dialled at ${dialUrl}. Nothing leaves this machine.`
}
