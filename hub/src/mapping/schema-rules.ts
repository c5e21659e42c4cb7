import type { ObjectSpec } from './mapping.ts'

// The rules of an Ingestion API schema file. Source: facts, data-cloud-api 4.1 {SCH} and 4.2 {CAT,PK,DT}, read 2026-11-23.

export const fieldCountMax = 1_000
export const nameCharsMax = 80

const namePattern = /^[a-zA-Z0-9_-]+$/

export const reservedFieldNames: ReadonlySet<string> = new Set([
  'date_id',
  'location_id',
  'dat_account_currency',
  'dat_exchange_rate',
  'pacing_period',
  'pacing_end_date',
  'row_count',
  'version',
])

/** Every rule that the objects break, in sentences; none: Data Cloud takes the schema. */
export function schemaProblemsOf(objects: readonly ObjectSpec[]): readonly string[] {
  return [
    ...(objects.length === 0 ? ['A schema needs at least one object.'] : []),
    ...duplicatesOf(objects).map((name) => `Two objects are called ${name}, whatever the case.`),
    ...objects.flatMap(objectProblemsOf),
  ]
}

function objectProblemsOf(object: ObjectSpec): readonly string[] {
  const { name, fields } = object
  return [
    ...nameProblemsOf(name).map((problem) => `The object ${name} ${problem}.`),
    ...(fields.length === 0 ? [`${name} needs at least one field.`] : []),
    ...(fields.length > fieldCountMax ? [`${name} has over ${fieldCountMax} fields.`] : []),
    ...duplicatesOf(fields).map((field) => `${name} has two fields ${field}, whatever the case.`),
    ...fields.flatMap((field) =>
      fieldNameProblemsOf(field.name).map((problem) => `${name}.${field.name} ${problem}.`),
    ),
    ...roleProblemsOf(object),
  ]
}

function nameProblemsOf(name: string): readonly string[] {
  return [
    ...(namePattern.test(name) ? [] : ['may hold only letters a to z, digits, _ and -']),
    ...(name.length > nameCharsMax ? [`is longer than ${nameCharsMax} characters`] : []),
  ]
}

function fieldNameProblemsOf(name: string): readonly string[] {
  return [
    ...nameProblemsOf(name),
    ...(name.includes('__') ? ['may not hold two underscores in a row'] : []),
    ...(reservedFieldNames.has(name.toLowerCase()) ? ['is a name that Data Cloud keeps'] : []),
  ]
}

/** A stream needs a key, and a time of the kind its category asks for. */
function roleProblemsOf(object: ObjectSpec): readonly string[] {
  const { name, category, primaryKey, eventTimeField, recordModifiedField } = object
  const typeOf = (fieldName: string) =>
    object.fields.find((field) => field.name === fieldName)?.type ?? null
  const isTime = (fieldName: string) => ['date', 'date-time'].includes(typeOf(fieldName) ?? '')
  const keyType = typeOf(primaryKey)
  return [
    ...(keyType === null ? [`${name} lacks its primary key ${primaryKey}.`] : []),
    ...(keyType === 'boolean' ? [`${name}: a boolean cannot be the primary key.`] : []),
    ...(category === 'Engagement' && (eventTimeField === null || !isTime(eventTimeField))
      ? [`${name} needs an event time field of type date or date-time.`]
      : []),
    ...(recordModifiedField !== null && !isTime(recordModifiedField)
      ? [`${name}: the record modified field must be of type date or date-time.`]
      : []),
  ]
}

function duplicatesOf(named: readonly { readonly name: string }[]): readonly string[] {
  const seen = new Set<string>()
  return named.flatMap(({ name }) => {
    const folded = name.toLowerCase()
    if (seen.has(folded)) return [name]
    seen.add(folded)
    return []
  })
}
