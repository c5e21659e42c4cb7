import { describe, expect, test } from 'vitest'
import type { DeadLetterId, IntegrationId } from '../core/ids.ts'
import { offsetOf } from '../core/ids.ts'
import {
  batchIds,
  deadLetterOf,
  everything,
  integrationId,
  replayOf,
  settlementOf,
  testMsMax,
} from './store.fixture.ts'
import type { DeadLetterQuery, Store } from './store.ts'

/** The part of the store's contract about records given up and sent again; run by `describeStore`. */
export function describeDeadLetters(
  name: string,
  openNew: () => Promise<{ readonly store: Store }>,
): void {
  describe(`${name}: dead letters`, { timeout: testMsMax }, () => {
    test('they are listed newest first, page by page, by any filter', async () => {
      const { store } = await openNew()
      const letters = [
        deadLetterOf('dl_a', 1),
        { ...deadLetterOf('dl_b', 2), object: 'profile' },
        { ...deadLetterOf('dl_c', 3), problem: 'record_too_large' as const },
        { ...deadLetterOf('dl_d', 4), integrationId: 'int_other' as IntegrationId },
      ]
      await store.outcomes.settle(settlementOf({ deadLetters: letters }))
      const listed = async (query: Partial<DeadLetterQuery>) =>
        (await store.deadLetters.list({ countMax: 10, ...query })).map(({ id }) => id)
      expect(await listed({})).toEqual(['dl_d', 'dl_c', 'dl_b', 'dl_a'])
      expect(await listed({ countMax: 2 })).toEqual(['dl_d', 'dl_c'])
      expect(await listed({ countMax: 2, after: 'dl_c' as DeadLetterId })).toEqual(['dl_b', 'dl_a'])
      expect(await listed({ after: 'dl_unknown' as DeadLetterId })).toEqual([])
      expect(await listed({ integrationId })).toEqual(['dl_c', 'dl_b', 'dl_a'])
      expect(await listed({ object: 'profile' })).toEqual(['dl_b'])
      expect(await listed({ problem: 'record_too_large' })).toEqual(['dl_c'])
      expect(await listed({ state: 'replaying' })).toEqual([])
      expect(await listed({ from: offsetOf(2), to: offsetOf(3) })).toEqual(['dl_c', 'dl_b'])
      expect(await store.deadLetters.get('dl_unknown' as DeadLetterId)).toBeNull()
    })

    test('asking for a replay marks each once, and the lane finds them oldest first', async () => {
      const { store } = await openNew()
      const ids = ['dl_a', 'dl_b', 'dl_c'] as DeadLetterId[]
      const deadLetters = ids.map((id, index) => deadLetterOf(id, index + 1))
      await store.outcomes.settle(settlementOf({ deadLetters }))
      expect(await store.deadLetters.requestReplay([...ids.slice(1), 'dl_x' as DeadLetterId])).toBe(
        2,
      )
      expect(await store.deadLetters.requestReplay(ids)).toBe(1)
      expect(await store.deadLetters.requestReplay([])).toBe(0)
      const lane = { integrationId, object: 'page_view' }
      expect((await store.deadLetters.replaying(lane, 2)).map(({ id }) => id)).toEqual(
        ids.slice(0, 2),
      )
      expect(await store.deadLetters.replaying({ ...lane, object: 'profile' }, 2)).toEqual([])
    })

    test('an event moves from dead to accepted when its last dead letter is replayed', async () => {
      const { store } = await openNew()
      await store.outcomes.settle(
        settlementOf({
          lanes: [{ object: 'page_view', position: offsetOf(2) }],
          deadLetters: [deadLetterOf('dl_a', 1), deadLetterOf('dl_b', 1), deadLetterOf('dl_c', 2)],
          events: { accepted: 7, dead: 2, dropped: {} },
        }),
      )
      await store.deadLetters.requestReplay(['dl_a', 'dl_b', 'dl_c'] as DeadLetterId[])
      await store.outcomes.settleReplay(replayOf('bat_r1', { replayed: ['dl_a', 'dl_c'] }))
      expect(await store.outcomes.totals(integrationId)).toMatchObject({ accepted: 8, dead: 1 })
      await store.outcomes.settleReplay(replayOf('bat_r2', { replayed: ['dl_b'] }))
      expect(await store.outcomes.totals(integrationId)).toMatchObject({ accepted: 9, dead: 0 })
      expect(await batchIds(store, 1, 2)).toEqual(['bat_r1', 'bat_r2'])
      expect(await store.deadLetters.get('dl_b' as DeadLetterId)).toMatchObject({
        state: 'replayed',
        attemptCount: 3,
      })
    })

    test('a replay that is settled again changes nothing', async () => {
      const { store } = await openNew()
      await store.outcomes.settle(
        settlementOf({
          deadLetters: [deadLetterOf('dl_a', 1), deadLetterOf('dl_b', 2)],
          events: { accepted: 0, dead: 2, dropped: {} },
        }),
      )
      await store.deadLetters.requestReplay(['dl_a', 'dl_b'] as DeadLetterId[])
      const settlement = replayOf('bat_r', { replayed: ['dl_a'], failed: ['dl_b'] })
      await store.outcomes.settleReplay(settlement)
      const before = await everything(store)
      await store.outcomes.settleReplay(settlement)
      await store.outcomes.settleReplay(replayOf('bat_s', { replayed: ['dl_a'] }))
      expect({ ...(await everything(store)), batches: [] }).toEqual({ ...before, batches: [] })
      expect(await store.outcomes.totals(integrationId)).toMatchObject({ accepted: 1, dead: 1 })
    })

    test('a replay that fails leaves the letter dead with its new reason', async () => {
      const { store } = await openNew()
      await store.outcomes.settle(
        settlementOf({
          deadLetters: [deadLetterOf('dl_a', 1)],
          events: { accepted: 0, dead: 1, dropped: {} },
        }),
      )
      await store.deadLetters.requestReplay(['dl_a' as DeadLetterId])
      await store.outcomes.settleReplay(replayOf('bat_r', { failed: ['dl_a'] }))
      expect(await store.deadLetters.get('dl_a' as DeadLetterId)).toMatchObject({
        state: 'dead',
        problem: 'object_unknown',
        reasons: ['still wrong'],
        answer: { status: 404, body: 'no' },
        attemptCount: 3,
      })
      expect(await store.outcomes.totals(integrationId)).toMatchObject({ accepted: 0, dead: 1 })
      expect(await store.deadLetters.requestReplay(['dl_a' as DeadLetterId])).toBe(1)
    })
  })
}
