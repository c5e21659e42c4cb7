/**
 * Profile API requests as statements (facts 6.5): names are checked against the object and quoted, values are bound.
 * Only "and" and "=" exist {PROF}.
 */
import { quoted } from '../lake/lake-sql.ts'
import type { Queryable, QueryableColumn } from '../lake/queryable.ts'
import { numberOf, pageRowsMax } from './query-request.ts'
import type { Statement } from './query-runner.ts'

export type ProfileRefusal =
  | { readonly kind: 'bad-request'; readonly message: string }
  /** A field that the object does not have {PROF}. */
  | { readonly kind: 'unprocessable'; readonly message: string }

export type ProfileStatement =
  | { readonly kind: 'statement'; readonly statement: Statement; readonly rowsMax: number }
  | ProfileRefusal

export type ProfileQuestion = {
  readonly object: Queryable
  /** Value of the primary key or of the search key; nothing when filters alone choose. */
  readonly id?: string
  /** Rows of another object that belong to those found: its field, and the field of `object` that it refers to. */
  readonly child?: {
    readonly object: Queryable
    readonly childField: string
    readonly parentField: string
  }
  readonly query: URLSearchParams
  readonly limits: ProfileLimits
}

export type ProfileLimits = {
  readonly limitName: 'limit' | 'batchSize'
  readonly rowsMax: number
  readonly rowsDefault: number
  /** What is given when no field is named. */
  readonly fieldsDefault: 'first-ten' | 'primary-key'
}

/** By the tenant host {PROF} and by Connect REST {CONN}. */
export const tenantProfileLimits: ProfileLimits = {
  limitName: 'limit',
  rowsMax: pageRowsMax,
  rowsDefault: pageRowsMax,
  fieldsDefault: 'first-ten',
}
export const connectProfileLimits: ProfileLimits = {
  limitName: 'batchSize',
  rowsMax: 4_999,
  rowsDefault: 100,
  fieldsDefault: 'primary-key',
}

const fieldsMax = 50
const fieldsDefaultCount = 10
const offsetMax = 2_147_483_647

export function profileStatementOf(question: ProfileQuestion): ProfileStatement {
  const { object, id, child, query, limits } = question
  const { limitName } = limits
  const given = child?.object ?? object
  const fieldsDefault = child === undefined ? limits.fieldsDefault : 'first-ten'
  const fields = fieldsOf(given, query.get('fields'), fieldsDefault)
  if (isRefusal(fields)) return fields
  const bounds = { min: 1, max: limits.rowsMax, otherwise: limits.rowsDefault }
  const rowsMax = numberOf(query, limitName, bounds)
  const offset = numberOf(query, 'offset', { min: 0, max: offsetMax, otherwise: 0 })
  if (rowsMax === undefined || offset === undefined) {
    return badRequest(`${limitName} must be 1 to ${limits.rowsMax}, offset 0 or more`)
  }
  const conditions = conditionsOf(object, id, query)
  if (isRefusal(conditions)) return conditions
  if (conditions.length === 0) return badRequest('filters is missing')
  const order = orderOf(given, query.get('orderby'))
  if (typeof order !== 'string') return order
  const where = conditions
    .map(({ column }, place) => `${quoted(column.name)} = $${place + 1}${castOf(column)}`)
    .join(' and ')
  const chosen =
    child === undefined
      ? where
      : `${quoted(child.childField)} in (select ${quoted(child.parentField)} from ${quoted(object.name)} where ${where})`
  const sql = `select ${fields.map(({ name }) => quoted(name)).join(', ')} from ${quoted(given.name)}
    where ${chosen}${order} offset ${offset}`
  const parameters = conditions.map(({ value }) => value)
  return { kind: 'statement', statement: { sql, parameters, rowsMax: rowsMax + 1 }, rowsMax }
}

function badRequest(message: string): ProfileRefusal {
  return { kind: 'bad-request', message }
}

function isRefusal<Value extends object>(value: Value | ProfileRefusal): value is ProfileRefusal {
  return 'kind' in value
}

/** The refusal that comes first, or everything that was found. */
function allOf<Value>(found: readonly (Found<Value> | ProfileRefusal)[]) {
  const values: Value[] = []
  for (const one of found) {
    if (isRefusal(one)) return one
    values.push(one.found)
  }
  return values
}

type Found<Value> = { readonly found: Value }
type Condition = { readonly column: QueryableColumn; readonly value: string }

function columnOf(object: Queryable, wanted: string): Found<QueryableColumn> | ProfileRefusal {
  const name = wanted.trim().toLowerCase()
  const found = object.columns.find((candidate) => candidate.name.toLowerCase() === name)
  const message = `${object.name} has no field ${wanted.trim()}`
  return found === undefined ? { kind: 'unprocessable', message } : { found }
}

function keyOf(
  object: Queryable,
  searchKey: string | null,
): Found<QueryableColumn> | ProfileRefusal {
  const name = searchKey ?? object.primaryKeyColumn
  return name === undefined
    ? badRequest(`${object.name} has no primary key`)
    : columnOf(object, name)
}

function fieldsOf(
  object: Queryable,
  wanted: string | null,
  otherwise: ProfileLimits['fieldsDefault'],
): readonly QueryableColumn[] | ProfileRefusal {
  if (wanted === null || wanted.trim() === '') {
    if (otherwise === 'primary-key') return allOf([keyOf(object, null)])
    return object.columns
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .slice(0, fieldsDefaultCount)
  }
  const names = [...new Set(wanted.split(','))]
  if (names.length > fieldsMax) return badRequest(`more than ${fieldsMax} fields`)
  return allOf(names.map((name) => columnOf(object, name)))
}

/** What the id and the filters ask of a row. */
function conditionsOf(
  object: Queryable,
  id: string | undefined,
  query: URLSearchParams,
): readonly Condition[] | ProfileRefusal {
  const filters = filtersOf(query.get('filters'))
  if (isRefusal(filters)) return filters
  const conditionOf = (column: ReturnType<typeof columnOf>, value: string) =>
    isRefusal(column) ? column : { found: { column: column.found, value } }
  return allOf([
    ...(id === undefined ? [] : [conditionOf(keyOf(object, query.get('searchKey')), id)]),
    ...filters.map(({ field, value }) => conditionOf(columnOf(object, field), value)),
  ])
}

/** `[A=1,B=2]` or `[A=1],[B=2]` (both seen): a comma ends a value only where another expression follows. */
function filtersOf(text: string | null): readonly Filter[] | ProfileRefusal {
  if (text === null || text.trim() === '') return []
  const unfit = badRequest('filters must be like [Field=value,Other=value]')
  const [, inside] = /^\s*\[([\s\S]*)\]\s*$/.exec(text) ?? []
  if (inside === undefined) return unfit
  const expressions = inside.split(/\]?\s*,\s*\[?(?=\s*\w+\s*[=<>!])/)
  return allOf(
    expressions.map((expression) => {
      const [, field, operator, value = ''] =
        /^\s*(\w+)\s*([=<>!]+)([\s\S]*)$/.exec(expression) ?? []
      if (field === undefined) return unfit
      if (operator !== '=') return badRequest('filters know only the operator =')
      return { found: { field, value: value.trim().replace(/^'([\s\S]*)'$/, '$1') } }
    }),
  )
}

type Filter = { readonly field: string; readonly value: string }

function orderOf(object: Queryable, text: string | null): string | ProfileRefusal {
  if (text === null || text.trim() === '') return ''
  const terms = allOf(
    text.split(',').map((term) => {
      const [, field, direction = 'asc'] = /^\s*(\w+)(?:\s+(asc|desc))?\s*$/i.exec(term) ?? []
      if (field === undefined) return badRequest(`orderby ${term.trim()} is unfit`)
      const column = columnOf(object, field)
      return isRefusal(column) ? column : { found: `${quoted(column.found.name)} ${direction}` }
    }),
  )
  return isRefusal(terms) ? terms : ` order by ${terms.join(', ')}`
}

function castOf({ type }: QueryableColumn): string {
  switch (type) {
    case 'number':
    case 'percent':
    case 'currency':
      return '::numeric'
    case 'boolean':
      return '::boolean'
    case 'date':
      return '::date'
    case 'date-time':
      return '::timestamptz'
    case 'text':
    case 'email':
    case 'phone':
    case 'url':
      return '::text'
  }
}
