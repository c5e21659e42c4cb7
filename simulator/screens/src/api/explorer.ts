import { queryOptions } from '@tanstack/react-query'
import { call } from './call.ts'

export type ObjectKind = 'DataLakeObject' | 'ProblemRecords' | 'DataModelObject' | 'UnifiedObject'

export type ExplorerColumn = {
  readonly name: string
  readonly type: string
  readonly isSystem: boolean
}

export type ExplorerObject = {
  readonly name: string
  readonly label: string
  readonly kind: ObjectKind
  readonly category: string
  readonly alias: string | null
  readonly primaryKeyColumn: string | null
  readonly columns: readonly ExplorerColumn[]
}

export type Filter = {
  readonly column: string
  readonly operator: string
  readonly value: string
}

export type Sort = { readonly column: string; readonly isDescending: boolean }

export type RowQuestion = {
  readonly object: string
  readonly filters: readonly Filter[]
  readonly sort?: Sort
  readonly offset: number
  readonly limit: number
}

export type RowPage = {
  readonly object: ExplorerObject
  readonly rows: readonly (readonly unknown[])[]
  readonly rowCount: number
  /** There are more rows than were counted. */
  readonly isCountCut: boolean
}

export type SqlAnswer = {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly rows: readonly (readonly unknown[])[]
  readonly rowCount: number
}

export const objectsQuery = queryOptions({
  queryKey: ['explorer', 'objects'],
  queryFn: async () =>
    (await call<{ objects: readonly ExplorerObject[] }>('GET', 'explorer/objects')).objects,
})

export function rowsQuery(question: RowQuestion) {
  return queryOptions({
    queryKey: ['explorer', 'rows', question],
    queryFn: () => call<RowPage>('POST', 'explorer/rows', question),
  })
}

export function runSql(sql: string): Promise<SqlAnswer> {
  return call('POST', 'explorer/sql', { sql })
}
