/** Postgres types in the words of the Query APIs: JDBC type names and codes {QV1,QV2}, names of V3 (seen) and of query-sql {CONN}. */

type TypeNames = {
  readonly type: string
  readonly typeCode: number
  readonly v3Type: string
  readonly connectType: string
}

export type ResultColumn = TypeNames & { readonly name: string }

const typeOfOid = new Map<number, TypeNames>([
  [16, { type: 'BOOLEAN', typeCode: 16, v3Type: 'bool', connectType: 'Bool' }],
  [20, { type: 'BIGINT', typeCode: -5, v3Type: 'bigint', connectType: 'BigInt' }],
  [21, { type: 'SMALLINT', typeCode: 5, v3Type: 'smallint', connectType: 'SmallInt' }],
  [23, { type: 'INTEGER', typeCode: 4, v3Type: 'integer', connectType: 'Integer' }],
  [700, { type: 'REAL', typeCode: 7, v3Type: 'float', connectType: 'Float' }],
  [701, { type: 'DOUBLE', typeCode: 8, v3Type: 'double', connectType: 'Double' }],
  [1082, { type: 'DATE', typeCode: 91, v3Type: 'date', connectType: 'Date' }],
  [1114, { type: 'TIMESTAMP', typeCode: 93, v3Type: 'timestamp', connectType: 'Timestamp' }],
  [
    1184,
    {
      type: 'TIMESTAMP WITH TIME ZONE',
      typeCode: 2014,
      v3Type: 'timestamptz',
      connectType: 'TimestampTZ',
    },
  ],
  [1700, { type: 'DECIMAL', typeCode: 3, v3Type: 'numeric', connectType: 'Numeric' }],
])
const textType = { type: 'VARCHAR', typeCode: 12, v3Type: 'varchar', connectType: 'Varchar' }

/** decimal(38,18) {QV1}. */
const decimalSize = { precision: 38, scale: 18 }

/** Column names are given back as Data Cloud writes them: `DataSource__c`, not `datasource__c`. */
export function resultColumnsOf(
  fields: readonly { readonly name: string; readonly typeId: number }[],
  canonicalNameOf: ReadonlyMap<string, string>,
): readonly ResultColumn[] {
  return fields.map((field) => ({
    name: canonicalNameOf.get(field.name) ?? field.name,
    ...(typeOfOid.get(field.typeId) ?? textType),
  }))
}

/** The member `metadata` of an answer of versions 1 and 2. */
export function resultMetadataOf(columns: readonly ResultColumn[]) {
  return Object.fromEntries(
    columns.map(({ name, type, typeCode }, placeInOrder) => [
      name,
      { type, placeInOrder, typeCode },
    ]),
  )
}

/** A column of V3 or of query-sql; whether it can be null is never known here, so that it always may. */
export function columnEntriesOf(columns: readonly ResultColumn[], names: 'v3Type' | 'connectType') {
  return columns.map((column) => ({
    name: column.name,
    type: column[names],
    nullable: true,
    ...(column.type === 'DECIMAL' ? decimalSize : {}),
  }))
}
