/** What a request of the Query API asks, read from its body and its query string. */
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { jsonOf } from '../http/request-json.ts'
import { withoutEnd } from './sql-text.ts'

/** `@heroku/applink` wraps the body once more {APPLINK}. */
const QueryBody = Type.Object({
  sql: Type.Union([Type.String(), Type.Object({ sql: Type.String() })]),
})
const queryBodyCheck = Compile(QueryBody)

/** The statement of version 1, version 2 and their Connect twins; nothing when there is none. */
export function sqlOf(body: unknown): string | undefined {
  const json = jsonOf(body)
  if (!queryBodyCheck.Check(json)) return undefined
  return typeof json.sql === 'string' ? json.sql : json.sql.sql
}

/** A whole number of a query string within bounds; nothing for one that is unfit. */
export function numberOf(
  query: URLSearchParams,
  name: string,
  bounds: { readonly min: number; readonly max: number; readonly otherwise: number },
): number | undefined {
  const text = query.get(name)
  if (text === null) return bounds.otherwise
  const number = Number(text)
  const isFit = /^\d{1,12}$/.test(text) && number >= bounds.min && number <= bounds.max
  return isFit ? number : undefined
}

/** Rows of one answer of version 1 and of the profile API, by default and at most {QV1,PROF}. */
export const pageRowsMax = 49_999
const offsetMax = 2_147_483_647

export type PagedSql = { readonly sql: string; readonly rowsMax: number }

/**
 * Version 1 takes limit, offset and order beside the statement {QV1}; its Connect twin names the limit `batchSize` {CONN}.
 * Nothing if one is unfit.
 */
export function pagedSqlOf(
  sql: string,
  query: URLSearchParams,
  limitName: 'limit' | 'batchSize',
): PagedSql | undefined {
  const rowsMax = numberOf(query, limitName, { min: 1, max: pageRowsMax, otherwise: pageRowsMax })
  const offset = numberOf(query, 'offset', { min: 0, max: offsetMax, otherwise: 0 })
  const orderBy = query.get('orderby')
  if (rowsMax === undefined || offset === undefined) return undefined
  if (!/^[\w"]+(?: (?:asc|desc))?(?:, ?[\w"]+(?: (?:asc|desc))?)*$/i.test(orderBy ?? 'x'))
    return undefined
  if (offset === 0 && orderBy === null) return { sql, rowsMax }
  const order = orderBy === null ? '' : ` order by ${orderBy}`
  return { sql: `select * from (${withoutEnd(sql)}) answer${order} offset ${offset}`, rowsMax }
}
