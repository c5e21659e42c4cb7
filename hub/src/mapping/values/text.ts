import { canonicalJsonOf } from './json.ts'

/**
 * Text of any value: text as it stands, numbers and booleans written out, objects and lists as canonical JSON.
 * Blank text is no value.
 */
export function textOf(value: unknown): string | null {
  if (typeof value === 'string') return isBlank(value) ? null : value
  if (typeof value === 'object' && value !== null) return canonicalJsonOf(value)
  return plainTextOf(value)
}

/** Text of a single value; an object or a list gives none. */
export function plainTextOf(value: unknown): string | null {
  if (typeof value === 'string') return isBlank(value) ? null : value
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null
  return typeof value === 'boolean' ? String(value) : null
}

/** Text of a URL; whatever a browser would not open by itself is none, as the column is declared to hold URLs. */
export function urlOf(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const url = value.trim()
  return URL.canParse(url) ? url : null
}

/** Path of a URL, `/shop/cart`. */
export function urlPathOf(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const url = URL.parse(value.trim())
  return url === null || url.pathname === '' ? null : url.pathname
}

function isBlank(value: string): boolean {
  return value === '' || value.trim() === ''
}
