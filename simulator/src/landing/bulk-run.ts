/**
 * Lands one bulk job: first every file is read through, so that a broken one fails the job before anything has landed
 * (assumed); then batch by batch, so that queries and other streams get their turn in between.
 */
import type { LakeObject } from '../lake/lake-object.ts'
import type { Lake } from '../lake/lake.ts'
import {
  checkBulkFile,
  readDeletionBatches,
  readRecordBatches,
  type DeletionRow,
} from './bulk-batches.ts'
import type { BulkFile, BulkOutcome, BulkWork } from './bulk-work.ts'
import { CsvProblem } from './csv-file.ts'
import type { Written } from './landing-counts.ts'
import type { RecordWriter, Run } from './record-writer.ts'

export type BulkStep = { readonly processedCount: number; readonly written: Written }

type Needs = {
  readonly lake: Lake
  readonly writer: RecordWriter
  /** Told of each batch that has been written. */
  readonly onStep: (step: BulkStep) => void
}

const streamGone: BulkOutcome = { kind: 'failed', reason: 'its data stream was deleted' }

/** @throws Error when the lake itself fails */
export async function runBulk(needs: Needs, work: BulkWork): Promise<BulkOutcome> {
  try {
    for (const file of work.files) {
      const reason = await problemOf(file, work)
      if (reason === undefined) continue
      await reportBrokenFile(needs, { work, file, reason })
      return { kind: 'failed', reason: `file ${file.name}: ${reason}` }
    }
    for (const file of work.files) {
      const steps = work.operation === 'upsert' ? upsertSteps : deletionSteps
      for await (const step of steps(needs, work, file)) needs.onStep(step)
    }
    return { kind: 'done' }
  } catch (cause) {
    if (needs.lake.objectOf(work.stream.id) === undefined) return streamGone
    throw cause
  }
}

async function problemOf(file: BulkFile, { operation }: BulkWork): Promise<string | undefined> {
  try {
    await checkBulkFile(file, operation)
    return undefined
  } catch (cause) {
    if (cause instanceof CsvProblem) return cause.message
    throw cause
  }
}

type BrokenFile = { readonly work: BulkWork; readonly file: BulkFile; readonly reason: string }

async function reportBrokenFile(
  { lake, writer, onStep }: Needs,
  { work, file, reason }: BrokenFile,
): Promise<void> {
  const run = runOf(lake, work, file)
  const problem = {
    code: 'UNHANDLED_ERROR',
    message: reason,
    fieldErrors: [],
    errorRow: {},
  } as const
  onStep({ processedCount: 0, written: await writer.report(run, [problem]) })
}

async function* upsertSteps(
  { lake, writer }: Needs,
  work: BulkWork,
  file: BulkFile,
): AsyncGenerator<BulkStep> {
  for await (const records of readRecordBatches(file)) {
    // A bulk job replaces whole rows, also of a Partial stream {PU}.
    const written = await writer.upsert(runOf(lake, work, file), [records], false)
    yield { processedCount: records.length, written }
  }
}

async function* deletionSteps(
  { lake, writer }: Needs,
  work: BulkWork,
  file: BulkFile,
): AsyncGenerator<BulkStep> {
  for await (const rows of readDeletionBatches(file, objectOf(lake, work))) {
    const written = await writer.delete(runOf(lake, work, file), {
      deletions: rows.flatMap((row) => (row.kind === 'deletion' ? [row.deletion] : [])),
      problems: rows.flatMap((row: DeletionRow) => (row.kind === 'problem' ? [row.problem] : [])),
      rule: 'newer',
    })
    yield { processedCount: rows.length, written }
  }
}

function runOf(lake: Lake, work: BulkWork, file: BulkFile): Run {
  return { object: objectOf(lake, work), dataStreamJobId: work.jobId, sourceFile: file.name }
}

/** @throws Error when the stream was deleted, which `runBulk` turns into the job's outcome */
function objectOf(lake: Lake, { stream }: BulkWork): LakeObject {
  const object = lake.objectOf(stream.id)
  if (object === undefined) throw new Error(`the data stream of ${stream.object} was deleted`)
  return object
}
