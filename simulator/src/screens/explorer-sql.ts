/** What the Data Explorer asks of the lake: pure text. Names come from the lake's own list, values are quoted. */
import { Type, type Static } from 'typebox'
import { quoted, sqlTypeOf } from '../lake/lake-sql.ts'
import type { Queryable, QueryableColumn } from '../lake/queryable.ts'
import type { FieldType } from '../org/connector-schema.ts'

/** Rows of one page; more than fits a screen. */
export const pageRowsMax = 200
const offsetMax = 1_000_000
const filtersMax = 20
const filterValueCharsMax = 10_000
const nameCharsMax = 200
/** Counting stops here: beyond, the exact number helps nobody who looks at pages. */
export const countedRowsMax = 100_000

export const FilterOperator = Type.Union([
  Type.Literal('equals'),
  Type.Literal('not-equals'),
  Type.Literal('contains'),
  Type.Literal('starts-with'),
  Type.Literal('greater'),
  Type.Literal('less'),
  Type.Literal('empty'),
  Type.Literal('not-empty'),
])
export type FilterOperator = Static<typeof FilterOperator>

const Filter = Type.Object(
  {
    column: Type.String({ maxLength: nameCharsMax }),
    operator: FilterOperator,
    value: Type.String({ maxLength: filterValueCharsMax }),
  },
  { additionalProperties: false },
)
type Filter = Static<typeof Filter>

export const ExplorerQuestion = Type.Object(
  {
    object: Type.String({ maxLength: nameCharsMax }),
    filters: Type.Array(Filter, { maxItems: filtersMax }),
    /** Without one the newest rows come first. */
    sort: Type.Optional(
      Type.Object(
        { column: Type.String({ maxLength: nameCharsMax }), isDescending: Type.Boolean() },
        { additionalProperties: false },
      ),
    ),
    offset: Type.Integer({ minimum: 0, maximum: offsetMax }),
    limit: Type.Integer({ minimum: 1, maximum: pageRowsMax }),
  },
  { additionalProperties: false },
)
export type ExplorerQuestion = Static<typeof ExplorerQuestion>

export type ExplorerPlan =
  | { readonly kind: 'sql'; readonly rowsSql: string; readonly countSql: string }
  | { readonly kind: 'refused'; readonly message: string }

/** @param ageColumn says which of the rows that were written together is newer; nothing when that is not known */
export function explorerPlanOf(
  object: Queryable,
  question: ExplorerQuestion,
  ageColumn: string | undefined,
): ExplorerPlan {
  const { filters, sort, offset, limit } = question
  const columnOf = (name: string) =>
    object.columns.find((column) => column.name.toLowerCase() === name.toLowerCase())
  const unknownName = [...filters, ...(sort === undefined ? [] : [sort])]
    .map(({ column }) => column)
    .find((name) => columnOf(name) === undefined)
  if (unknownName !== undefined) {
    return { kind: 'refused', message: `${object.name} has no column ${unknownName}.` }
  }
  const conditions = filters.flatMap((filter) => {
    const column = columnOf(filter.column)
    return column === undefined ? [] : [conditionOf(column, filter)]
  })
  const where = conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`
  const sortColumn = sort === undefined ? undefined : columnOf(sort.column)
  const order =
    sortColumn === undefined
      ? newestFirstOf(object, ageColumn)
      : `${quoted(sortColumn.name)} ${sort?.isDescending === true ? 'desc' : 'asc'} nulls last`
  const columns = object.columns.map(({ name }) => quoted(name)).join(', ')
  const from = `from ${quoted(object.name)}${where}`
  return {
    kind: 'sql',
    rowsSql: `select ${columns} ${from}${order === '' ? '' : ` order by ${order}`} limit ${limit} offset ${offset}`,
    countSql: `select count(*) from (select 1 ${from} limit ${countedRowsMax + 1}) counted`,
  }
}

/** The count of rows of each object, as one statement: name, count. */
export function rowCountsSqlOf(names: readonly string[]): string {
  return names
    .map((name) => `select ${textLiteralOf(name)} as name, count(*) from ${quoted(name)}`)
    .join(' union all ')
}

/**
 * A text as Postgres reads it back, whatever it holds and whatever its settings are: in the form with escapes the
 * backslash always means the same. U+0000 cannot be in a text of Postgres, so nothing can equal it.
 */
export function textLiteralOf(text: string): string {
  const escaped = text.replaceAll('\0', '').replaceAll('\\', '\\\\').replaceAll("'", "''")
  return `E'${escaped}'`
}

function conditionOf({ name, type }: QueryableColumn, { operator, value }: Filter): string {
  const column = quoted(name)
  const literal = textLiteralOf(value)
  const text = `lower(${column}::text)`
  switch (operator) {
    case 'equals':
      return `${column} = ${literal}::${sqlTypeOf(type)}`
    case 'not-equals':
      return `${column} is distinct from ${literal}::${sqlTypeOf(type)}`
    case 'contains':
      return `position(lower(${literal}) in ${text}) > 0`
    case 'starts-with':
      return `starts_with(${text}, lower(${literal}))`
    case 'greater':
      return `${column} > ${literal}::${sqlTypeOf(type)}`
    case 'less':
      return `${column} < ${literal}::${sqlTypeOf(type)}`
    case 'empty':
      return isText(type) ? `coalesce(${column}, '') = ''` : `${column} is null`
    case 'not-empty':
      return isText(type) ? `${column} <> ''` : `${column} is not null`
  }
}

function isText(type: FieldType): boolean {
  return sqlTypeOf(type) === 'text'
}

/** Columns that say how new a row of a data model object is, the best first. */
const ageColumns = [
  'ssot__LastModifiedDate__c',
  'ssot__EngagementDateTm__c',
  'ssot__CreatedDate__c',
  'ssot__PrivacyConsentActivityDttm__c',
]

/** Rows of a lake object bear the number of the transaction that wrote them; a view's rows do not. */
function newestFirstOf(
  { kind, columns, primaryKeyColumn }: Queryable,
  ageColumn: string | undefined,
): string {
  if (kind !== 'DataModelObject') {
    const age = ageColumn === undefined ? '' : `${quoted(ageColumn)} desc nulls last, `
    return `xmin::text::bigint desc, ${age}ctid desc`
  }
  const age = ageColumns.find((name) => columns.some((column) => column.name === name))
  if (age !== undefined) return `${quoted(age)} desc nulls last`
  return primaryKeyColumn === undefined ? '' : quoted(primaryKeyColumn)
}
