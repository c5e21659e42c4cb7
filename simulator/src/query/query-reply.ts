/** The envelope of versions 1 and 2 {QV1,QV2}, which their Connect twins share {CONN}. */
import { timestampOf } from '../http/tenant-reply.ts'
import type { Clock, EpochMs } from '../platform/clock.ts'
import { arrowStreamOf } from './arrow-stream.ts'
import type { QueryBatch } from './query-batches.ts'
import { resultMetadataOf, type ResultColumn } from './result-columns.ts'
import type { Rows } from './result-pages.ts'

/** Each row an object; where two columns have one name the last one is seen (assumed). */
export function objectsOf(columns: readonly ResultColumn[], rows: Rows) {
  return rows.map((row) =>
    Object.fromEntries(columns.map((column, place) => [column.name, row[place]])),
  )
}

export type QueryPage = {
  readonly columns: readonly ResultColumn[]
  readonly rows: Rows
  readonly startedAtMs: EpochMs
  readonly queryId: string
  readonly isLast: boolean
}

export function pageReplyOf(
  { columns, rows, startedAtMs, queryId, isLast }: QueryPage,
  clock: Clock,
) {
  return {
    data: objectsOf(columns, rows),
    startTime: timestampOf(startedAtMs),
    endTime: timestampOf(clock.now()),
    rowCount: rows.length,
    queryId,
    done: isLast,
    metadata: resultMetadataOf(columns),
  }
}

/** How a batch's rows are written: `{"rowData":[…]}` by Connect REST {CONN}, Arrow in base64 if the client wants it {PYCDP}. */
export type BatchStyle = 'arrays' | 'row-data' | 'arrow'

export function batchReplyOf(batch: QueryBatch, clock: Clock, style: BatchStyle) {
  return {
    ...dataOf(batch, style),
    startTime: timestampOf(batch.startedAtMs),
    endTime: timestampOf(clock.now()),
    rowCount: batch.rows.length,
    queryId: batch.queryId,
    ...(batch.nextBatchId === undefined ? {} : { nextBatchId: batch.nextBatchId }),
    done: batch.nextBatchId === undefined,
    metadata: resultMetadataOf(batch.columns),
  }
}

function dataOf({ columns, rows }: QueryBatch, style: BatchStyle) {
  switch (style) {
    case 'arrays':
      return { data: rows }
    case 'row-data':
      return { data: rows.map((rowData) => ({ rowData })) }
    case 'arrow':
      return { arrowStream: arrowStreamOf(columns, rows).toString('base64') }
  }
}
