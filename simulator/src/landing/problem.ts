import { columnKeyOf, systemColumns, type LakeObject } from '../lake/lake-object.ts'
import type { LakeRow } from '../lake/lake.ts'
import type { EpochMs } from '../platform/clock.ts'

/** The four codes that have been seen {ZENN,PR}; the full list is not known. */
export type ProblemCode =
  | 'NOT_NULL_CONSTRAINT_VIOLATION'
  | 'TRANSFORM_EVALUATION_ERROR'
  | 'DUPLICATE_ROW'
  | 'UNHANDLED_ERROR'

/** What is wrong with one row. One row has one problem, however many of its fields are bad {RH}. */
export type Problem = {
  readonly code: ProblemCode
  readonly message: string
  readonly fieldErrors: readonly FieldError[]
  /** What was sent, under the names of the lake. */
  readonly errorRow: Readonly<Record<string, unknown>>
}

export type FieldError = { readonly fieldName: string; readonly errorMessage: string }

/** Where a problem came up, for the columns that say so. */
export type Occurrence = {
  readonly object: LakeObject
  readonly orgId: string
  readonly atMs: EpochMs
  /** One run of the stream; for a bulk job its id (assumed). */
  readonly dataStreamJobId: string
  /** `streaming`, or the file of a bulk job (both texts assumed). */
  readonly sourceFile: string
}

/** Whether the row landed nevertheless, without its bad values {PR,ZENN}. */
export function isRowKept({ code }: Problem): boolean {
  return code === 'TRANSFORM_EVALUATION_ERROR'
}

/** The row of a problem in the problem record object, in the documented columns and JSON shapes {PR}. */
export function problemRowOf(problem: Problem, occurrence: Occurrence): LakeRow {
  const { stream } = occurrence.object
  const detail: Record<string, unknown> = { errorMessage: `${problem.code} - ${problem.message}` }
  if (problem.fieldErrors.length > 0) {
    detail['additionalInfo'] = { transformationErrors: problem.fieldErrors }
  }
  const { dataStreamJobId, sourceFile } = occurrence
  return {
    error_context__c: JSON.stringify({ dataStreamJobId, sourceFile }),
    error_code__c: problem.code,
    error_timestamp__c: new Date(occurrence.atMs).toISOString(),
    detailed_error__c: JSON.stringify(detail),
    error_row__c: JSON.stringify(problem.errorRow),
    error_fields__c: problem.fieldErrors.map((error) => error.fieldName).join(','),
    [columnKeyOf(systemColumns.dataSource)]: stream.connector,
    [columnKeyOf(systemColumns.dataSourceObject)]: `${stream.connector}-${stream.object}`,
    [columnKeyOf(systemColumns.internalOrganization)]: occurrence.orgId,
  }
}
