/** Postgres types in the words of the Query API: JDBC type names and codes {QV1,QV2}. */

export type ResultColumn = {
  readonly name: string
  readonly type: string
  readonly typeCode: number
}

const typeOfOid = new Map<number, { readonly type: string; readonly typeCode: number }>([
  [16, { type: 'BOOLEAN', typeCode: 16 }],
  [20, { type: 'BIGINT', typeCode: -5 }],
  [21, { type: 'SMALLINT', typeCode: 5 }],
  [23, { type: 'INTEGER', typeCode: 4 }],
  [700, { type: 'REAL', typeCode: 7 }],
  [701, { type: 'DOUBLE', typeCode: 8 }],
  [1082, { type: 'DATE', typeCode: 91 }],
  [1114, { type: 'TIMESTAMP', typeCode: 93 }],
  [1184, { type: 'TIMESTAMP WITH TIME ZONE', typeCode: 2014 }],
  [1700, { type: 'DECIMAL', typeCode: 3 }],
])
const textType = { type: 'VARCHAR', typeCode: 12 }

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

/** The member `metadata` of an answer. */
export function resultMetadataOf(columns: readonly ResultColumn[]) {
  return Object.fromEntries(
    columns.map(({ name, type, typeCode }, placeInOrder) => [
      name,
      { type, placeInOrder, typeCode },
    ]),
  )
}
