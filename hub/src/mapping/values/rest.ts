import type { JsonObject } from '../../core/event.ts'

/**
 * What is left of an object when the values that stand in columns of their own are taken out; null when nothing is.
 * Objects are looked into as far as columns were taken from inside them: of an address whose city has a column, the rest
 * of the address stays.
 * @param root first word of the paths in `used`, `properties`
 */
export function restOf(
  object: JsonObject,
  root: string,
  used: readonly string[],
): JsonObject | null {
  let rest: Record<string, unknown> | null = null
  for (const key of Object.keys(object)) {
    const path = `${root}.${key}`
    if (used.includes(path)) continue
    const value = object[key]
    const left = isObject(value) && isUsedInside(path, used) ? restOf(value, path, used) : value
    if (left === undefined || (left === null && value !== null)) continue
    rest ??= {}
    put(rest, key, left)
  }
  return rest
}

function isUsedInside(path: string, used: readonly string[]): boolean {
  const inside = `${path}.`
  return used.some((other) => other.startsWith(inside))
}

/** A sender may name a property `__proto__`: it is a key like any other. */
function put(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') {
    object[key] = value
    return
  }
  Object.defineProperty(object, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  })
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
