/**
 * What a data stream becomes in the lake: the names of its objects and columns. Names are kept as
 * Data Cloud writes them; in Postgres they stand in lower case, since its SQL is case-insensitive
 * in names and Postgres is not.
 */
import type { SchemaField, FieldType } from '../org/connector-schema.ts'
import type { DataStream } from '../org/data-stream.ts'

export type LakeColumn = {
  /** As Data Cloud writes it: `event_id__c`, `DataSource__c`. */
  readonly name: string
  readonly type: FieldType
  /** The schema field whose values it holds; none for a system column. */
  readonly field: SchemaField | undefined
}

export type LakeObject = {
  /** `<object>_<connector>_<8 hex digits>__dll`. */
  readonly name: string
  /** `<object>__dll`, a view of the same rows: a convenience of the practice org. */
  readonly alias: string
  readonly problemName: string
  readonly problemAlias: string
  readonly stream: DataStream
  readonly columns: readonly LakeColumn[]
  readonly primaryKeyColumn: string
  readonly recordModifiedColumn: string | undefined
}

/** Columns that every object has {PCF 62719004152}; the name of the key qualifier depends on the key. */
export const systemColumns = {
  dataSource: 'DataSource__c',
  dataSourceObject: 'DataSourceObject__c',
  internalOrganization: 'InternalOrganization__c',
  sourceVersion: 'cdp_sys_SourceVersion__c',
  partitionDate: 'cdp_sys_PartitionDate__c',
} as const

/** Columns of a problem record object {PR}. */
export const problemColumns: readonly LakeColumn[] = [
  { name: 'error_context__c', type: 'text', field: undefined },
  { name: 'error_code__c', type: 'text', field: undefined },
  { name: 'error_timestamp__c', type: 'date-time', field: undefined },
  { name: 'detailed_error__c', type: 'text', field: undefined },
  { name: 'error_row__c', type: 'text', field: undefined },
  { name: 'error_fields__c', type: 'text', field: undefined },
  { name: systemColumns.dataSource, type: 'text', field: undefined },
  { name: systemColumns.dataSourceObject, type: 'text', field: undefined },
  { name: systemColumns.internalOrganization, type: 'text', field: undefined },
]

/** @param aliasesTaken aliases of other streams, in lower case: a second object of that name has none but its own name */
export function lakeObjectOf(stream: DataStream, aliasesTaken: ReadonlySet<string>): LakeObject {
  const name = stream.lakeObject
  const aliasWanted = `${stream.object.replaceAll('-', '_')}__dll`
  const alias = aliasesTaken.has(aliasWanted.toLowerCase()) ? name : aliasWanted
  const system = systemColumnsOf(stream)
  const taken = new Set(system.map((column) => column.name.toLowerCase()))
  const columns = [
    ...stream.fields.map((field) => ({
      name: columnNameOf(field, taken),
      type: field.type,
      field,
    })),
    ...system,
  ]
  return {
    name,
    alias,
    problemName: `PR_${name}`,
    problemAlias: `PR_${alias}`,
    stream,
    columns,
    primaryKeyColumn: columnNameOf(stream.primaryKey, taken),
    recordModifiedColumn:
      stream.recordModifiedField === undefined
        ? undefined
        : columnNameOf(stream.recordModifiedField, taken),
  }
}

function systemColumnsOf(stream: DataStream): readonly LakeColumn[] {
  const text = (name: string): LakeColumn => ({ name, type: 'text', field: undefined })
  const columns = [
    text(systemColumns.dataSource),
    text(systemColumns.dataSourceObject),
    text(systemColumns.internalOrganization),
    text(`KQ_${stream.primaryKey.name}__c`),
    text(systemColumns.sourceVersion),
  ]
  if (stream.category === 'Engagement') {
    columns.push({ name: systemColumns.partitionDate, type: 'date-time', field: undefined })
  }
  return columns
}

/** A field whose column would have a system column's name gets the suffix 1 {DTM}. */
function columnNameOf(field: SchemaField, taken: ReadonlySet<string>): string {
  const name = `${field.name}__c`
  return taken.has(name.toLowerCase()) ? `${field.name}1__c` : name
}
