import type { Clock } from '../platform/clock.ts'
import type { KeptQuery } from './kept-queries.ts'

/** How far a query is, in numbers. */
export type QueryProgress = {
  readonly isRunning: boolean
  readonly rowCount: number
  readonly chunkCount: number
  readonly expirationTime: string
}

/** A running query has no rows yet; chunks have as many rows as batches (assumed). */
export function progressOf(query: KeptQuery, chunkRowsMax: number): QueryProgress {
  const rowCount = query.answer?.kind === 'rows' ? query.answer.rows.length : 0
  return {
    isRunning: query.answer === undefined,
    rowCount,
    chunkCount: Math.ceil(rowCount / chunkRowsMax),
    expirationTime: new Date(query.expiresAtMs).toISOString(),
  }
}

const secondMs = 1_000

/** The status of a query as V3 tells it, in a header and as a body {QV3}. Counts are numbers; one source shows text (seen). */
export function v3StatusOf(query: KeptQuery, chunkRowsMax: number, clock: Clock) {
  const { isRunning, rowCount, chunkCount, expirationTime } = progressOf(query, chunkRowsMax)
  const tookMs = isRunning ? clock.now() - query.startedAtMs : query.tookMs
  return {
    queryId: query.id,
    completionStatus: isRunning ? 'RUNNING_OR_UNSPECIFIED' : 'FINISHED',
    chunkCount,
    rowCount,
    progress: isRunning ? 0 : 1,
    expirationTime,
    executionStats: { wallClockTime: tookMs / secondMs, rowsProcessed: rowCount },
  }
}
