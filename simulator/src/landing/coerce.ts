/**
 * From a JSON value to what the lake stores. Rules: facts section 5; where they are silent the
 * choice is in docs/specs/simulator-differences.md.
 */
import type { FieldType } from '../org/connector-schema.ts'

export type Coercion =
  | { readonly kind: 'value'; readonly value: string | number | boolean | null }
  | { readonly kind: 'bad'; readonly message: string }

/** Whole digits of decimal(38,18): a number from here on does not fit. */
const numberMagnitudeMax = 1e20

const numberPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?$/

const isoPattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?$/

/** From 1 to 9999: Postgres has no year 0, and writes no later one in four digits. */
const yearPattern = /^(?!0000)\d{4}-/

/** Blank text is no value, in every type {BULK,MCG}. */
export function coerce(type: FieldType, value: unknown): Coercion {
  if (value === null || value === undefined || value === '') return { kind: 'value', value: null }
  switch (type) {
    case 'text':
    case 'email':
    case 'phone':
    case 'url':
      return coerceText(value)
    case 'number':
    case 'percent':
    case 'currency':
      return coerceNumber(value)
    case 'boolean':
      return coerceBoolean(value)
    case 'date':
      return coerceDate(value)
    case 'date-time':
      return coerceDateTime(value)
  }
}

function coerceText(value: unknown): Coercion {
  // U+0000 and lone surrogates cannot be stored as text.
  if (typeof value === 'string') {
    const text = value.replaceAll('\u0000', '').toWellFormed()
    return { kind: 'value', value: text === '' ? null : text }
  }
  if (typeof value === 'number' || typeof value === 'boolean') {
    return { kind: 'value', value: String(value) }
  }
  return bad('INVALID_TEXT_FORMAT', 'Text', value, 'as text')
}

/** A number as text, as every one in a CSV file is, is kept as text, so that none of its digits are lost. */
function coerceNumber(value: unknown): Coercion {
  const text = typeof value === 'string' ? value.trim() : undefined
  const number = text !== undefined && numberPattern.test(text) ? Number(text) : value
  if (typeof number === 'number' && Math.abs(number) < numberMagnitudeMax) {
    return { kind: 'value', value: text ?? number }
  }
  return bad('INVALID_NUMBER_FORMAT', 'Number', value, 'as a number')
}

function coerceBoolean(value: unknown): Coercion {
  if (typeof value === 'boolean') return { kind: 'value', value }
  const text = typeof value === 'string' ? value.toLowerCase() : ''
  if (text === 'true' || text === 'false') return { kind: 'value', value: text === 'true' }
  return bad('INVALID_BOOLEAN_FORMAT', 'Boolean', value, 'as a boolean')
}

/** A time part is ignored {SCH,DT}. */
function coerceDate(value: unknown): Coercion {
  const [, year, month, day] = typeof value === 'string' ? (isoPattern.exec(value) ?? []) : []
  const date = `${year}-${month}-${day}`
  if (isDate(date)) return { kind: 'value', value: date }
  return bad('INVALID_DATE_FORMAT', 'Date', value, 'using common date patterns')
}

function coerceDateTime(value: unknown): Coercion {
  const iso = typeof value === 'string' ? isoOf(value) : undefined
  if (iso !== undefined) return { kind: 'value', value: iso }
  return bad('INVALID_DATE_FORMAT', 'DateTime', value, 'using common date patterns')
}

/** Without an offset a time is taken as UTC (assumed). */
function isoOf(text: string): string | undefined {
  const match = isoPattern.exec(text)
  if (match === null) return undefined
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone] = match
  const date = `${year}-${month}-${day}`
  if (!isDate(date)) return undefined
  const offset = zone === undefined || zone === 'UTC' ? 'Z' : zone
  const withColon = offset.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')
  const millisecond = fraction.slice(0, 3).padEnd(3, '0')
  const epochMs = Date.parse(`${date}T${hour}:${minute}:${second}.${millisecond}${withColon}`)
  if (Number.isNaN(epochMs)) return undefined
  // An offset may lead out of the years that there are.
  const iso = new Date(epochMs).toISOString()
  return yearPattern.test(iso) ? iso : undefined
}

/** Refuses the 30th of February, which `Date` would move into March, and years out of range. */
function isDate(date: string): boolean {
  const epochMs = Date.parse(`${date}T00:00:00.000Z`)
  if (Number.isNaN(epochMs) || !yearPattern.test(date)) return false
  return new Date(epochMs).toISOString().startsWith(date)
}

/** The form of the message is documented for dates {PR}; for other types it is by analogy (assumed). */
function bad(code: string, typeName: string, value: unknown, how: string): Coercion {
  // A number too large to be one would become null.
  const isPlain = typeof value === 'string' || typeof value === 'number'
  const text = isPlain ? String(value) : JSON.stringify(value)
  return {
    kind: 'bad',
    message: `${code} - Cannot parse source field ${typeName} with value "${text}" ${how}`,
  }
}
