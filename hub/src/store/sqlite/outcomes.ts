import type { Kysely, Transaction } from 'kysely'
import type { DeadLetterId, IntegrationId, Offset } from '../../core/ids.ts'
import type { EventCounts, LanePosition, ReplaySettlement, Settlement } from '../store.ts'
import { insertBatch, isBatchStored } from './batches.ts'
import { insertDeadLetter, isDeadLetterStored } from './dead-letters.ts'
import type { Tables } from './tables.ts'

/** Events by how they ended: `accepted`, `dead`, or this before a reason. */
export const dropPrefix = 'dropped:'
export type TotalRow = { readonly ending: string; readonly event_count: number }

type Writing = Transaction<Tables>

/**
 * Settling, each call one transaction, and harmless when repeated.
 *
 * The key of a settlement is what it brings: its batch ids, its dead letter ids and its lanes' positions. When every
 * one of the ids is stored and no position is newer than the stored one, it is a repeat and changes nothing, its
 * counts included. The key of a replay's settlement is its batch id.
 */
export function createOutcomeMethods(database: Kysely<Tables>) {
  return {
    settle: (settlement: Settlement): Promise<void> =>
      database.transaction().execute(async (transaction) => {
        if (await isRepeat(transaction, settlement)) return
        const { integrationId, lanes, batches, deadLetters, events } = settlement
        for (const lane of lanes) await moveLane(transaction, integrationId, lane)
        for (const batch of batches) await insertBatch(transaction, integrationId, batch)
        for (const letter of deadLetters) await insertDeadLetter(transaction, letter)
        for (const [ending, count] of endingsOf(events)) {
          await addToTotal(transaction, integrationId, ending, count)
        }
      }),

    settleReplay: (settlement: ReplaySettlement): Promise<void> =>
      database.transaction().execute(async (transaction) => {
        const { integrationId, batch, replayed, failed } = settlement
        if (!(await insertBatch(transaction, integrationId, batch))) return
        const offsets = await markReplayed(transaction, replayed, batch.attempts.length)
        for (const failure of failed) {
          await markDeadAgain(transaction, failure, batch.attempts.length)
        }
        let movedCount = 0
        for (const offset of offsets) {
          if (!(await isEventDead(transaction, integrationId, offset))) movedCount += 1
        }
        await addToTotal(transaction, integrationId, 'accepted', movedCount)
        await addToTotal(transaction, integrationId, 'dead', -movedCount)
      }),

    async lanePositions(integrationId: IntegrationId): Promise<LanePosition[]> {
      return database
        .selectFrom('lane')
        .select(['object', 'position'])
        .where('integration_id', '=', integrationId)
        .execute()
    },

    totals: (integrationId: IntegrationId): Promise<TotalRow[]> =>
      database
        .selectFrom('event_total')
        .select(['ending', 'event_count'])
        .where('integration_id', '=', integrationId)
        .execute(),
  }
}

async function isRepeat(transaction: Writing, settlement: Settlement): Promise<boolean> {
  for (const { id } of settlement.batches) {
    if (!(await isBatchStored(transaction, id))) return false
  }
  for (const { id } of settlement.deadLetters) {
    if (!(await isDeadLetterStored(transaction, id))) return false
  }
  for (const { object, position } of settlement.lanes) {
    const stored = await transaction
      .selectFrom('lane')
      .select('position')
      .where('integration_id', '=', settlement.integrationId)
      .where('object', '=', object)
      .executeTakeFirst()
    if (stored === undefined || position > stored.position) return false
  }
  return true
}

/** A position never goes back. */
async function moveLane(
  transaction: Writing,
  integrationId: IntegrationId,
  { object, position }: LanePosition,
): Promise<void> {
  await transaction
    .insertInto('lane')
    .values({ integration_id: integrationId, object, position })
    .onConflict((conflict) =>
      conflict
        .columns(['integration_id', 'object'])
        .doUpdateSet({ position })
        .where('lane.position', '<', position),
    )
    .execute()
}

async function addToTotal(
  transaction: Writing,
  integrationId: IntegrationId,
  ending: string,
  count: number,
): Promise<void> {
  if (count === 0) return
  await transaction
    .insertInto('event_total')
    .values({ integration_id: integrationId, ending, event_count: count })
    .onConflict((conflict) =>
      conflict.columns(['integration_id', 'ending']).doUpdateSet((row) => ({
        event_count: row('event_total.event_count', '+', count),
      })),
    )
    .execute()
}

/** Marks dead letters as sent, and gives the events whose letters they were. */
async function markReplayed(
  transaction: Writing,
  ids: readonly DeadLetterId[],
  attemptCount: number,
): Promise<Set<Offset>> {
  const offsets = new Set<Offset>()
  for (const id of ids) {
    const row = await transaction
      .updateTable('dead_letter')
      .set((letter) => ({
        state: 'replayed',
        attempt_count: letter('attempt_count', '+', attemptCount),
      }))
      .where('id', '=', id)
      .where('state', '!=', 'replayed')
      .returning('event_offset')
      .executeTakeFirst()
    if (row !== undefined) offsets.add(row.event_offset)
  }
  return offsets
}

async function markDeadAgain(
  transaction: Writing,
  failure: ReplaySettlement['failed'][number],
  attemptCount: number,
): Promise<void> {
  await transaction
    .updateTable('dead_letter')
    .set((letter) => ({
      state: 'dead',
      problem: failure.problem,
      reasons_json: JSON.stringify(failure.reasons),
      answer_json: failure.answer === null ? null : JSON.stringify(failure.answer),
      attempt_count: letter('attempt_count', '+', attemptCount),
    }))
    .where('id', '=', failure.id)
    .where('state', '!=', 'replayed')
    .execute()
}

async function isEventDead(
  transaction: Writing,
  integrationId: IntegrationId,
  offset: Offset,
): Promise<boolean> {
  const row = await transaction
    .selectFrom('dead_letter')
    .select('place')
    .where('integration_id', '=', integrationId)
    .where('event_offset', '=', offset)
    .where('state', '!=', 'replayed')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

function endingsOf({ accepted, dead, dropped }: EventCounts): [ending: string, count: number][] {
  return [
    ['accepted', accepted],
    ['dead', dead],
    ...Object.entries(dropped).map(([reason, count]): [string, number] => [
      `${dropPrefix}${reason}`,
      count,
    ]),
  ]
}
