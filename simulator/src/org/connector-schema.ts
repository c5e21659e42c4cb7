import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { parse } from 'yaml'

/** The types a field of an Ingestion API schema can have. Source: {SCH}, read 2026-11. */
export type FieldType =
  | 'text'
  | 'email'
  | 'phone'
  | 'url'
  | 'number'
  | 'percent'
  | 'boolean'
  | 'date'
  | 'date-time'

export type SchemaField = { readonly name: string; readonly type: FieldType }

export type SchemaObject = { readonly name: string; readonly fields: readonly SchemaField[] }

export type SchemaReading =
  | { readonly kind: 'read'; readonly objects: readonly SchemaObject[] }
  | { readonly kind: 'refused'; readonly problems: readonly string[] }

/** Source of the limits and of the reserved names: {SCH}, "schema requirements". */
const fieldCountMax = 1_000
const nameCharsMax = 80
const namePattern = /^[A-Za-z0-9_-]+$/
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

const typeOfFormat = new Map<string, FieldType>([
  ['date', 'date'],
  ['date-time', 'date-time'],
  ['email', 'email'],
  ['phone', 'phone'],
  ['percent', 'percent'],
  ['url', 'url'],
])

const SchemaDocument = Type.Object({
  openapi: Type.String({ pattern: String.raw`^3\.0\.\d+$` }),
  components: Type.Object({ schemas: Type.Record(Type.String(), Type.Unknown()) }),
})
const ObjectSchema = Type.Object({
  type: Type.Literal('object'),
  properties: Type.Record(Type.String(), Type.Unknown()),
})
const PropertySchema = Type.Object({ type: Type.String(), format: Type.Optional(Type.String()) })
type PropertySchema = Static<typeof PropertySchema>

const documentCheck = Compile(SchemaDocument)
const objectCheck = Compile(ObjectSchema)
const propertyCheck = Compile(PropertySchema)

/**
 * Reads a connector's schema file (OpenAPI 3.0.x YAML) as "Setup > Ingestion API" does, and
 * reports all breaches of its rules together. Source: {SCH}.
 */
export function readConnectorSchema(yamlText: string): SchemaReading {
  const document = documentOf(yamlText)
  if (!documentCheck.Check(document)) {
    return {
      kind: 'refused',
      problems: ['the file is no OpenAPI 3.0.x document with components.schemas'],
    }
  }
  const problems: string[] = []
  const objects: SchemaObject[] = []
  const entries = Object.entries(document.components.schemas)
  if (entries.length === 0) problems.push('the file defines no object')
  problems.push(
    ...nameProblems(
      entries.map(([name]) => name),
      'object',
    ),
  )
  for (const [name, schema] of entries) {
    if (!objectCheck.Check(schema)) {
      problems.push(`object ${name} is not of type object with properties`)
      continue
    }
    const reading = readFields(name, schema.properties)
    problems.push(...reading.problems)
    objects.push({ name, fields: reading.fields })
  }
  return problems.length > 0 ? { kind: 'refused', problems } : { kind: 'read', objects }
}

function documentOf(yamlText: string): unknown {
  try {
    return parse(yamlText)
  } catch {
    return undefined
  }
}

function readFields(objectName: string, properties: Readonly<Record<string, unknown>>) {
  const problems = nameProblems(Object.keys(properties), `field of ${objectName}`)
  const fields: SchemaField[] = []
  const entries = Object.entries(properties)
  if (entries.length === 0) problems.push(`object ${objectName} has no field`)
  if (entries.length > fieldCountMax)
    problems.push(`object ${objectName} has over ${fieldCountMax} fields`)
  for (const [name, property] of entries) {
    if (name.includes('__')) problems.push(`field ${objectName}.${name} has a double underscore`)
    if (fieldNamesReserved.has(name)) problems.push(`field name ${objectName}.${name} is reserved`)
    const type = propertyCheck.Check(property) ? fieldTypeOf(property) : undefined
    if (type === undefined)
      problems.push(`field ${objectName}.${name} has a type that is not allowed`)
    else fields.push({ name, type })
  }
  return { fields, problems }
}

function fieldTypeOf(property: PropertySchema): FieldType | undefined {
  switch (property.type) {
    case 'boolean':
      return 'boolean'
    case 'number':
      return property.format === 'percent' ? 'percent' : 'number'
    case 'string':
      return property.format === undefined ? 'text' : typeOfFormat.get(property.format)
    default:
      return undefined
  }
}

function nameProblems(names: readonly string[], what: string): string[] {
  const problems: string[] = []
  const seen = new Set<string>()
  for (const name of names) {
    if (name.length > nameCharsMax) problems.push(`${what} ${name} is longer than ${nameCharsMax}`)
    if (!namePattern.test(name))
      problems.push(`${what} ${name} has a character that is not allowed`)
    if (seen.has(name.toLowerCase())) problems.push(`${what} ${name} is there twice`)
    seen.add(name.toLowerCase())
  }
  return problems
}
