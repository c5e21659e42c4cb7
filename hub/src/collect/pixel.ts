import type { JsonObject } from '../core/event.ts'
import { isJsonObject } from './json-value.ts'

/** One transparent point. */
export const pixelGif = Buffer.from(
  'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7',
  'base64',
)

/** So that every view asks again. Source: facts, event-api 1.7. */
export const pixelHeaders = {
  'content-type': 'image/gif',
  'cache-control': 'no-store, no-cache, must-revalidate',
  pragma: 'no-cache',
  expires: '0',
} as const

/** Signal's short names. Source: facts, signal-surface 2.4. */
const shortNames: ReadonlyMap<string, string> = new Map([
  ['wk', 'writeKey'],
  ['e', 'event'],
  ['uid', 'userId'],
  ['aid', 'anonymousId'],
  ['ts', 'timestamp'],
  ['mid', 'messageId'],
])
const shortPrefixes: ReadonlyMap<string, string> = new Map([
  ['p', 'properties'],
  ['t', 'traits'],
])

/** Only keeps caches away. */
const ignoredNames = new Set(['cb', 'data'])

/** Parts of a dotted name; deeper ones are left out. */
const namePartsMax = 8

/**
 * The event that a pixel's address carries: `data`, which is JSON in base64, or flat names, Segment's
 * (`properties.subject`) or Signal's (`p.subject`). Flat names complete what `data` holds.
 */
export function pixelEventOf(query: unknown): JsonObject {
  if (!isJsonObject(query)) return {}
  const event = dataOf(query['data'])
  for (const [name, value] of Object.entries(query)) {
    const text: unknown = Array.isArray(value) ? value[0] : value
    if (ignoredNames.has(name) || typeof text !== 'string') continue
    put(event, pathOf(name), text)
  }
  return event
}

function dataOf(encoded: unknown): Record<string, unknown> {
  if (typeof encoded !== 'string') return {}
  try {
    // A plus sign in an address is read as a space.
    const text = Buffer.from(encoded.replaceAll(' ', '+'), 'base64').toString('utf8')
    const value: unknown = JSON.parse(text)
    return isJsonObject(value) ? { ...value } : {}
  } catch {
    return {}
  }
}

function pathOf(name: string): readonly string[] {
  const [first = '', ...rest] = name.split('.')
  const known = rest.length === 0 ? shortNames.get(first) : shortPrefixes.get(first)
  return [known ?? first, ...rest]
}

/** Puts a text at a place; a name that would reach an object's prototype is left out. */
function put(event: Record<string, unknown>, path: readonly string[], text: string): void {
  if (path.length > namePartsMax || path.some((part) => part === '' || part === '__proto__')) return
  let place = event
  for (const part of path.slice(0, -1)) {
    const next = Object.hasOwn(place, part) ? place[part] : undefined
    const inner: Record<string, unknown> = isJsonObject(next) ? { ...next } : {}
    place[part] = inner
    place = inner
  }
  const last = path.at(-1)
  if (last !== undefined) place[last] = text
}
