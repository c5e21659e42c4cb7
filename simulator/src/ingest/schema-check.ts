/**
 * What `/actions/test` has against a record, in the words of the everit JSON Schema validator, whose
 * style the one documented message shows {VAL}; the others are by analogy (assumed).
 */
import type { FieldType, SchemaField } from '../org/connector-schema.ts'

type CheckOptions = { readonly isEveryFieldRequired: boolean }

/** Empty for a record that matches. Unknown keys are ignored, `null` is "no value" {MCG} (assumed). */
export function violationsOf(
  fields: readonly SchemaField[],
  record: Readonly<Record<string, unknown>>,
  { isEveryFieldRequired }: CheckOptions,
): readonly string[] {
  return fields.flatMap((field) => {
    // Its own only: a field may be called `constructor`.
    const value = Object.hasOwn(record, field.name) ? record[field.name] : undefined
    if (value === undefined) {
      return isEveryFieldRequired ? [`#: required key [${field.name}] not found`] : []
    }
    if (value === null) return []
    const problem = problemOf(field.type, value)
    return problem === undefined ? [] : [`#/${field.name}: ${problem}`]
  })
}

function problemOf(type: FieldType, value: unknown): string | undefined {
  switch (type) {
    case 'number':
    case 'percent':
    case 'currency':
      return typeof value === 'number' ? undefined : expected('Number', value)
    case 'boolean':
      return typeof value === 'boolean' ? undefined : expected('Boolean', value)
    case 'date':
      if (typeof value !== 'string') return expected('String', value)
      return isRealDate(datePattern, value)
        ? undefined
        : `[${value}] is not a valid date. Expected [yyyy-MM-dd]`
    case 'date-time':
      if (typeof value !== 'string') return expected('String', value)
      return isRealDate(dateTimePattern, value)
        ? undefined
        : `[${value}] is not a valid date-time. Expected [yyyy-MM-dd'T'HH:mm:ssZ, yyyy-MM-dd'T'HH:mm:ss.[0-9]{1,9}Z]`
    case 'text':
    case 'email':
    case 'phone':
    case 'url':
      // No check of the format of e-mail, phone or URL is documented.
      return typeof value === 'string' ? undefined : expected('String', value)
  }
}

const datePattern = /^\d{4}-\d{2}-\d{2}$/
const dateTimePattern =
  /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:0\d|1[0-8]):?[0-5]\d)$/

/** Blank passes where a type allows no blank text would be too strict: `""` is "no value" {VAL,MCG}. */
function isRealDate(pattern: RegExp, text: string): boolean {
  if (text === '') return true
  if (!pattern.test(text)) return false
  const dayStart = Date.parse(`${text.slice(0, 10)}T00:00:00Z`)
  return !Number.isNaN(dayStart) && new Date(dayStart).toISOString().startsWith(text.slice(0, 10))
}

function expected(typeName: string, value: unknown): string {
  return `expected type: ${typeName}, found: ${javaTypeOf(value)}`
}

function javaTypeOf(value: unknown): string {
  if (Array.isArray(value)) return 'JSONArray'
  switch (typeof value) {
    case 'string':
      return 'String'
    case 'boolean':
      return 'Boolean'
    case 'number':
      return Number.isInteger(value) ? 'Integer' : 'BigDecimal'
    default:
      return 'JSONObject'
  }
}
