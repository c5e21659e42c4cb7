import assert from 'node:assert/strict'
import { valueFunctionOf, valueFunctionOfType, type ValueFunction } from './functions.ts'
import type { FieldMapping, ObjectMapping, Source } from './language.ts'
import type { Scope } from './scope.ts'

/** Writes one record. `key` is null when the primary key would be blank; the text must not be used then. */
export type RecordWriter = (scope: Scope) => { readonly key: string | null; readonly json: string }

/** Reads one column as JSON text, `null` included. */
type ColumnReader = (scope: Scope) => string

/**
 * Turns an object's declaration into the function that writes its records: every column in the declared order, text
 * joined once, no object between the event and its bytes.
 */
export function compileRecord(object: ObjectMapping): RecordWriter {
  checkRestIsLast(object)
  const columns = object.fields.map((field, index) => ({
    head: `${index === 0 ? '{' : ','}${JSON.stringify(field.name)}:`,
    read: columnReaderOf(field),
    isKey: field.name === object.primaryKey,
  }))
  return (scope) => {
    let json = ''
    let key: string | null = null
    for (const { head, read, isKey } of columns) {
      const value = read(scope)
      if (isKey) key = keyOf(value)
      json += head + value
    }
    return { key, json: `${json}}` }
  }
}

/** The rest is what the columns before it left, so it must be read after them. */
function checkRestIsLast({ name, fields }: ObjectMapping): void {
  const places = fields.flatMap(({ from }, index) =>
    from.some((source) => typeof source === 'object' && 'with' in source && isRest(source.with))
      ? [index]
      : [],
  )
  // A slip in a variant's own data, seen before the first event.
  assert(
    places.every((index) => index === fields.length - 1),
    `${name}: the rest must be its last field`,
  )
}

function isRest(functionName: string): boolean {
  return functionName.startsWith('rest_of_')
}

/** A primary key is text in every object, so its JSON is a quoted string. */
function keyOf(json: string): string | null {
  if (!json.startsWith('"')) return null
  const key: unknown = JSON.parse(json)
  return typeof key === 'string' && key.trim() !== '' ? key : null
}

function columnReaderOf(field: FieldMapping): ColumnReader {
  const readers = field.from.map((source) => sourceReaderOf(source, field))
  return (scope) => {
    for (const read of readers) {
      const json = read(scope)
      if (json !== null) return json
    }
    return 'null'
  }
}

/** Reads one source as JSON text; null when it yields no value, so that the next source is asked. */
function sourceReaderOf(source: Source, field: FieldMapping): (scope: Scope) => string | null {
  if (typeof source === 'object' && 'constant' in source) {
    const json = JSON.stringify(source.constant)
    return () => json
  }
  const path = typeof source === 'string' ? source : source.path
  const read = pathReaderOf(path)
  const make: ValueFunction =
    typeof source === 'string' ? valueFunctionOfType(field.type) : valueFunctionOf(source.with)
  // Only what the sender named freely has a rest that the column's value must be taken out of.
  const isTracked = path.startsWith('properties.') || path.startsWith('traits.')
  return (scope) => {
    const value = make(read(scope), scope)
    if (value === null) return null
    if (isTracked) scope.used.push(path)
    return typeof value === 'string' ? JSON.stringify(value) : String(value)
  }
}

/** Follows a path; anything on the way that is no object ends it. */
function pathReaderOf(path: string): (scope: Scope) => unknown {
  const [root, ...keys] = path.split('.')
  const rootReader = rootReaderOf(root)
  const [first, second] = keys
  if (first === undefined) return rootReader
  if (second === undefined) return (scope) => memberOf(rootReader(scope), first)
  if (keys.length === 2) return (scope) => memberOf(memberOf(rootReader(scope), first), second)
  return (scope) => keys.reduce(memberOf, rootReader(scope))
}

function rootReaderOf(root: string | undefined): (scope: Scope) => unknown {
  switch (root) {
    case 'event':
      return (scope) => scope.event
    case 'properties':
      return (scope) => scope.properties
    case 'traits':
      return (scope) => scope.traits
    case 'context':
      return (scope) => scope.context
    case 'line':
      return (scope) => scope.line
    case 'derived':
      return (scope) => scope.derived
    default:
      // The type of a path allows no other root.
      assert.fail(`a path begins with ${root}`)
  }
}

/** A key of the object's own; what every object inherits is nobody's data. */
function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return Reflect.get(value, key)
}
