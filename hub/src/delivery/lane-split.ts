import type { RefusedRecord } from '../core/outcome.ts'
import type { ProblemCode } from '../core/problem.ts'
import { batchIdOf, placeBefore } from './lane-fill.ts'
import type { Batch, DeadRecord, LaneRecord } from './lane-state.ts'

/** Batch ids a split uses up. */
export const splitBatchCount = 2

type SplitIds = { readonly idPrefix: string; readonly batchCount: number }

/** Two batches in place of one, in order, each with the tries so far. */
export function halvesOf(batch: Batch, ids: SplitIds): readonly Batch[] {
  const middle = Math.ceil(batch.records.length / 2)
  const [first, second] = [batch.records.slice(0, middle), batch.records.slice(middle)]
  const border = second[0]
  if (border === undefined) return [{ ...batch, phase: 'ready' }]
  const part = (records: readonly LaneRecord[], number: number): Batch => ({
    ...batch,
    id: batchIdOf(ids.idPrefix, ids.batchCount + number),
    records,
    recordBytes: bytesOf(records),
    phase: 'ready',
  })
  return [{ ...part(first, 0), coversUpTo: placeBefore(border.offset) }, part(second, 1)]
}

/**
 * The good records in a batch that is sent again, then the bad ones in a batch that has ended. The first covers nothing
 * by itself, so that both are settled together.
 */
export function partedOf(
  batch: Batch,
  { bad, problem }: { readonly bad: readonly RefusedRecord[]; readonly problem: ProblemCode },
  ids: SplitIds,
): readonly Batch[] {
  const reasonsByIndex = new Map(bad.map(({ index, reasons }) => [index, reasons]))
  const good = batch.records.filter((_, index) => !reasonsByIndex.has(index))
  const dead = batch.records.flatMap((record, index): readonly DeadRecord[] => {
    const reasons = reasonsByIndex.get(index)
    return reasons === undefined ? [] : [{ record, problem, reasons }]
  })
  const ended: Batch = {
    ...batch,
    id: batchIdOf(ids.idPrefix, ids.batchCount),
    records: dead.map(({ record }) => record),
    recordBytes: bytesOf(dead.map(({ record }) => record)),
    phase: 'ended',
    dead,
  }
  const first = batch.records[0]
  if (good.length === 0 || first === undefined) return [ended]
  const again: Batch = {
    ...batch,
    id: batchIdOf(ids.idPrefix, ids.batchCount + 1),
    records: good,
    recordBytes: bytesOf(good),
    coversUpTo: placeBefore(first.offset),
    phase: 'ready',
  }
  return [again, ended]
}

function bytesOf(records: readonly LaneRecord[]): number {
  return records.reduce((sum, record) => sum + record.bytes, 0)
}
