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

/** Thrown inside this file only, and answered as a value. */
class Unfit extends Error {
  readonly kind: ProfileRefusal['kind']
  constructor(kind: ProfileRefusal['kind'], message: string) {
    super(message)
    this.kind = kind
  }
}

export function profileStatementOf(question: ProfileQuestion): ProfileStatement {
  try {
    return statementOf(question)
  } catch (cause) {
    if (cause instanceof Unfit) return { kind: cause.kind, message: cause.message }
    throw cause
  }
}

function statementOf({ object, id, child, query, limits }: ProfileQuestion): ProfileStatement {
  const { limitName, rowsDefault } = limits
  const given = child?.object ?? object
  const fieldsDefault = child === undefined ? limits.fieldsDefault : 'first-ten'
  const fields = fieldsOf(given, query.get('fields'), fieldsDefault)
  const rowsMax = numberOf(query, limitName, {
    min: 1,
    max: limits.rowsMax,
    otherwise: rowsDefault,
  })
  const offset = numberOf(query, 'offset', { min: 0, max: offsetMax, otherwise: 0 })
  if (rowsMax === undefined || offset === undefined) {
    throw new Unfit('bad-request', `${limitName} must be 1 to ${limits.rowsMax}, offset 0 or more`)
  }
  const parameters: string[] = []
  const equals = (column: QueryableColumn, value: string) => {
    parameters.push(value)
    return `${quoted(column.name)} = $${parameters.length}${castOf(column)}`
  }
  const conditions: string[] = []
  if (id !== undefined) conditions.push(equals(keyOf(object, query.get('searchKey')), id))
  for (const { field, value } of filtersOf(query.get('filters'))) {
    conditions.push(equals(columnOf(object, field), value))
  }
  if (conditions.length === 0) throw new Unfit('bad-request', 'filters is missing')
  const where = conditions.join(' and ')
  const chosen =
    child === undefined
      ? where
      : `${quoted(child.childField)} in (select ${quoted(child.parentField)} from ${quoted(object.name)} where ${where})`
  const sql = `select ${fields.map(({ name }) => quoted(name)).join(', ')} from ${quoted(given.name)}
    where ${chosen}${orderOf(given, query.get('orderby'))} offset ${offset}`
  return { kind: 'statement', statement: { sql, parameters, rowsMax: rowsMax + 1 }, rowsMax }
}

function columnOf(object: Queryable, wanted: string): QueryableColumn {
  const name = wanted.trim().toLowerCase()
  const column = object.columns.find((candidate) => candidate.name.toLowerCase() === name)
  if (column !== undefined) return column
  throw new Unfit('unprocessable', `${object.name} has no field ${wanted.trim()}`)
}

function keyOf(object: Queryable, searchKey: string | null): QueryableColumn {
  const name = searchKey ?? object.primaryKeyColumn
  if (name === undefined) throw new Unfit('bad-request', `${object.name} has no primary key`)
  return columnOf(object, name)
}

function fieldsOf(
  object: Queryable,
  wanted: string | null,
  otherwise: ProfileLimits['fieldsDefault'],
): readonly QueryableColumn[] {
  if (wanted === null || wanted.trim() === '') {
    if (otherwise === 'primary-key') return [keyOf(object, null)]
    return object.columns
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .slice(0, fieldsDefaultCount)
  }
  const names = [...new Set(wanted.split(','))]
  if (names.length > fieldsMax) throw new Unfit('bad-request', `more than ${fieldsMax} fields`)
  return names.map((name) => columnOf(object, name))
}

/** `[A=1,B=2]` or `[A=1],[B=2]` (both seen): a comma ends a value only where another expression follows. */
function filtersOf(text: string | null): { field: string; value: string }[] {
  if (text === null || text.trim() === '') return []
  const unfit = new Unfit('bad-request', 'filters must be like [Field=value,Other=value]')
  const [, inside] = /^\s*\[([\s\S]*)\]\s*$/.exec(text) ?? []
  if (inside === undefined) throw unfit
  return inside.split(/\]?\s*,\s*\[?(?=\s*\w+\s*[=<>!])/).map((expression) => {
    const [, field, operator, value = ''] = /^\s*(\w+)\s*([=<>!]+)([\s\S]*)$/.exec(expression) ?? []
    if (field === undefined) throw unfit
    if (operator !== '=') throw new Unfit('bad-request', 'filters know only the operator =')
    return { field, value: value.trim().replace(/^'([\s\S]*)'$/, '$1') }
  })
}

function orderOf(object: Queryable, text: string | null): string {
  if (text === null || text.trim() === '') return ''
  const terms = text.split(',').map((term) => {
    const [, field, direction = 'asc'] = /^\s*(\w+)(?:\s+(asc|desc))?\s*$/i.exec(term) ?? []
    if (field === undefined) throw new Unfit('bad-request', `orderby ${term.trim()} is unfit`)
    return `${quoted(columnOf(object, field).name)} ${direction}`
  })
  return ` order by ${terms.join(', ')}`
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
