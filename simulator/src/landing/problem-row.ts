import { systemColumns } from '../lake/lake-object.ts'
import type { LakeRow } from '../lake/lake.ts'
import type { EpochMs } from '../platform/clock.ts'
import type { Problem, RowFrame } from './plan.ts'

type Occurrence = RowFrame & { readonly atMs: EpochMs; readonly dataStreamJobId: string }

/** The row of a problem in the problem record object, in the documented columns and JSON shapes {PR}. */
export function problemRowOf(problem: Problem, occurrence: Occurrence): LakeRow {
  const { stream } = occurrence.object
  const detail: Record<string, unknown> = { errorMessage: `${problem.code} - ${problem.message}` }
  if (problem.fieldErrors.length > 0) {
    detail['additionalInfo'] = { transformationErrors: problem.fieldErrors }
  }
  const { dataStreamJobId } = occurrence
  return {
    error_context__c: JSON.stringify({ dataStreamJobId, sourceFile: 'streaming' }),
    error_code__c: problem.code,
    error_timestamp__c: new Date(occurrence.atMs).toISOString(),
    detailed_error__c: JSON.stringify(detail),
    error_row__c: JSON.stringify(problem.errorRow),
    error_fields__c: problem.fieldErrors.map((error) => error.fieldName).join(','),
    [systemColumns.dataSource.toLowerCase()]: stream.connector,
    [systemColumns.dataSourceObject.toLowerCase()]: `${stream.connector}-${stream.object}`,
    [systemColumns.internalOrganization.toLowerCase()]: occurrence.orgId,
  }
}
