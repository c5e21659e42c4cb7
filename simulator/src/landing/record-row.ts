/**
 * From one accepted record to the row that it wants to become: its values under the names of the lake, the system
 * columns, and what is wrong with it.
 */
import { columnKeyOf, keyQualifierOf, systemColumns, type LakeObject } from '../lake/lake-object.ts'
import type { LakeRow } from '../lake/lake.ts'
import { coerce } from './coerce.ts'
import type { FieldError, Problem } from './problem.ts'

export type IncomingRecord = Readonly<Record<string, unknown>>

export type RowFrame = {
  readonly object: LakeObject
  /** Put into every row's `InternalOrganization__c`. */
  readonly orgId: string
  /** Whether a field that is absent keeps what is stored, instead of becoming null {PU}. */
  readonly isPartial: boolean
}

/** A row that wants to land; its problem, if any, leaves it standing. */
export type Candidate = {
  readonly row: LakeRow
  readonly record: IncomingRecord
  readonly problem: Problem | undefined
}

export type Mapped =
  | { readonly kind: 'candidate'; readonly candidate: Candidate }
  | { readonly kind: 'dropped'; readonly problem: Problem }

/** The org's own currency: how a record could name another is not documented (assumed). */
const orgCurrency = 'USD'

type Values = Record<string, string | number | boolean | null>

export function mapRecord(frame: RowFrame, record: IncomingRecord): Mapped {
  const { object } = frame
  const { row, fieldErrors } = valuesOf(frame, record)
  const keyColumn = columnKeyOf(object.primaryKeyColumn)
  // Documented: a record whose keys are all unknown, such as `event_id__c`, lands on the blank key {KB5102}.
  if (
    row[keyColumn] === null &&
    object.stream.primaryKey.type === 'text' &&
    !hasKnownKey(object, record)
  ) {
    row[keyColumn] = ''
  }
  fillSystemColumns(row, frame)
  if (row[keyColumn] === null) {
    const message = `Primary key field ${object.primaryKeyColumn} must not be null`
    return {
      kind: 'dropped',
      problem: {
        code: 'NOT_NULL_CONSTRAINT_VIOLATION',
        message,
        fieldErrors,
        errorRow: errorRowOf(object, record),
      },
    }
  }
  const problem: Problem | undefined =
    fieldErrors.length === 0
      ? undefined
      : {
          code: 'TRANSFORM_EVALUATION_ERROR',
          message: 'Some fields could not be transformed and were set to null',
          fieldErrors,
          errorRow: errorRowOf(object, record),
        }
  return { kind: 'candidate', candidate: { row, record, problem } }
}

/** The values as they were sent, under the column names of the lake {PR}; unknown keys are not among them. */
export function errorRowOf(
  object: LakeObject,
  record: IncomingRecord,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    object.columns.flatMap(({ name, field }) =>
      field === undefined || !Object.hasOwn(record, field.name) ? [] : [[name, record[field.name]]],
    ),
  )
}

/** What makes a row unique; two rows of the same key cannot be in one statement. */
export function keyTextOf(object: LakeObject, row: LakeRow): string {
  const key = row[columnKeyOf(object.primaryKeyColumn)] ?? ''
  const { type } = object.stream.primaryKey
  const isNumber = type === 'number' || type === 'percent'
  const date = row[columnKeyOf(systemColumns.partitionDate)] ?? ''
  return `${isNumber ? plainNumberOf(String(key)) : String(key)}\n${String(date)}`
}

/** One text for all that write the same number, digit by digit: ids are longer than a JavaScript number is exact. */
function plainNumberOf(text: string): string {
  const match = /^([+-]?)0*(\d*)\.?(\d*?)0*$/.exec(text)
  if (match === null) return String(Number(text))
  const [, sign, whole, fraction] = match
  const digits = `${whole}.${fraction}`
  return sign === '-' && digits !== '.' ? `-${digits}` : digits
}

/** The record-modified value of a row, empty where there is none: ISO times, so that they can be compared as text. */
export function modifiedOf(object: LakeObject, row: LakeRow): string {
  return textIn(object.recordModifiedColumn, row) ?? ''
}

function valuesOf({ object }: RowFrame, record: IncomingRecord) {
  const row: Values = {}
  const fieldErrors: FieldError[] = []
  for (const { name, type, field } of object.columns) {
    if (field === undefined) continue
    const isGiven = Object.hasOwn(record, field.name)
    const isNeeded = name === object.primaryKeyColumn || name === object.recordModifiedColumn
    // A statement that replaces rows takes what is not there for null; rows of a thousand fields would be too many.
    if (!isGiven && !isNeeded) continue
    const coercion = coerce(type, isGiven ? record[field.name] : null)
    row[columnKeyOf(name)] = coercion.kind === 'value' ? coercion.value : null
    if (coercion.kind === 'bad') {
      fieldErrors.push({ fieldName: name, errorMessage: coercion.message })
    }
  }
  return { row, fieldErrors }
}

function fillSystemColumns(row: Values, { object, orgId }: RowFrame): void {
  const { stream } = object
  const sourceVersion = textIn(object.recordModifiedColumn, row)
  row[columnKeyOf(systemColumns.dataSource)] = stream.connector
  row[columnKeyOf(systemColumns.dataSourceObject)] = `${stream.connector}-${stream.object}`
  row[columnKeyOf(systemColumns.internalOrganization)] = orgId
  row[columnKeyOf(keyQualifierOf(stream))] = null
  row[columnKeyOf(systemColumns.sourceVersion)] = sourceVersion
  if (stream.fields.some(({ type }) => type === 'currency')) {
    row[columnKeyOf(systemColumns.recordCurrency)] = orgCurrency
  }
  if (object.eventTimeColumn !== undefined) {
    const eventTime = textIn(object.eventTimeColumn, row)
    row[columnKeyOf(systemColumns.partitionDate)] =
      eventTime === null ? null : `${eventTime.slice(0, 10)}T00:00:00.000Z`
  }
}

function textIn(column: string | undefined, row: LakeRow): string | null {
  const value = column === undefined ? null : row[columnKeyOf(column)]
  return typeof value === 'string' ? value : null
}

/** An empty record has no unknown key: it fails for its null key. */
function hasKnownKey(object: LakeObject, record: IncomingRecord): boolean {
  return (
    Object.keys(record).length === 0 ||
    object.stream.fields.some((field) => Object.hasOwn(record, field.name))
  )
}
