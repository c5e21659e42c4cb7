import type { TSchema } from 'typebox'
import { environmentNameOf, flagNameOf, isSecretSetting, settings } from './config.ts'

/** `docs/configuration.md`, made of the schema. */
export function configurationDocument(): string {
  return [
    '# Configuration',
    '',
    'Generated from `hub/src/config/config.ts` by `npm run generate`; a test compares the two.',
    '',
    'Settings are read once at start: from the JSON file named by `SIGNAL_CONFIG_FILE` (keys as in the first column),',
    'then from the environment, then from the command line; the later wins. All problems are reported together, and an',
    'unknown name is one. The practice org reads its own settings, `SIGNAL_PRACTICE_ORG_…`: see `simulator/README.md`.',
    '',
    '| setting | environment · command line | default | bounds | meaning |',
    '|---|---|---|---|---|',
    ...settings.map(({ name, schema }) => rowOf(name, schema)),
    '',
  ].join('\n')
}

function rowOf(name: string, schema: TSchema): string {
  const flag = isSecretSetting(schema) ? 'environment only' : `\`${flagNameOf(name)}\``
  const fallback = textOf(Reflect.get(schema, 'default')) || '–'
  const meaning = textOf(Reflect.get(schema, 'description'))
  return `| \`${name}\` | \`${environmentNameOf(name)}\` · ${flag} | ${fallback} | ${boundsOf(schema)} | ${meaning} |`
}

function boundsOf(schema: TSchema): string {
  const choices: unknown = Reflect.get(schema, 'anyOf')
  if (Array.isArray(choices)) {
    return choices.map((choice: object) => `\`${textOf(Reflect.get(choice, 'const'))}\``).join(' ')
  }
  const isNumber = Reflect.get(schema, 'type') === 'integer'
  const least: unknown = Reflect.get(schema, isNumber ? 'minimum' : 'minLength')
  const most: unknown = Reflect.get(schema, isNumber ? 'maximum' : 'maxLength')
  const unit = isNumber ? '' : ' characters'
  if (least === undefined && most === undefined) return '–'
  return `${textOf(least)}…${textOf(most)}${unit}`
}

function textOf(value: unknown): string {
  return typeof value === 'number' || typeof value === 'string' ? String(value) : ''
}
