import type { JsonObject } from '../core/event.ts'

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Text of an id or a name. Clients send ids as numbers, and `""` or null for *none*.
 * Source: facts, event-api 0.13.
 */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string' || value.trim() === '') return undefined
  return value
}

/**
 * Makes a parsed value safe to copy and to store, in place: keys by which a careless copy would change an object's
 * prototype are taken out, and halves of surrogate pairs replaced, which no UTF-8 body can carry.
 * @returns false when it is nested deeper than `depthMax`; it is then only cleaned so far
 */
export function cleanJson(value: unknown, depthMax: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (depthMax === 0) return false
  if (Array.isArray(value)) return cleanArray(value, depthMax)
  return cleanObject(value as Record<string, unknown>, depthMax) // parsed: JSON knows no other object
}

function cleanArray(list: unknown[], depthMax: number): boolean {
  for (const [index, item] of list.entries()) {
    if (typeof item === 'string') {
      if (!item.isWellFormed()) list[index] = item.toWellFormed()
    } else if (!cleanJson(item, depthMax - 1)) return false
  }
  return true
}

function cleanObject(object: Record<string, unknown>, depthMax: number): boolean {
  for (const key of Object.keys(object)) {
    if (key === '__proto__' || (key === 'constructor' && hasPrototype(object[key]))) {
      Reflect.deleteProperty(object, key)
      continue
    }
    const item = object[key]
    if (typeof item === 'string') {
      if (!item.isWellFormed()) object[key] = item.toWellFormed()
    } else if (!cleanJson(item, depthMax - 1)) return false
  }
  return true
}

/** A property called `constructor` is fine (motor racing has them) unless it aims at the prototype. */
function hasPrototype(value: unknown): boolean {
  return isJsonObject(value) && Object.hasOwn(value, 'prototype')
}

/** JSON text for a person to read; what is nested deeper than `depthMax` is left out. */
export function shownJson(value: unknown, depthMax: number): string {
  return JSON.stringify(cutAt(value, depthMax)) ?? 'null'
}

function cutAt(value: unknown, depthMax: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depthMax === 0) return '(nested too deeply)'
  if (Array.isArray(value)) return value.map((item) => cutAt(item, depthMax - 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, cutAt(item, depthMax - 1)]),
  )
}
