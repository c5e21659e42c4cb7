import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { offsetOf, type IntegrationId, type Offset } from '../../src/core/ids.ts'
import type { Integration } from '../../src/core/integration.ts'
import type { SendOutcome } from '../../src/core/outcome.ts'
import type { Mapped } from '../../src/core/record.ts'
import { createDelivery, type Delivery } from '../../src/delivery/delivery.ts'
import type { MappingPlan } from '../../src/delivery/mapper.ts'
import { createPace } from '../../src/delivery/pace.ts'
import { defaultRetryPolicy } from '../../src/delivery/retry-policy.ts'
import type { SendRequest } from '../../src/delivery/target.ts'
import type { StoredEntry } from '../../src/journal/journal.ts'
import { createLiveBoard } from '../../src/live/live-board.ts'
import { systemRandom } from '../../src/platform/random.ts'
import { VirtualClock } from '../../src/platform/virtual-clock.ts'
import { readEncryptionKey } from '../../src/store/encryption-key.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { createSilentTelemetry } from '../../src/telemetry/silent.ts'

export const integrationId = 'int_a' as IntegrationId

/** Objects an event of the test makes a record of each, with the record's key. */
export type TestEvent = readonly (readonly [object: string, key: string])[]

export const accepted: SendOutcome = {
  kind: 'accepted',
  answer: { status: 202, body: '{"accepted":true}' },
  usual: true,
}
export const refused: SendOutcome = {
  kind: 'refused',
  answer: { status: 400, body: '' },
  problem: 'schema_mismatch',
  detail: 'mismatch',
  refused: [],
}
export const missing: SendOutcome = {
  kind: 'missing',
  answer: { status: 404, body: '' },
  problem: 'object_unknown',
  detail: 'Not Found',
}

/** Delivery with the real store and a virtual clock; the journal and Data Cloud are the test's. */
export async function createDeliveryWorld() {
  const dataDir = await mkdtemp(join(tmpdir(), 'signal-delivery-'))
  const clock = new VirtualClock()
  const telemetry = createSilentTelemetry()
  const encryptionKey = await readEncryptionKey({ dataDir, configured: null })
  const store = await openSqliteStore({ dataDir, encryptionKey, clock, telemetry })
  const entries: StoredEntry[] = []
  const listeners = new Set<(head: Offset) => void>()
  const head = () => offsetOf(entries.length)
  const started: Delivery[] = []
  const world = {
    clock,
    store,
    sent: [] as SendRequest[],
    failures: [] as unknown[],
    plan: planOf('X', 'Y') as MappingPlan,
    answer: (_request: SendRequest): SendOutcome | Promise<SendOutcome> => accepted,
    map: (event: TestEvent): Mapped => ({
      kind: 'records',
      records: event.map(([object, key]) => {
        const json = JSON.stringify({ key })
        return { object, key, userKey: 'u', json, bytes: json.length }
      }),
    }),
    /** A delivery on the same store and journal, as after a restart. */
    createDelivery(): Delivery {
      const delivery = createDelivery({
        journal: {
          head,
          onAppended(listener) {
            listeners.add(listener)
            return () => listeners.delete(listener)
          },
          read: ({ after, entryCountMax }) =>
            Promise.resolve({ entries: entries.slice(after, after + entryCountMax), head: head() }),
        },
        store,
        mapper: {
          map: (_subject, some) =>
            Promise.resolve(
              some.map(({ offset, json }) => ({
                offset,
                mapped: world.map(JSON.parse(json) as TestEvent),
                recordBytes: 0,
              })),
            ),
          [Symbol.asyncDispose]: () => Promise.resolve(),
        },
        planOf: () => world.plan,
        target: {
          async send(_integration, request) {
            world.sent.push(request)
            return await world.answer(request)
          },
        },
        orgOf: () => 'your-org',
        pace: createPace({ clock }),
        board: createLiveBoard(),
        clock,
        random: systemRandom,
        telemetry,
        retryPolicy: defaultRetryPolicy,
        lingerMs: 200,
        drainMsMax: 10_000,
        onFailure: (cause) => world.failures.push(cause),
      })
      started.push(delivery)
      return delivery
    },
    take(...events: readonly TestEvent[]): void {
      for (const event of events) {
        entries.push({ offset: offsetOf(entries.length + 1), json: JSON.stringify(event) })
      }
      for (const listener of listeners) listener(head())
    },
    /** Puts the integration as it is to be from now on. */
    async install(change: Partial<Integration> = {}): Promise<void> {
      await store.integrations.put({ ...integration, ...change }, [])
    },
    async ledger() {
      const totals = await store.outcomes.totals(integrationId)
      const dropped = Object.values(totals.dropped).reduce((sum, count) => sum + count, 0)
      const { accepted: acceptedCount, dead } = totals
      const waiting = entries.length - acceptedCount - dead - dropped
      return { accepted: acceptedCount, dead, dropped, waiting }
    },
    async requestReplay(delivery: Delivery): Promise<void> {
      const letters = await store.deadLetters.list({ integrationId, state: 'dead', countMax: 100 })
      await store.deadLetters.requestReplay(letters.map(({ id }) => id))
      delivery.replayRequested(integrationId)
    },
    letterStates: async () =>
      (await store.deadLetters.list({ integrationId, countMax: 100 })).map(
        ({ object, state }) => `${object} ${state}`,
      ),
    /** Lets virtual time pass, a little at a time, until a check no longer throws. */
    until: (check: () => void | Promise<void>): Promise<void> =>
      vi.waitFor(
        async () => {
          await clock.advance(100)
          await check()
        },
        { timeout: 60_000, interval: 5 },
      ),
    async [Symbol.asyncDispose]() {
      world.answer = () => accepted
      await Promise.all(started.map((delivery) => delivery.drain()))
      await store[Symbol.asyncDispose]()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
  await world.install()
  return world
}

export function planOf(...names: readonly string[]): MappingPlan {
  return { objects: names.map((name) => ({ name, category: 'Engagement' })) }
}

const integration: Integration = {
  id: integrationId,
  catalogKey: 'salesforce_cdp',
  name: 'Salesforce CDP',
  variant: 'default',
  deliveryMode: 'server_side',
  config: {},
  objectNames: {},
  enabled: true,
  revision: 1,
  startsAfter: offsetOf(0),
  createdAt: '2026-01-15T12:00:00.000Z',
  updatedAt: '2026-01-15T12:00:00.000Z',
}
