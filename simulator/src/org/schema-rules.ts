/**
 * The rules for the objects of a schema, however it was written. Source: {SCH}, "schema requirements", read 2026-11.
 * Every breach is a sentence that names the object and the field, and all of them are reported together.
 */
import { namedIn, type SchemaObject } from './connector-schema.ts'

const fieldCountMax = 1_000
const nameCharsMax = 80
/** Source: {SCH}; that their case does not matter is assumed. */
const fieldNamesReserved = new Set([
  'date_id',
  'location_id',
  'dat_account_currency',
  'dat_exchange_rate',
  'pacing_period',
  'pacing_end_date',
  'row_count',
  'version',
])
const namePattern = /^[A-Za-z0-9_-]+$/

/** What the rules need to know of an object whose fields' types may be wrong. */
type NamedObject = { readonly name: string; readonly fieldNames: readonly string[] }

/** Nothing when the names may be used. */
export function nameProblemsOf(objects: readonly NamedObject[]): readonly string[] {
  if (objects.length === 0) return ['The schema has no object; it needs at least one.']
  const problems = namesProblemsOf(
    objects.map(({ name }) => name),
    (name) => `Object "${name}"`,
  )
  for (const { name, fieldNames } of objects) problems.push(...fieldProblemsOf(name, fieldNames))
  return problems
}

function fieldProblemsOf(object: string, names: readonly string[]): readonly string[] {
  const placeOf = (name: string) => `Object "${object}", field "${name}"`
  if (names.length === 0) return [`Object "${object}" has no field; it needs at least one.`]
  const problems = namesProblemsOf(names, placeOf)
  if (names.length > fieldCountMax) {
    problems.push(
      `Object "${object}" has ${names.length} fields; at most ${fieldCountMax} are allowed.`,
    )
  }
  for (const name of names) {
    if (name.includes('__')) {
      problems.push(`${placeOf(name)}: two underscores in a row are not allowed in a field name.`)
    }
    if (fieldNamesReserved.has(name.toLowerCase())) {
      problems.push(`${placeOf(name)}: the name is reserved by Data Cloud; choose another.`)
    }
  }
  return problems
}

function namesProblemsOf(names: readonly string[], placeOf: (name: string) => string): string[] {
  const problems: string[] = []
  const seen = new Set<string>()
  for (const name of names) {
    if (name.length > nameCharsMax) {
      problems.push(
        `${placeOf(name)}: the name has ${name.length} characters; at most ${nameCharsMax} are allowed.`,
      )
    }
    if (!namePattern.test(name)) {
      problems.push(
        `${placeOf(name)}: a name may only have the letters a to z and A to Z, digits, _ and -.`,
      )
    }
    if (seen.has(name.toLowerCase())) {
      problems.push(
        `${placeOf(name)}: the name is there twice; upper and lower case count as the same.`,
      )
    }
    seen.add(name.toLowerCase())
  }
  return problems
}

/**
 * What stands against replacing a schema by another: objects and fields may come, but none may go, and names and types
 * stay as they are {SCH}.
 */
export function updateProblemsOf(
  before: readonly SchemaObject[],
  after: readonly SchemaObject[],
): readonly string[] {
  return before.flatMap(({ name, fields }) => {
    const object = namedIn(after, name)
    if (object === undefined) {
      return [
        `Object "${name}" is missing: an update must hold every object that was uploaded before, under the same name.`,
      ]
    }
    return fields.flatMap((field) => {
      const place = `Object "${name}", field "${field.name}"`
      const next = namedIn(object.fields, field.name)
      if (next === undefined) {
        return [
          `${place} is missing: an update must hold every field that was uploaded before, under the same name.`,
        ]
      }
      if (next.type === field.type) return []
      return [
        `${place}: the type was ${field.type} and would become ${next.type}; a type cannot be changed.`,
      ]
    })
  })
}
