import type { TLocalizedValidationError } from 'typebox/error'
import type { FieldProblem } from './refusal.ts'

/** Most problems told at once; the rest shows after these are mended. */
const problemCountMax = 20

/**
 * Says in words what a schema found wrong, one sentence for each field, named as the sender typed it.
 * A field that is not known is named, so that a misspelling is seen at once.
 */
export function fieldProblemsOf(errors: readonly TLocalizedValidationError[]): FieldProblem[] {
  const problems = new Map<string, FieldProblem>()
  const add = (field: string, message: string) => {
    if (!problems.has(field)) problems.set(field, { field, message })
  }
  for (const error of errors) {
    const at = fieldOf(error.instancePath)
    if (error.keyword === 'required') {
      for (const name of error.params.requiredProperties) {
        const field = joined(at, name)
        add(field, `${field} is missing.`)
      }
    } else if (error.keyword === 'additionalProperties') {
      for (const name of error.params.additionalProperties) {
        const field = joined(at, name)
        add(field, `${field} is not a known field.`)
      }
    } else if (!isShadow(error)) {
      const field = at === '' ? 'body' : at
      add(field, `${field} ${expectationOf(error)}.`)
    }
  }
  return [...problems.values()].slice(0, problemCountMax)
}

/** Errors that only repeat what another one says better: the `false` schema behind an unknown field, a union's branches. */
function isShadow(error: TLocalizedValidationError): boolean {
  return error.keyword === 'boolean' || error.schemaPath.includes('/anyOf/')
}

function expectationOf(error: TLocalizedValidationError): string {
  switch (error.keyword) {
    case 'type': {
      const { type } = error.params
      return `must be ${withArticle(typeof type === 'string' ? type : type.join(' or '))}`
    }
    case 'enum':
      return `must be one of ${error.params.allowedValues.map(String).join(', ')}`
    case 'const':
      return `must be ${JSON.stringify(error.params.allowedValue)}`
    case 'minLength':
      return error.params.limit === 1
        ? 'must not be empty'
        : `must have at least ${error.params.limit} characters`
    case 'maxLength':
      return `must have at most ${error.params.limit} characters`
    case 'minimum':
      return `must be at least ${error.params.limit}`
    case 'maximum':
      return `must be at most ${error.params.limit}`
    case 'maxItems':
      return `must have at most ${error.params.limit} entries`
    case 'minProperties':
      return 'must name at least one field'
    case 'anyOf':
      return 'has a value of the wrong kind'
    default:
      return error.message
  }
}

function withArticle(type: string): string {
  const words: Record<string, string> = {
    object: 'an object',
    array: 'a list',
    integer: 'a whole number',
  }
  return words[type] ?? (type === 'boolean' ? 'true or false' : `a ${type}`)
}

/** `/config/client_id` → `config.client_id`. */
function fieldOf(instancePath: string): string {
  return instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.')
}

function joined(parent: string, name: string): string {
  return parent === '' ? name : `${parent}.${name}`
}
