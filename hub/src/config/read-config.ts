import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { SignalError } from '../core/errors.ts'
import {
  ConfigSchema,
  environmentNameOf,
  flagNameOf,
  isSecretSetting,
  settings,
  type Config,
} from './config.ts'

/** Where settings come from, later ones winning: a file's values, the environment, the command line. */
export type ConfigInput = {
  readonly file: Readonly<Record<string, unknown>>
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly flags: Readonly<Record<string, string>>
}

type Found = { readonly value: unknown; readonly typedAs: string }

const check = Compile(ConfigSchema)

/**
 * Reads the configuration whole.
 * @throws SignalError `config.invalid`, naming every problem at once, each by the name the operator typed
 */
export function configOf({ file, environment, flags }: ConfigInput): Config {
  const found = new Map<string, Found>()
  for (const [name, value] of Object.entries(file)) found.set(name, { value, typedAs: name })
  for (const { name, schema } of settings) {
    const variable = environmentNameOf(name)
    const text = environment[variable]
    if (text !== undefined && text !== '') {
      found.set(name, { value: valueOf(text, schema), typedAs: variable })
    }
    const flag = flags[name]
    if (flag !== undefined) {
      found.set(name, { value: valueOf(flag, schema), typedAs: flagNameOf(name) })
    }
  }
  const problems = [...unknownNames(environment), ...secretFlags(flags)]
  const values: Record<string, unknown> = {}
  for (const { name, schema } of settings) {
    const value: unknown = found.get(name)?.value ?? Reflect.get(schema, 'default')
    if (value !== undefined) values[name] = value
  }
  for (const name of found.keys()) if (!(name in ConfigSchema.properties)) values[name] = true
  for (const error of check.Errors(values)) {
    const name = error.instancePath.slice(1) || 'settings'
    const typedAs = found.get(name)?.typedAs ?? name
    problems.push(`${typedAs}: ${messageOf(error)}`)
  }
  const [first] = problems
  if (first !== undefined) {
    throw new SignalError('config.invalid', [...new Set(problems)].join('\n'))
  }
  const config: unknown = Object.freeze(values)
  return config as Config // parsed: checked by the schema above
}

function messageOf(error: ReturnType<typeof check.Errors>[number]): string {
  const unknown: unknown = Reflect.get(error.params, 'additionalProperties')
  return Array.isArray(unknown) ? `unknown: ${unknown.join(', ')}` : error.message
}

function valueOf(text: string, schema: TSchema): unknown {
  return Reflect.get(schema, 'type') === 'integer' && /^-?\d+$/.test(text) ? Number(text) : text
}

/** Variables of the practice org, read by that program itself. */
const practiceOrgPrefix = 'SIGNAL_PRACTICE_ORG_'
/** Variables of the test runner. */
const ownedElsewhere = new Set(['SIGNAL_CHROMIUM', 'SIGNAL_CONFIG_FILE'])

function unknownNames(environment: ConfigInput['environment']): string[] {
  const known = new Set(settings.map(({ name }) => environmentNameOf(name)))
  return Object.keys(environment)
    .filter((name) => name.startsWith('SIGNAL_') && !known.has(name))
    .filter((name) => !name.startsWith(practiceOrgPrefix) && !ownedElsewhere.has(name))
    .map((name) => `${name}: no such setting; docs/configuration.md lists them all`)
}

function secretFlags(flags: ConfigInput['flags']): string[] {
  return settings
    .filter(({ name, schema }) => isSecretSetting(schema) && flags[name] !== undefined)
    .map(
      ({ name }) =>
        `${flagNameOf(name)}: a command line can be read by others; set ${environmentNameOf(name)}`,
    )
}
