import type { Insertable, Kysely, Selectable, Transaction } from 'kysely'
import type { IntegrationId, Offset } from '../../core/ids.ts'
import type { BatchRecord } from '../store.ts'
import { offsetStepsOf, offsetsOf } from './offset-steps.ts'
import type { Tables } from './tables.ts'

/**
 * Offsets are indexed by stretches of this many: a batch has a row for each stretch that it holds an event of, so a
 * question about a few events touches few batches, however many there are and however far one of them reaches.
 */
const stretchLength = 256

/** Batches forgotten in one transaction, so that settling does not wait for long. */
const pruneCountMax = 500

/** Stores a batch unless its id is stored already; tells whether it was new. */
export async function insertBatch(
  transaction: Transaction<Tables>,
  integrationId: IntegrationId,
  batch: BatchRecord,
): Promise<boolean> {
  const inserted = await transaction
    .insertInto('batch')
    .values(rowOf(integrationId, batch))
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('place')
    .executeTakeFirst()
  if (inserted === undefined) return false
  for (const stretch of stretchesOf(batch.offsets)) {
    await transaction
      .insertInto('batch_stretch')
      .values({ integration_id: integrationId, stretch, batch_place: inserted.place })
      .execute()
  }
  return true
}

export async function isBatchStored(transaction: Transaction<Tables>, id: BatchRecord['id']) {
  const row = await transaction
    .selectFrom('batch')
    .select('place')
    .where('id', '=', id)
    .executeTakeFirst()
  return row !== undefined
}

export type BatchRow = Selectable<Tables['batch']>

export type BatchesBetween = {
  readonly integrationId: IntegrationId
  readonly from: Offset
  readonly to: Offset
}

export function createBatchMethods(database: Kysely<Tables>) {
  return {
    /** In the order they were settled; some whose offsets lie around the stretch but not in it may be among them. */
    batchesAround: ({ integrationId, from, to }: BatchesBetween): Promise<BatchRow[]> =>
      database
        .selectFrom('batch')
        .selectAll()
        .where('place', 'in', (query) =>
          query
            .selectFrom('batch_stretch')
            .select('batch_place')
            .where('integration_id', '=', integrationId)
            .where('stretch', '>=', stretchOf(from))
            .where('stretch', '<=', stretchOf(to)),
        )
        .where('first_offset', '<=', to)
        .where('last_offset', '>=', from)
        .orderBy('place')
        .execute(),

    async pruneBatches(endedBeforeMs: number): Promise<void> {
      // Bounded by the batches there are: each turn forgets some, and one that forgets few is the last.
      for (;;) {
        const prunedCount = await database
          .transaction()
          .execute((transaction) => pruneSome(transaction, endedBeforeMs))
        if (prunedCount < pruneCountMax) return
      }
    },
  }
}

async function pruneSome(transaction: Transaction<Tables>, endedBeforeMs: number): Promise<number> {
  const rows = await transaction
    .selectFrom('batch')
    .select(['place', 'integration_id', 'offset_steps_json'])
    .where('ended_at_ms', '<', endedBeforeMs)
    .orderBy('ended_at_ms')
    .limit(pruneCountMax)
    .execute()
  for (const row of rows) {
    const steps = JSON.parse(row.offset_steps_json) as number[] // parsed: written by this module
    for (const stretch of stretchesOf(offsetsOf(steps))) {
      await transaction
        .deleteFrom('batch_stretch')
        .where('integration_id', '=', row.integration_id)
        .where('stretch', '=', stretch)
        .where('batch_place', '=', row.place)
        .execute()
    }
    await transaction.deleteFrom('batch').where('place', '=', row.place).execute()
  }
  return rows.length
}

function rowOf(integrationId: IntegrationId, batch: BatchRecord): Insertable<Tables['batch']> {
  return {
    id: batch.id,
    integration_id: integrationId,
    object: batch.object,
    state: batch.state,
    revision: batch.revision,
    body_bytes: batch.bodyBytes,
    record_count: batch.recordCount,
    first_offset: batch.offsets[0] ?? 0,
    last_offset: batch.offsets.at(-1) ?? 0,
    offset_steps_json: JSON.stringify(offsetStepsOf(batch.offsets)),
    reasons_json: batch.reasons === undefined ? null : JSON.stringify(batch.reasons),
    attempts_json: JSON.stringify(batch.attempts),
    ended_at_ms: batch.endedAtMs,
  }
}

function stretchOf(offset: number): number {
  return Math.floor(offset / stretchLength)
}

function stretchesOf(offsets: readonly number[]): Set<number> {
  return new Set(offsets.map(stretchOf))
}
