/**
 * Cuts the files of a bulk job into batches that suit one statement. A batch is a processing batch: a key that is in it
 * twice is a duplicate (assumed; one batch for a whole file would not fit into memory).
 */
import type { FieldType } from '../org/connector-schema.ts'
import type { LakeObject } from '../lake/lake-object.ts'
import type { Deletion } from '../lake/lake.ts'
import type { BulkFile } from './bulk-work.ts'
import { coerce } from './coerce.ts'
import { CsvProblem, readCsvRows } from './csv-file.ts'
import type { Problem } from './problem.ts'
import type { IncomingRecord } from './record-row.ts'

const batchRowsMax = 1_000
/** Characters aimed at in one batch. */
const batchChars = 2_000_000

/** Reads the file once from end to end. @throws CsvProblem for what will prevent its landing */
export async function checkBulkFile(
  { path }: BulkFile,
  operation: 'upsert' | 'delete',
): Promise<void> {
  let rowCount = 0
  for await (const row of readCsvRows(path, { isRagged: operation === 'delete' })) {
    if (rowCount === 0 && operation === 'upsert') checkHeader(row)
    rowCount += 1
  }
  if (rowCount === 0 && operation === 'upsert') throw new CsvProblem('the file has no header row')
}

/** The records of an upsert file; its header names the fields, and columns of other names are ignored {BULK}. */
export async function* readRecordBatches({
  path,
}: BulkFile): AsyncGenerator<readonly IncomingRecord[]> {
  let header: readonly string[] | undefined
  const batch = createBatch<IncomingRecord>()
  for await (const row of readCsvRows(path, { isRagged: false })) {
    if (header === undefined) {
      header = row
      continue
    }
    batch.add(recordOf(header, row), charsOf(row))
    if (batch.isFull()) yield batch.take()
  }
  if (!batch.isEmpty()) yield batch.take()
}

/** One row of a delete file: something to delete, or what is wrong with it. */
export type DeletionRow =
  | { readonly kind: 'deletion'; readonly deletion: Deletion }
  | { readonly kind: 'problem'; readonly problem: Problem }

/**
 * The rows of a delete file, which has no header: the primary key, and for an object with a record-modified field the
 * time that the deletion is from {BJ}. Further columns are ignored (assumed).
 */
export async function* readDeletionBatches(
  { path }: BulkFile,
  object: LakeObject,
): AsyncGenerator<readonly DeletionRow[]> {
  const batch = createBatch<DeletionRow>()
  for await (const row of readCsvRows(path, { isRagged: true })) {
    batch.add(deletionRowOf(object, row), charsOf(row))
    if (batch.isFull()) yield batch.take()
  }
  if (!batch.isEmpty()) yield batch.take()
}

/** A key as the lake compares it; nothing for one that no row can have. */
export function keyOf(type: FieldType, value: string): Deletion['key'] | undefined {
  const coercion = coerce(type, value)
  return coercion.kind === 'value' && coercion.value !== null ? coercion.value : undefined
}

function deletionRowOf(
  object: LakeObject,
  [keyText = '', modifiedText = '']: readonly string[],
): DeletionRow {
  const { primaryKeyColumn, recordModifiedColumn, stream } = object
  const key = keyOf(stream.primaryKey.type, keyText)
  if (key === undefined) {
    return deletionProblem(object, [keyText, modifiedText], {
      code: 'NOT_NULL_CONSTRAINT_VIOLATION',
      message: `Primary key field ${primaryKeyColumn} must not be null`,
    })
  }
  if (recordModifiedColumn === undefined) {
    return { kind: 'deletion', deletion: { key, modified: null } }
  }
  const modified = coerce('date-time', modifiedText)
  if (modified.kind === 'bad' || typeof modified.value !== 'string') {
    return deletionProblem(object, [keyText, modifiedText], {
      code: 'NOT_NULL_CONSTRAINT_VIOLATION',
      message: `Record modified field ${recordModifiedColumn} needs a newer time in column 2`,
    })
  }
  return { kind: 'deletion', deletion: { key, modified: modified.value } }
}

function deletionProblem(
  object: LakeObject,
  [keyText, modifiedText]: readonly [string, string],
  problem: Pick<Problem, 'code' | 'message'>,
): DeletionRow {
  const errorRow: Record<string, string> = { [object.primaryKeyColumn]: keyText }
  if (object.recordModifiedColumn !== undefined) {
    errorRow[object.recordModifiedColumn] = modifiedText
  }
  return { kind: 'problem', problem: { ...problem, fieldErrors: [], errorRow } }
}

function checkHeader(header: readonly string[]): void {
  const seen = new Set<string>()
  for (const name of header) {
    if (seen.has(name))
      throw new CsvProblem(`column ${JSON.stringify(name)} is there twice (line 1)`)
    seen.add(name)
  }
}

function recordOf(header: readonly string[], row: readonly string[]): IncomingRecord {
  return Object.fromEntries(header.map((name, index) => [name, row[index] ?? '']))
}

function charsOf(row: readonly string[]): number {
  return row.reduce((sum, value) => sum + value.length, 0)
}

function createBatch<Entry>() {
  let entries: Entry[] = []
  let chars = 0
  return {
    add: (entry: Entry, entryChars: number) => {
      entries.push(entry)
      chars += entryChars
    },
    isFull: () => entries.length >= batchRowsMax || chars >= batchChars,
    isEmpty: () => entries.length === 0,
    take: (): readonly Entry[] => {
      const taken = entries
      entries = []
      chars = 0
      return taken
    },
  }
}
