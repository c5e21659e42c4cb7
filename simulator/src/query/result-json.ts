import type { ResultColumn } from './result-columns.ts'
import type { Rows } from './result-pages.ts'

/**
 * Rows as JSON in which decimals are numbers with all their digits, as V3 and query-sql give them (seen): a JavaScript
 * number would lose some.
 */
export function rowsJsonOf(columns: readonly ResultColumn[], rows: Rows): string {
  const isDecimal = columns.map(({ type }) => type === 'DECIMAL')
  const rowText = (row: readonly unknown[]) =>
    `[${row.map((value, place) => valueText(value, isDecimal[place] === true)).join(',')}]`
  return `[${rows.map(rowText).join(',')}]`
}

function valueText(value: unknown, isDecimal: boolean): string {
  // "NaN" and infinities are no JSON numbers.
  if (isDecimal && typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value)) return value
  return JSON.stringify(value ?? null)
}
