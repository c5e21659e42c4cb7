import type { FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import type { BodyReading } from './request-json.ts'

/**
 * Refuses a body that has a member its schema does not know, in the words of a real org (seen):
 * `Unrecognized field "name" at [line:2, column:14]`. Where exactly that place is in the text is assumed: its value.
 * @returns nothing when there is none, or when the body is no JSON at all, which others report
 */
export function unrecognizedFieldOf(
  request: FastifyRequest,
  schema: TSchema,
): Extract<BodyReading<never>, { kind: 'refused' }> | undefined {
  const json = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : ''
  const name = unknownMemberOf(valueOf(json), schema)
  if (name === undefined) return undefined
  const { line, column } = placeOf(json, name)
  const problem = `Unrecognized field "${name}" at [line:${line}, column:${column}]`
  return { kind: 'refused', code: 'JSON_PARSER_ERROR', problem }
}

/** The first member, in depth, that the schema does not name. */
function unknownMemberOf(value: unknown, schema: unknown): string | undefined {
  if (Array.isArray(value)) {
    const items = alternativesOf(schema).find((candidate) => 'items' in candidate)?.['items']
    // Where no list is expected nothing is named: how deep it goes is up to whoever sent it.
    return items === undefined ? undefined : firstOf(value, (item) => unknownMemberOf(item, items))
  }
  if (!isObject(value)) return undefined
  const properties = alternativesOf(schema).find((candidate) => 'properties' in candidate)?.[
    'properties'
  ]
  if (!isObject(properties)) return undefined
  return firstOf(Object.entries(value), ([name, member]) =>
    Object.hasOwn(properties, name) ? unknownMemberOf(member, properties[name]) : name,
  )
}

/** A schema, or the schemas of which it wants any. */
function alternativesOf(schema: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (!isObject(schema)) return []
  const { anyOf } = schema
  return Array.isArray(anyOf) ? anyOf.flatMap(alternativesOf) : [schema]
}

function firstOf<Item>(
  items: readonly Item[],
  find: (item: Item) => string | undefined,
): string | undefined {
  for (const item of items) {
    const found = find(item)
    if (found !== undefined) return found
  }
  return undefined
}

function placeOf(json: string, name: string): { readonly line: number; readonly column: number } {
  const at = json.indexOf(JSON.stringify(name))
  const member = /^"(?:[^"\\]|\\.)*"\s*:\s*/.exec(json.slice(Math.max(at, 0)))?.[0] ?? ''
  const before = json.slice(0, Math.max(at, 0) + member.length)
  const line = before.split('\n').length
  return { line, column: before.length - before.lastIndexOf('\n') }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function valueOf(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
