import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { DeadLetterId, IntegrationId, SourceId } from '../core/ids.ts'
import { offsetOf } from '../core/ids.ts'
import { dropLane } from '../core/lane.ts'
import { Secret } from '../core/secret.ts'
import { VirtualClock } from '../platform/virtual-clock.ts'
import { describeDeadLetters } from './dead-letters.contract.ts'
import { type EncryptionKey, readEncryptionKey } from './encryption-key.ts'
import { settleUntilKilled } from './settle-until-killed.fixture.ts'
import {
  batchIds,
  batchOf,
  deadLetterOf,
  droppedBatch,
  everything,
  integrationId,
  integrationOf,
  positions,
  settlementOf,
  sourceOf,
  testMsMax,
  tokenOf,
} from './store.fixture.ts'
import type { AdminToken, Store } from './store.ts'

export type StoreUnderTest = {
  open(options: {
    readonly dataDir: string
    readonly encryptionKey: EncryptionKey
    readonly clock: VirtualClock
  }): Promise<Store>
  /** A program that is given a folder, settles one event after another without end, and prints the count of each. */
  readonly settleForever: URL
}

const firstKey = 'a'.repeat(64)
const otherKey = 'b'.repeat(64)

/** What every store must do, whatever it is made of. */
export function describeStore(name: string, { open, settleForever }: StoreUnderTest): void {
  async function openIn(dataDir: string, { key = firstKey } = {}) {
    const encryptionKey = await readEncryptionKey({ configured: new Secret(key), dataDir })
    const clock = new VirtualClock()
    const store = await open({ dataDir, encryptionKey, clock })
    onTestFinished(() => store[Symbol.asyncDispose]())
    return { store, clock }
  }
  const openNew = async () => openIn(await newFolder())

  describe(`${name}: settings`, { timeout: testMsMax }, () => {
    test('a source is listed, found, replaced and deleted', async () => {
      const { store } = await openNew()
      await store.sources.put(sourceOf('pip_a'))
      await store.sources.put(sourceOf('pip_b'))
      await store.sources.put({ ...sourceOf('pip_a'), name: 'renamed', signingSecret: 'new' })
      expect((await store.sources.list()).map(({ name }) => name)).toEqual(['renamed', 'pip_b'])
      expect(await store.sources.get('pip_a' as SourceId)).toMatchObject({ signingSecret: 'new' })
      expect(await store.sources.delete('pip_a' as SourceId)).toBe(true)
      expect(await store.sources.delete('pip_a' as SourceId)).toBe(false)
      expect(await store.sources.get('pip_a' as SourceId)).toBeNull()
    })

    test('an integration comes back as it was put, also after opening again', async () => {
      const dataDir = await newFolder()
      const first = await openIn(dataDir)
      const integration = integrationOf('int_a')
      await first.store.integrations.put(integration, ['client_secret'])
      await first.store[Symbol.asyncDispose]()
      const { store } = await openIn(dataDir)
      expect(await store.integrations.get(integration.id)).toEqual(integration)
      expect(await store.integrations.list()).toEqual([integration])
    })

    test('a deleted integration is not listed, is still found, and has lost its secrets', async () => {
      const { store } = await openNew()
      const integration = integrationOf('int_a')
      await store.integrations.put(integration, ['client_secret'])
      expect(await store.integrations.delete(integration.id)).toBe(true)
      expect(await store.integrations.delete(integration.id)).toBe(false)
      expect(await store.integrations.list()).toEqual([])
      const { client_secret: _, ...config } = integration.config
      expect(await store.integrations.get(integration.id)).toEqual({ ...integration, config })
    })

    test('secrets cannot be read with another key, everything else can', async () => {
      const dataDir = await newFolder()
      const first = await openIn(dataDir)
      await first.store.integrations.put(integrationOf('int_a'), ['client_secret'])
      await first.store.integrations.put(integrationOf('int_b'), [])
      await first.store.sources.put(sourceOf('pip_a'))
      await first.store[Symbol.asyncDispose]()
      const { store } = await openIn(dataDir, { key: otherKey })
      const unreadable = { code: 'store.secret_unreadable' }
      const id = 'int_a' as IntegrationId
      await expect(store.integrations.get(id)).rejects.toMatchObject(unreadable)
      await expect(store.sources.list()).rejects.toMatchObject(unreadable)
      expect(await store.integrations.get('int_b' as IntegrationId)).not.toBeNull()
    })
  })

  describe(`${name}: outcomes`, { timeout: testMsMax }, () => {
    test('a settlement moves lanes, keeps batches and dead letters, and adds to the totals', async () => {
      const dataDir = await newFolder()
      const first = await openIn(dataDir)
      const settlement = settlementOf({
        lanes: [
          { object: 'page_view', position: offsetOf(5) },
          { object: dropLane, position: offsetOf(3) },
        ],
        batches: [batchOf('bat_a', [1, 4, 5]), droppedBatch],
        deadLetters: [deadLetterOf('dl_a', 4)],
        events: { accepted: 2, dead: 1, dropped: { bot: 2, filtered: 1 } },
      })
      await first.store.outcomes.settle(settlement)
      await first.store.outcomes.settle(
        settlementOf({
          lanes: [{ object: 'page_view', position: offsetOf(6) }],
          events: { accepted: 1, dead: 0, dropped: { bot: 1 } },
        }),
      )
      await first.store[Symbol.asyncDispose]()
      const { store } = await openIn(dataDir)
      expect(await positions(store)).toEqual({ page_view: 6, [dropLane]: 3 })
      expect(await store.outcomes.totals(integrationId)).toEqual({
        accepted: 3,
        dead: 1,
        dropped: { bot: 3, filtered: 1 },
      })
      expect(await batchIds(store, 1, 9)).toEqual(['bat_a', 'bat_d'])
      expect(await store.outcomes.batchesBetween(integrationId, offsetOf(2), offsetOf(2))).toEqual([
        droppedBatch,
      ])
      expect(await store.deadLetters.get('dl_a' as DeadLetterId)).toEqual({
        ...deadLetterOf('dl_a', 4),
        state: 'dead',
      })
    })

    test('nothing settled counts as nothing', async () => {
      const { store } = await openNew()
      expect(await store.outcomes.totals(integrationId)).toEqual({
        accepted: 0,
        dead: 0,
        dropped: {},
      })
      expect(await positions(store)).toEqual({})
      expect(await batchIds(store, 0, 1_000)).toEqual([])
    })

    test('a settlement that comes again changes nothing', async () => {
      const { store } = await openNew()
      const settlement = settlementOf({
        lanes: [{ object: 'page_view', position: offsetOf(5) }],
        batches: [batchOf('bat_a', [4, 5])],
        deadLetters: [deadLetterOf('dl_a', 4)],
        events: { accepted: 1, dead: 1, dropped: { bot: 1 } },
      })
      await store.outcomes.settle(settlement)
      const before = await everything(store)
      await store.outcomes.settle(settlement)
      expect(await everything(store)).toEqual(before)
    })

    test('a settlement with only a lane’s place that comes again counts once', async () => {
      const { store } = await openNew()
      const settlement = settlementOf({
        lanes: [{ object: dropLane, position: offsetOf(5) }],
        events: { accepted: 0, dead: 0, dropped: { no_mapping: 5 } },
      })
      await store.outcomes.settle(settlement)
      await store.outcomes.settle(settlement)
      expect(await store.outcomes.totals(integrationId)).toMatchObject({
        dropped: { no_mapping: 5 },
      })
    })

    test('a batch that ends before the one in front of it is kept while the lane stands', async () => {
      const { store } = await openNew()
      const lanes = [{ object: 'page_view', position: offsetOf(0) }]
      await store.outcomes.settle(settlementOf({ lanes, batches: [batchOf('bat_b', [3, 4])] }))
      await store.outcomes.settle(settlementOf({ lanes, batches: [batchOf('bat_a', [1, 2])] }))
      expect(await batchIds(store, 1, 9)).toEqual(['bat_b', 'bat_a'])
    })

    test('a lane never goes back', async () => {
      const { store } = await openNew()
      const to = (position: number, id: string) =>
        settlementOf({
          lanes: [{ object: 'page_view', position: offsetOf(position) }],
          batches: [batchOf(id, [position])],
        })
      await store.outcomes.settle(to(5, 'bat_a'))
      await store.outcomes.settle(to(3, 'bat_b'))
      expect(await positions(store)).toEqual({ page_view: 5 })
    })

    test('counts with nothing to know them by are refused', async () => {
      const { store } = await openNew()
      const settlement = settlementOf({ events: { accepted: 1, dead: 0, dropped: {} } })
      await expect(store.outcomes.settle(settlement)).rejects.toThrow('a settlement names')
    })

    test('integrations keep their lanes, totals and batches apart', async () => {
      const { store } = await openNew()
      const other = 'int_other' as IntegrationId
      await store.outcomes.settle(
        settlementOf({
          integrationId: other,
          lanes: [{ object: 'page_view', position: offsetOf(5) }],
          batches: [batchOf('bat_a', [5])],
          events: { accepted: 1, dead: 0, dropped: {} },
        }),
      )
      expect(await positions(store)).toEqual({})
      expect(await store.outcomes.totals(integrationId)).toMatchObject({ accepted: 0 })
      expect(await batchIds(store, 0, 9)).toEqual([])
    })

    test('batches are found by the events they hold, not by the span they cover', async () => {
      const { store } = await openNew()
      await store.outcomes.settle(
        settlementOf({
          batches: [
            batchOf('bat_wide', [1, 1_000_000]),
            batchOf('bat_near', [500_000, 500_001]),
            batchOf('bat_far', [500_100]),
          ],
        }),
      )
      expect(await batchIds(store, 500_001, 500_050)).toEqual(['bat_near'])
      expect(await batchIds(store, 1_000_000, 1_000_000)).toEqual(['bat_wide'])
      expect(await batchIds(store, 0, 2_000_000)).toEqual(['bat_wide', 'bat_near', 'bat_far'])
      expect(await batchIds(store, 9, 3)).toEqual([])
    })

    test('pruning forgets batches that ended before a time, and keeps the totals', async () => {
      const { store } = await openNew()
      const batches = Array.from({ length: 1_200 }, (_, index) => ({
        ...batchOf(`bat_${index}`, [index + 1]),
        endedAtMs: index,
      }))
      const events = { accepted: 1_200, dead: 0, dropped: {} }
      await store.outcomes.settle(settlementOf({ batches, events }))
      await store.outcomes.prune(1_100)
      expect(await batchIds(store, 0, 9_999)).toHaveLength(100)
      expect(await store.outcomes.totals(integrationId)).toMatchObject({ accepted: 1_200 })
    })
  })

  describeDeadLetters(name, openNew)

  describe(`${name}: access`, { timeout: testMsMax }, () => {
    test('a token is found by its digest until it is deleted', async () => {
      const { store } = await openNew()
      const token = tokenOf('one')
      await store.access.put(token)
      await store.access.put({ ...token, name: 'renamed' })
      expect(await store.access.findBySha256(token.sha256)).toEqual({ ...token, name: 'renamed' })
      expect(await store.access.findBySha256('unknown')).toBeNull()
      expect(await store.access.list()).toHaveLength(1)
      expect(await store.access.delete('one')).toBe(true)
      expect(await store.access.delete('one')).toBe(false)
      expect(await store.access.findBySha256(token.sha256)).toBeNull()
    })

    test('a token past its end is neither found nor listed', async () => {
      const { store, clock } = await openNew()
      await store.access.put({ ...tokenOf('one'), expiresAtMs: clock.now() + 1_000 })
      expect(await store.access.list()).toHaveLength(1)
      await clock.advance(1_000)
      expect(await store.access.findBySha256(tokenOf('one').sha256)).toBeNull()
      expect(await store.access.list()).toEqual([])
    })

    test('a sign-in link is taken out by exactly one of two calls', async () => {
      const { store, clock } = await openNew()
      const link: AdminToken = { ...tokenOf('link'), kind: 'sign-in-link' }
      await store.access.put(link)
      const found = await Promise.all([
        store.access.consume(link.sha256),
        store.access.consume(link.sha256),
      ])
      expect(found.filter((token) => token !== null)).toEqual([link])
      await store.access.put({ ...link, expiresAtMs: clock.now() + 1 })
      await clock.advance(1)
      expect(await store.access.consume(link.sha256)).toBeNull()
    })

    test('what is no sign-in link cannot be taken out', async () => {
      const { store } = await openNew()
      await store.access.put(tokenOf('one'))
      expect(await store.access.consume(tokenOf('one').sha256)).toBeNull()
      expect(await store.access.findBySha256(tokenOf('one').sha256)).not.toBeNull()
    })
  })

  describe(`${name}: lifetime`, { timeout: testMsMax }, () => {
    test('what was asked before closing is answered, what comes after fails', async () => {
      const dataDir = await newFolder()
      const first = await openIn(dataDir)
      const puts = ['pip_a', 'pip_b', 'pip_c'].map((id) => first.store.sources.put(sourceOf(id)))
      const closed = first.store[Symbol.asyncDispose]()
      await Promise.all(puts)
      await closed
      await expect(first.store.sources.list()).rejects.toMatchObject({ code: 'store.unavailable' })
      const { store } = await openIn(dataDir)
      expect(await store.sources.list()).toHaveLength(3)
    })

    test(
      'a process that is killed leaves every settlement whole',
      { timeout: 60_000 },
      async () => {
        const dataDir = await newFolder()
        for (let round = 0; round < 3; round += 1) {
          const acknowledgedCount = await settleUntilKilled(settleForever, dataDir)
          const { store } = await openIn(dataDir)
          const { accepted } = await store.outcomes.totals(integrationId)
          expect(accepted).toBeGreaterThanOrEqual(acknowledgedCount)
          expect(await positions(store)).toEqual({ page_view: accepted })
          expect(await batchIds(store, 0, accepted + 9)).toHaveLength(accepted)
          await store[Symbol.asyncDispose]()
        }
      },
    )
  })
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'signal-store-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}
