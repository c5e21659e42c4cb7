/**
 * The rest of a large answer, kept until it is asked for: forward only, each batch once, at most 3
 * minutes from one batch to the next and an hour for all {QV2}.
 */
import { bytesOfRow } from '../lake/result-limits.ts'
import type { Clock, EpochMs } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import type { ResultColumn } from './result-columns.ts'
import type { Rows } from './result-pages.ts'

export type QueryBatch = {
  readonly queryId: string
  readonly startedAtMs: EpochMs
  readonly columns: readonly ResultColumn[]
  readonly rows: Rows
  /** Set when more rows follow. */
  readonly nextBatchId: string | undefined
}

export type QueryBatches = {
  first(columns: readonly ResultColumn[], rows: Rows, startedAtMs: EpochMs): QueryBatch
  /** Nothing for an id that is unknown, used, or too old. */
  next(batchId: string): QueryBatch | undefined
  /** Forgets all. */
  clear(): void
}

/** A whole answer: it is kept until its last batch is fetched. */
type Answer = {
  readonly queryId: string
  readonly startedAtMs: EpochMs
  readonly columns: readonly ResultColumn[]
  readonly rows: Rows
  readonly byteCount: number
}

type Remainder = {
  readonly answer: Answer
  /** Place of the first row that was not given yet. */
  readonly offset: number
  readonly expiresAtMs: EpochMs
}

const batchWaitMsMax = 180_000
const answerLifeMs = 3_600_000
/** Our own: the oldest are forgotten beyond. */
const remaindersMax = 100
const bytesMax = 268_435_456

export function createQueryBatches(
  clock: Clock,
  random: Random,
  batchRowsMax: () => number,
): QueryBatches {
  const remainders = new Map<string, Remainder>()
  const makeRoom = () => {
    for (const [id, { expiresAtMs }] of remainders) {
      if (expiresAtMs < clock.now()) remainders.delete(id)
    }
    let byteCount = 0
    for (const { answer } of remainders.values()) byteCount += answer.byteCount
    for (const [id, { answer }] of remainders) {
      const isRoom = remainders.size <= remaindersMax && byteCount <= bytesMax
      if (isRoom || remainders.size === 1) return
      remainders.delete(id)
      byteCount -= answer.byteCount
    }
  }
  const cut = (answer: Answer, offset: number): QueryBatch => {
    const { queryId, startedAtMs, columns, rows } = answer
    const end = offset + batchRowsMax()
    const batch = { queryId, startedAtMs, columns, rows: rows.slice(offset, end) }
    if (end >= rows.length) return { ...batch, nextBatchId: undefined }
    const expiresAtMs = Math.min(clock.now() + batchWaitMsMax, startedAtMs + answerLifeMs)
    const nextBatchId = random.uuid()
    remainders.set(nextBatchId, { answer, offset: end, expiresAtMs })
    makeRoom()
    return { ...batch, nextBatchId }
  }
  return {
    first: (columns, rows, startedAtMs) => {
      const byteCount = rows.reduce((bytes, row) => bytes + bytesOfRow(row), 0)
      return cut({ queryId: random.uuid(), startedAtMs, columns, rows, byteCount }, 0)
    },
    next: (batchId) => {
      const remainder = remainders.get(batchId)
      remainders.delete(batchId)
      if (remainder === undefined || remainder.expiresAtMs < clock.now()) return undefined
      return cut(remainder.answer, remainder.offset)
    },
    clear: () => remainders.clear(),
  }
}
