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
  /** Set exactly when the category is Engagement. */
  readonly eventTimeColumn: string | undefined
  readonly recordModifiedColumn: string | undefined
}

/** Columns that every object has {PCF 62719004152}; the name of the key qualifier depends on the key. */
export const systemColumns = {
  dataSource: 'DataSource__c',
  dataSourceObject: 'DataSourceObject__c',
  internalOrganization: 'InternalOrganization__c',
  sourceVersion: 'cdp_sys_SourceVersion__c',
  partitionDate: 'cdp_sys_PartitionDate__c',
  /** Only where a field is a currency {DTM}. */
  recordCurrency: 'cdp_sys_record_currency__c',
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

/** Postgres cuts names here, also those of a query; names of the Ingestion API are plain ASCII. */
const postgresNameCharsMax = 63

/** What a name of the lake is called in Postgres and in a `LakeRow`. */
export function columnKeyOf(name: string): string {
  return name.toLowerCase().slice(0, postgresNameCharsMax)
}

/** @param aliasesTaken aliases of other streams, in lower case: a second object of that name has none but its own name */
export function lakeObjectOf(stream: DataStream, aliasesTaken: ReadonlySet<string>): LakeObject {
  const name = stream.lakeObject
  const aliasWanted = `${stream.object.replaceAll('-', '_')}__dll`
  const hasAlias =
    `PR_${aliasWanted}`.length <= postgresNameCharsMax &&
    !aliasesTaken.has(aliasWanted.toLowerCase())
  const alias = hasAlias ? aliasWanted : name
  const system = systemColumnsOf(stream)
  const fieldColumns = columnsOfFields(stream.fields, system)
  const columnNameOf = (field: SchemaField): string =>
    fieldColumns.find((column) => column.field === field)?.name ?? `${field.name}__c`
  const nameOfOptional = (field: SchemaField | undefined): string | undefined =>
    field === undefined ? undefined : columnNameOf(sameFieldOf(stream, field))
  return {
    name,
    alias,
    problemName: `PR_${name}`,
    problemAlias: `PR_${alias}`,
    stream,
    columns: [...fieldColumns, ...system],
    primaryKeyColumn: columnNameOf(sameFieldOf(stream, stream.primaryKey)),
    eventTimeColumn: nameOfOptional(stream.eventTimeField),
    recordModifiedColumn: nameOfOptional(stream.recordModifiedField),
  }
}

/** The stream's own entry for a field, which may have been read back from a file as a copy. */
function sameFieldOf(stream: DataStream, field: SchemaField): SchemaField {
  return stream.fields.find(({ name }) => name === field.name) ?? field
}

function systemColumnsOf(stream: DataStream): readonly LakeColumn[] {
  const text = (name: string): LakeColumn => ({ name, type: 'text', field: undefined })
  const columns = [
    text(systemColumns.dataSource),
    text(systemColumns.dataSourceObject),
    text(systemColumns.internalOrganization),
    text(keyQualifierOf(stream)),
    text(systemColumns.sourceVersion),
  ]
  if (stream.category === 'Engagement') {
    columns.push({ name: systemColumns.partitionDate, type: 'date-time', field: undefined })
  }
  if (stream.fields.some(({ type }) => type === 'currency')) {
    columns.push(text(systemColumns.recordCurrency))
  }
  return columns
}

export function keyQualifierOf(stream: DataStream): string {
  return `KQ_${stream.primaryKey.name}__c`
}

/**
 * A field whose column would have a system column's name gets the suffix 1 {DTM}; a higher number where that is taken
 * too, or where Postgres would cut two long names to the same one (our own).
 */
function columnsOfFields(
  fields: readonly SchemaField[],
  system: readonly LakeColumn[],
): readonly LakeColumn[] {
  const taken = new Set(system.map((column) => columnKeyOf(column.name)))
  const wanted = new Set(fields.map((field) => columnKeyOf(`${field.name}__c`)))
  return fields.map((field) => {
    let name = `${field.name}__c`
    for (let suffix = 1; taken.has(columnKeyOf(name)); suffix += 1) {
      const longest = `${field.name}${suffix}__c`
      const room = postgresNameCharsMax - `${suffix}__c`.length
      const cut = `${field.name.slice(0, room)}${suffix}__c`
      const next = longest.length > postgresNameCharsMax ? cut : longest
      name = wanted.has(columnKeyOf(next)) ? name : next
    }
    taken.add(columnKeyOf(name))
    return { name, type: field.type, field }
  })
}
