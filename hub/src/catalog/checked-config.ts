import type { CatalogEntry, ConfigField } from './catalog-entry.ts'
import { normalisedOf } from './normalised.ts'

export type ConfigProblem = { readonly field: string; readonly message: string }

export type CheckedConfig =
  | { readonly kind: 'valid'; readonly config: Readonly<Record<string, string>> }
  | { readonly kind: 'invalid'; readonly problems: readonly ConfigProblem[] }

/**
 * Checks what somebody filled in for an entry, and tidies it. All problems come together, in the order of the form, then
 * those of fields that the entry does not have. No message repeats a value, as it may be a secret.
 * @param config as it came from outside
 */
export function checkedConfigOf(entry: CatalogEntry, config: unknown): CheckedConfig {
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    return invalid([
      { field: 'config', message: 'config must be an object with a value per field.' },
    ])
  }
  const given = new Map<string, unknown>(Object.entries(config))
  const values: [string, string][] = []
  const problems: ConfigProblem[] = []
  for (const field of entry.config_fields) {
    const checked = checkedValueOf(field, given.get(field.key))
    if (checked.kind === 'problem') problems.push({ field: field.key, message: checked.message })
    if (checked.kind === 'value') values.push([field.key, checked.value])
  }
  problems.push(...unknownFieldProblemsOf(entry, given))
  return problems.length > 0
    ? invalid(problems)
    : { kind: 'valid', config: Object.fromEntries(values) }
}

function invalid(problems: readonly ConfigProblem[]): CheckedConfig {
  return { kind: 'invalid', problems }
}

type CheckedValue =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'problem'; readonly message: string }

/** Longest value of a field, in characters; Salesforce's own keys are far shorter. */
const valueCharsMax = 1_024

function checkedValueOf(field: ConfigField, given: unknown): CheckedValue {
  if (given !== undefined && given !== null && typeof given !== 'string') {
    return { kind: 'problem', message: `${field.label} must be text.` }
  }
  const value = normalisedOf(field.normalising, given ?? '')
  if (value === '') {
    return field.required
      ? { kind: 'problem', message: `${field.label} is required. ${field.help_text}` }
      : { kind: 'absent' }
  }
  if (value.length > valueCharsMax) {
    return {
      kind: 'problem',
      message: `${field.label} is longer than ${valueCharsMax} characters.`,
    }
  }
  return new RegExp(field.pattern, 'u').test(value)
    ? { kind: 'value', value }
    : { kind: 'problem', message: field.pattern_message }
}

function unknownFieldProblemsOf(
  entry: CatalogEntry,
  given: ReadonlyMap<string, unknown>,
): readonly ConfigProblem[] {
  const known = entry.config_fields.map(({ key }) => key)
  return [...given.keys()]
    .filter((key) => !known.includes(key))
    .map((field) => ({
      field,
      message: `${entry.name} has no field ${field}. Its fields are ${known.join(', ')}.`,
    }))
}
