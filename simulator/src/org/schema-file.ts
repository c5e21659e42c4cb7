/**
 * Reads a connector's schema file (OpenAPI 3.0.x, YAML or JSON) as "Setup > Ingestion API" does. Only `components.schemas`
 * matters. All breaches of its rules are reported together. Source: {SCH}, read 2026-11.
 */
import { isAlias, isMap, isScalar, parseDocument, type Document } from 'yaml'
import type { FieldType, SchemaField, SchemaReading } from './connector-schema.ts'
import { nameProblemsOf } from './schema-rules.ts'

const versionPattern = /^3\.0\.\d+$/

const typeOfFormat = new Map<string, FieldType>([
  ['date', 'date'],
  ['date-time', 'date-time'],
  ['email', 'email'],
  ['phone', 'phone'],
  ['percent', 'percent'],
  ['url', 'url'],
  // Not among the documented formats; a data type of its own elsewhere {DT}, so that its format is assumed.
  ['currency', 'currency'],
])

export function readSchemaFile(text: string): SchemaReading {
  const document = parseDocument(text, { uniqueKeys: false, logLevel: 'silent' })
  const [fault] = document.errors
  if (fault !== undefined) {
    return refused(
      fault.code === 'RESOURCE_EXHAUSTION'
        ? 'The file is nested too deeply; a schema must be flat.'
        : `The file is no valid YAML: ${firstLineOf(fault.message)}`,
    )
  }
  const version = document.getIn(['openapi'])
  if (!versionPattern.test(String(version))) {
    return refused(
      `The file must say which OpenAPI it is written in, "openapi: 3.0.3"; it says ${shown(version)}.`,
    )
  }
  const schemas = document.getIn(['components', 'schemas'], true)
  if (!isMap(schemas))
    return refused('The file has no components.schemas, which must hold the objects.')
  try {
    return readObjects(document, entriesOf(document, schemas))
  } catch (cause) {
    // Anchors that multiply without end are stopped by the parser's own limit.
    return refused(`The file cannot be read: ${cause instanceof Error ? cause.message : 'broken'}`)
  }
}

type Entry = readonly [name: string, node: unknown]

/** Keeps names that are there twice, which a plain object would lose. */
function entriesOf(document: Document, map: unknown): readonly Entry[] {
  if (!isMap(map)) return []
  return map.items.map(({ key, value }) => [
    String(isScalar(key) ? key.value : key),
    isAlias(value) ? value.resolve(document) : value,
  ])
}

function readObjects(document: Document, entries: readonly Entry[]): SchemaReading {
  const read = entries.map(([name, node]) => readObject(document, name, node))
  const problems = [
    ...nameProblemsOf(read.map(({ name, fieldNames }) => ({ name, fieldNames }))),
    ...read.flatMap((reading) => reading.problems),
  ]
  if (problems.length > 0) return { kind: 'refused', problems }
  return { kind: 'read', objects: read.map(({ name, fields }) => ({ name, fields })) }
}

type ObjectReading = {
  readonly name: string
  readonly fieldNames: readonly string[]
  readonly fields: readonly SchemaField[]
  readonly problems: readonly string[]
}

function readObject(document: Document, name: string, node: unknown): ObjectReading {
  const broken = (problem: string): ObjectReading => ({
    name,
    // One field, so that the object is not reported a second time for having none.
    fieldNames: ['a'],
    fields: [],
    problems: [`Object "${name}": ${problem}`],
  })
  const json = membersOf(document, node)
  if (Object.hasOwn(json, '$ref')) return broken('references ($ref) are not allowed.')
  if (json['type'] !== 'object')
    return broken(`its type is ${shown(json['type'])}; it must be object.`)
  const properties = isMap(node) ? node.get('properties', true) : undefined
  if (!isMap(properties)) return broken('it has no properties, which must hold its fields.')
  const entries = entriesOf(document, properties)
  const fields = entries.map(([fieldName, property]) =>
    readField(`Object "${name}", field "${fieldName}"`, fieldName, membersOf(document, property)),
  )
  return {
    name,
    fieldNames: entries.map(([fieldName]) => fieldName),
    fields: fields.filter((field) => typeof field !== 'string'),
    problems: fields.filter((field) => typeof field === 'string'),
  }
}

/** The field, or what is wrong with it. */
function readField(
  place: string,
  name: string,
  json: Readonly<Record<string, unknown>>,
): SchemaField | string {
  const { type, format } = json
  if (Object.hasOwn(json, '$ref')) {
    return `${place}: references ($ref) are not allowed; write the field's type itself.`
  }
  if (type === 'array')
    return `${place}: lists (type: array) are not allowed; a schema must be flat.`
  if (type === 'object' || Object.hasOwn(json, 'properties')) {
    return `${place}: an object inside an object is not allowed; a schema must be flat.`
  }
  if (type === 'boolean') return { name, type: 'boolean' }
  if (type === 'number') {
    return { name, type: format === 'percent' || format === 'currency' ? format : 'number' }
  }
  if (type !== 'string') {
    return `${place}: its type is ${shown(type)}; it must be string, number or boolean.`
  }
  const named = typeof format === 'string' ? typeOfFormat.get(format) : undefined
  const typeByFormat = format === undefined ? 'text' : named
  if (typeByFormat !== undefined) return { name, type: typeByFormat }
  const formats = [...typeOfFormat.keys()].join(', ')
  return `${place}: its format is ${shown(format)}; it must be one of ${formats}.`
}

/** The members of a map as plain values; none of anything else. */
function membersOf(document: Document, node: unknown): Readonly<Record<string, unknown>> {
  const plain: unknown = isMap(node) ? node.toJS(document) : undefined
  return typeof plain === 'object' && plain !== null ? { ...plain } : {}
}

function shown(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value)
}

function firstLineOf(message: string): string {
  return message.split('\n')[0] ?? message
}

function refused(problem: string): SchemaReading {
  return { kind: 'refused', problems: [problem] }
}
