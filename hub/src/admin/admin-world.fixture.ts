import { Registry } from 'prom-client'
import { Compile } from 'typebox/compile'
import { dialects, type JournalEntry, type SignalEvent } from '../core/event.ts'
import {
  offsetOf,
  type EventId,
  type IntegrationId,
  type Offset,
  type SourceId,
} from '../core/ids.ts'
import type { CheckStep } from '../core/check.ts'
import type { Integration } from '../core/integration.ts'
import type { Source } from '../core/source.ts'
import type { StoredEntry } from '../journal/journal.ts'
import { createLiveBoard } from '../live/live-board.ts'
import { isoOf } from '../platform/clock.ts'
import { systemRandom } from '../platform/random.ts'
import { VirtualClock } from '../platform/virtual-clock.ts'
import type {
  AdminToken,
  BatchRecord,
  DeadLetter,
  EventTotals,
  LanePosition,
  Store,
} from '../store/store.ts'
import { createSilentTelemetry } from '../telemetry/silent.ts'
import { createAccess } from './access/access.ts'
import { createAdminApi, type AdminNeeds } from './admin.ts'
import { adminRoutes } from './routes.ts'

/** The install call of the integration page, byte for byte. */
export const pageInstallBody = `{
    "name": "Salesforce CDP",
    "variant": "default",
    "config": {
      "client_id": "3MVG9...",
      "client_secret": "xxxxxxxxxxxxxxxxxxxx",
      "subdomain": "your-org",
      "dataset_id": "dataset-12345"
    },
    "delivery_mode": "server_side"
  }`

export const operatorToken = 'operator-token-operator-token-operator'

/** Outcomes as a test wants them, kept in plain fields. */
export type FakeOutcomes = {
  positions: LanePosition[]
  totals: EventTotals
  batches: BatchRecord[]
  deadLetters: DeadLetter[]
}

/**
 * An admin API over an in-memory journal and store, with virtual time. Outcomes are what the test writes into
 * `outcomes`; `actions` records what was asked of the other parts.
 */
export async function createAdminWorld(overrides: Partial<AdminNeeds> = {}) {
  const clock = new VirtualClock()
  const journal = createFakeJournal()
  const outcomes: FakeOutcomes = {
    positions: [],
    totals: { accepted: 0, dead: 0, dropped: {} },
    batches: [],
    deadLetters: [],
  }
  const store = createFakeStore(outcomes)
  const board = createLiveBoard()
  const access = createAccess({ store: store.access, clock, random: systemRandom })
  await access.admitToken('operator', operatorToken)
  await store.sources.put(sourceOf('pip_site'))
  const actions: string[] = []
  const checkSteps: CheckStep[] = []
  const api = createAdminApi({
    store,
    journal,
    board,
    access,
    clock,
    random: systemRandom,
    telemetry: createSilentTelemetry(),
    registry: new Registry(),
    version: '0.0.0',
    banner: null,
    collectUrl: () => 'http://localhost:8080',
    consoleDir: '/nowhere',
    actions: {
      async *check() {
        yield* checkSteps
      },
      integrationChanged: (id) => void actions.push(`changed ${id}`),
      integrationRemoved: (id) => void actions.push(`removed ${id}`),
      sourcesChanged: () => void actions.push('sources changed'),
      replayRequested: (id) => void actions.push(`replay ${id}`),
    },
    ...overrides,
  })

  async function call<Body = unknown>(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) {
    const answer = await api.inject({
      method,
      url,
      headers: {
        host: 'localhost:8084',
        authorization: `Bearer ${operatorToken}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const isJson = String(answer.headers['content-type']).startsWith('application/json')
    const content: unknown = isJson ? answer.json() : answer.body
    if (answer.statusCode < 300) expectDocumented(method, url, answer.statusCode, content)
    // parsed: a test names what it expects
    return { status: answer.statusCode, body: content as Body, headers: answer.headers }
  }

  async function install(changes: Record<string, unknown> = {}) {
    const body = { ...JSON.parse(pageInstallBody), ...changes }
    const path = '/v1/admin/integration-catalog/salesforce_cdp/install'
    return (await call<{ id: IntegrationId }>('POST', path, body)).body.id
  }

  return { api, call, install, clock, journal, store, outcomes, board, access, actions, checkSteps }
}

/** Every answer a test sees is held against what the operation's document says of it. */
function expectDocumented(method: string, url: string, status: number, content: unknown): void {
  const path = url.split('?')[0] ?? url
  const route = adminRoutes.find(
    ({ operation }) =>
      operation.method === method &&
      new RegExp(`^${operation.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
  )
  if (route === undefined) return
  const { answer } = route.operation
  if (answer.status !== status) throw new Error(`${method} ${path} documents ${answer.status}`)
  if (status === 204) return
  const [error] = Compile(answer.schema).Errors(content)
  if (error !== undefined) {
    throw new Error(`${method} ${path} answers otherwise than documented: ${JSON.stringify(error)}`)
  }
}
export type AdminWorld = Awaited<ReturnType<typeof createAdminWorld>>

export function sourceOf(id: string): Source {
  const at = isoOf(Date.UTC(2026, 0, 15))
  return {
    id: id as SourceId,
    name: 'Website',
    type: 'web',
    writeKey: `dk_live_${id}`,
    signingSecret: 'dk_sec_hidden',
    domainAllowlist: [],
    enabled: true,
    createdAt: at,
    updatedAt: at,
  }
}

/** A track event, changed as a test wants it. */
export function eventOf(
  changes: Omit<Partial<SignalEvent>, 'eventId'> & { readonly eventId: string },
): SignalEvent {
  return {
    kind: 'event',
    sourceId: 'pip_site' as SourceId,
    dialect: dialects[0],
    type: 'track',
    event: 'Signed Up',
    userId: 'user-1',
    userKey: 'user-1',
    properties: { plan: 'free' },
    traits: {},
    context: {},
    eventTime: '2026-01-15T12:00:00.000Z',
    receivedAt: '2026-01-15T12:00:00.000Z',
    ...changes,
    eventId: changes.eventId as EventId,
  }
}

export function quarantinedOf(eventId: string): JournalEntry {
  return {
    kind: 'quarantined',
    eventId: eventId as EventId,
    sourceId: 'pip_site' as SourceId,
    dialect: 'segment',
    reason: 'event_name_missing',
    detail: 'A track call needs an event name.',
    raw: '{"type":"track"}',
    receivedAt: '2026-01-15T12:00:00.000Z',
  }
}

type FakeJournal = AdminNeeds['journal'] & { take(entry: JournalEntry): Offset }

export function createFakeJournal(): FakeJournal {
  const lines: StoredEntry[] = []
  const ids = new Map<string, { offset: Offset; duplicateCount: number }>()
  const head = () => offsetOf(lines.length)
  function store(eventId: EventId, json: string): Offset {
    const offset = offsetOf(lines.length + 1)
    lines.push({ offset, json })
    ids.set(eventId, { offset, duplicateCount: 0 })
    return offset
  }
  return {
    take: (entry) => store(entry.eventId, JSON.stringify(entry)),
    head,
    oldest: () => offsetOf(1),
    duplicateCount: async () => 0,
    find: async (eventId) => ids.get(eventId) ?? null,
    append: async (entries) =>
      entries.map(({ eventId, json }) => ({ kind: 'stored', offset: store(eventId, json) })),
    read: async ({ after, entryCountMax }) => ({
      entries: lines.slice(after, after + entryCountMax),
      head: head(),
    }),
    readBack: async ({ before, entryCountMax }) => {
      const end = before === null ? lines.length : before - 1
      return { entries: lines.slice(Math.max(0, end - entryCountMax), end).reverse(), head: head() }
    },
  }
}

function createFakeStore(
  outcomes: FakeOutcomes,
): Pick<Store, 'sources' | 'integrations' | 'outcomes' | 'deadLetters' | 'access'> {
  const sources = new Map<string, Source>()
  const integrations = new Map<string, Integration>()
  const removed = new Map<string, Integration>()
  const tokens = new Map<string, AdminToken>()
  const tokenOf = (sha256: string) =>
    [...tokens.values()].find((token) => token.sha256 === sha256) ?? null
  return {
    sources: {
      list: async () => [...sources.values()],
      get: async (id) => sources.get(id) ?? null,
      put: async (source) => void sources.set(source.id, source),
      delete: async (id) => sources.delete(id),
    },
    integrations: {
      list: async () => [...integrations.values()],
      get: async (id) => integrations.get(id) ?? removed.get(id) ?? null,
      put: async (integration) => void integrations.set(integration.id, integration),
      async delete(id) {
        const found = integrations.get(id)
        if (found !== undefined) removed.set(id, found)
        return integrations.delete(id)
      },
    },
    outcomes: {
      settle: unused,
      settleReplay: unused,
      prune: unused,
      lanePositions: async () => outcomes.positions,
      totals: async () => outcomes.totals,
      batchesBetween: async (_id, from, to) =>
        outcomes.batches.filter((batch) =>
          batch.offsets.some((offset) => offset >= from && offset <= to),
        ),
    },
    deadLetters: createFakeDeadLetters(outcomes),
    access: {
      put: async (token) => void tokens.set(token.id, token),
      findBySha256: async (sha256) => tokenOf(sha256),
      async consume(sha256) {
        const found = tokenOf(sha256)
        if (found !== null) tokens.delete(found.id)
        return found
      },
      list: async () => [...tokens.values()],
      delete: async (id) => tokens.delete(id),
    },
  }
}

function createFakeDeadLetters(outcomes: FakeOutcomes): Store['deadLetters'] {
  return {
    async list({ integrationId, object, problem, state, from, to, after, countMax }) {
      const wanted = outcomes.deadLetters.filter(
        (letter) =>
          (integrationId === undefined || letter.integrationId === integrationId) &&
          (object === undefined || letter.object === object) &&
          (problem === undefined || letter.problem === problem) &&
          (state === undefined || letter.state === state) &&
          (from === undefined || letter.offset >= from) &&
          (to === undefined || letter.offset <= to),
      )
      const start = after === undefined ? 0 : wanted.findIndex((letter) => letter.id === after) + 1
      return wanted.slice(start, start + countMax)
    },
    get: async (id) => outcomes.deadLetters.find((letter) => letter.id === id) ?? null,
    async requestReplay(ids) {
      const isMeant = (letter: DeadLetter) => ids.includes(letter.id) && letter.state === 'dead'
      const count = outcomes.deadLetters.filter(isMeant).length
      outcomes.deadLetters = outcomes.deadLetters.map((letter) =>
        isMeant(letter) ? { ...letter, state: 'replaying' } : letter,
      )
      return count
    },
    replaying: async () => [],
  }
}

async function unused(): Promise<void> {
  throw new Error('the admin API never does this')
}
