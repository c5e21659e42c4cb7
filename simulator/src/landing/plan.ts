/**
 * Decides what accepted requests become in the lake: rows to upsert and problem records. Pure; the
 * landing worker carries it out. One request is one processing batch (assumed), in which a key may
 * be only once; from one request to the next the later one wins.
 */
import { systemColumns, type LakeObject } from '../lake/lake-object.ts'
import type { LakeRow } from '../lake/lake.ts'
import { coerce } from './coerce.ts'

export type IncomingRecord = Readonly<Record<string, unknown>>

/** The four codes that have been seen {ZENN,PR}; the full list is not known. */
export type ProblemCode =
  | 'NOT_NULL_CONSTRAINT_VIOLATION'
  | 'TRANSFORM_EVALUATION_ERROR'
  | 'DUPLICATE_ROW'
  | 'UNHANDLED_ERROR'

export type Problem = {
  readonly code: ProblemCode
  readonly message: string
  readonly fieldErrors: readonly { readonly fieldName: string; readonly errorMessage: string }[]
  /** What was sent, under the names of the lake. */
  readonly errorRow: Readonly<Record<string, unknown>>
}

export type LandingPlan = {
  /** Keys are unique in here. */
  readonly rows: readonly LakeRow[]
  readonly problems: readonly Problem[]
  /** Rows that a newer request of the same plan replaced before they were written. */
  readonly supersededCount: number
}

export type RowFrame = {
  readonly object: LakeObject
  /** Put into every row's `InternalOrganization__c`. */
  readonly orgId: string
}

export function planUpserts(
  { object, orgId }: RowFrame,
  requests: readonly (readonly IncomingRecord[])[],
): LandingPlan {
  const rowOfKey = new Map<string, Candidate>()
  const problems: Problem[] = []
  let supersededCount = 0
  for (const records of requests) {
    const rowOfKeyInRequest = new Map<string, Candidate>()
    for (const record of records) {
      const mapped = mapRecord({ object, orgId }, record)
      if (mapped.problem !== undefined) problems.push(mapped.problem)
      if (mapped.row === undefined) continue
      const candidate = { row: mapped.row, record }
      const key = keyOf(object, mapped.row)
      const other = rowOfKeyInRequest.get(key)
      const winner = other === undefined ? candidate : newerOf(object, other, candidate)
      if (other !== undefined) {
        problems.push(duplicateOf(object, (winner === other ? candidate : other).record))
      }
      rowOfKeyInRequest.set(key, winner)
    }
    for (const [key, candidate] of rowOfKeyInRequest) {
      const earlier = rowOfKey.get(key)
      if (earlier !== undefined) supersededCount += 1
      rowOfKey.set(key, earlier === undefined ? candidate : newerOf(object, earlier, candidate))
    }
  }
  return { rows: [...rowOfKey.values()].map(({ row }) => row), problems, supersededCount }
}

type Candidate = { readonly row: LakeRow; readonly record: IncomingRecord }

type MappedRecord = { readonly row: LakeRow | undefined; readonly problem: Problem | undefined }

function mapRecord({ object, orgId }: RowFrame, record: IncomingRecord): MappedRecord {
  const { stream } = object
  const row: Record<string, string | number | boolean | null> = {}
  const fieldErrors: { fieldName: string; errorMessage: string }[] = []
  for (const column of object.columns) {
    if (column.field === undefined) continue
    const coercion = coerce(column.type, record[column.field.name])
    row[column.name.toLowerCase()] = coercion.kind === 'value' ? coercion.value : null
    if (coercion.kind === 'bad') {
      fieldErrors.push({ fieldName: column.name, errorMessage: coercion.message })
    }
  }
  const primaryKey = object.primaryKeyColumn.toLowerCase()
  // Documented: a record whose keys are all unknown, such as `event_id__c`, lands on the blank key {KB5102}.
  if (
    row[primaryKey] === null &&
    stream.primaryKey.type === 'text' &&
    !hasKnownKey(object, record)
  ) {
    row[primaryKey] = ''
  }
  fillSystemColumns(row, { object, orgId })
  if (row[primaryKey] === null) {
    const message = `Primary key field ${object.primaryKeyColumn} must not be null`
    const code = 'NOT_NULL_CONSTRAINT_VIOLATION'
    return {
      row: undefined,
      problem: { code, message, fieldErrors, errorRow: errorRowOf(object, record) },
    }
  }
  if (fieldErrors.length === 0) return { row, problem: undefined }
  const message = 'Some fields could not be transformed and were set to null'
  const code = 'TRANSFORM_EVALUATION_ERROR'
  return { row, problem: { code, message, fieldErrors, errorRow: errorRowOf(object, record) } }
}

function fillSystemColumns(
  row: Record<string, string | number | boolean | null>,
  { object, orgId }: RowFrame,
): void {
  const { stream } = object
  row[systemColumns.dataSource.toLowerCase()] = stream.connector
  row[systemColumns.dataSourceObject.toLowerCase()] = `${stream.connector}-${stream.object}`
  row[systemColumns.internalOrganization.toLowerCase()] = orgId
  row[`KQ_${stream.primaryKey.name}__c`.toLowerCase()] = null
  const modified = object.recordModifiedColumn?.toLowerCase()
  row[systemColumns.sourceVersion.toLowerCase()] = textOf(modified, row)
  if (stream.eventTimeField !== undefined) {
    const eventTime = textOf(`${stream.eventTimeField.name}__c`.toLowerCase(), row)
    row[systemColumns.partitionDate.toLowerCase()] =
      eventTime === null ? null : `${eventTime.slice(0, 10)}T00:00:00.000Z`
  }
}

function textOf(column: string | undefined, row: LakeRow): string | null {
  const value = column === undefined ? null : row[column]
  return typeof value === 'string' ? value : null
}

/** An empty record has no unknown key: it fails for its null key. */
function hasKnownKey(object: LakeObject, record: IncomingRecord): boolean {
  const keys = Object.keys(record)
  return keys.length === 0 || object.stream.fields.some((field) => keys.includes(field.name))
}

function keyOf(object: LakeObject, row: LakeRow): string {
  const date = row[systemColumns.partitionDate.toLowerCase()] ?? ''
  return `${String(row[object.primaryKeyColumn.toLowerCase()])}\n${String(date)}`
}

/** The later one, unless its record-modified value is older; a missing value is oldest (assumed). */
function newerOf(object: LakeObject, earlier: Candidate, later: Candidate): Candidate {
  const column = object.recordModifiedColumn?.toLowerCase()
  if (column === undefined) return later
  return (textOf(column, later.row) ?? '') >= (textOf(column, earlier.row) ?? '') ? later : earlier
}

function duplicateOf(object: LakeObject, record: IncomingRecord): Problem {
  const message = 'Another row of the same batch has the same primary key'
  return { code: 'DUPLICATE_ROW', message, fieldErrors: [], errorRow: errorRowOf(object, record) }
}

/** The values as they were sent, under the column names of the lake {PR}; unknown keys are not among them. */
function errorRowOf(object: LakeObject, record: IncomingRecord): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    object.columns.flatMap(({ name, field }) =>
      field === undefined || !(field.name in record) ? [] : [[name, record[field.name]]],
    ),
  )
}
