/**
 * The rest of a large answer, kept until it is asked for: forward only, each batch once, at most 3
 * minutes from one batch to the next and an hour for all {QV2}.
 */
import type { Clock, EpochMs } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import type { ResultColumn } from './result-columns.ts'

type Row = readonly unknown[]

export type QueryBatch = {
  readonly queryId: string
  readonly startedAtMs: EpochMs
  readonly columns: readonly ResultColumn[]
  readonly rows: readonly Row[]
  /** Set when more rows follow. */
  readonly nextBatchId: string | undefined
}

export type QueryBatches = {
  first(columns: readonly ResultColumn[], rows: readonly Row[], startedAtMs: EpochMs): QueryBatch
  /** Nothing for an id that is unknown, used, or too old. */
  next(batchId: string): QueryBatch | undefined
}

type Remainder = {
  readonly queryId: string
  readonly startedAtMs: EpochMs
  readonly columns: readonly ResultColumn[]
  readonly rows: readonly Row[]
  readonly expiresAtMs: EpochMs
}

const batchWaitMsMax = 180_000
const answerLifeMs = 3_600_000
const remaindersMax = 100

export function createQueryBatches(
  clock: Clock,
  random: Random,
  batchRowsMax: () => number,
): QueryBatches {
  const remainders = new Map<string, Remainder>()
  const cut = (answer: Omit<Remainder, 'expiresAtMs'>): QueryBatch => {
    const { queryId, startedAtMs, columns } = answer
    const rowCount = batchRowsMax()
    const rest = answer.rows.slice(rowCount)
    const batch = { queryId, startedAtMs, columns, rows: answer.rows.slice(0, rowCount) }
    if (rest.length === 0) return { ...batch, nextBatchId: undefined }
    const expiresAtMs = Math.min(clock.now() + batchWaitMsMax, startedAtMs + answerLifeMs)
    const nextBatchId = random.uuid()
    remainders.set(nextBatchId, { ...answer, rows: rest, expiresAtMs })
    const [oldest] = remainders.keys()
    if (remainders.size > remaindersMax && oldest !== undefined) remainders.delete(oldest)
    return { ...batch, nextBatchId }
  }
  return {
    first: (columns, rows, startedAtMs) =>
      cut({ queryId: random.uuid(), startedAtMs, columns, rows }),
    next: (batchId) => {
      const remainder = remainders.get(batchId)
      remainders.delete(batchId)
      if (remainder === undefined || remainder.expiresAtMs < clock.now()) return undefined
      return cut(remainder)
    },
  }
}
