import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { problemsInWords } from '../http/problem-words.ts'

/** What the program can be told by the environment. Every name has the prefix `SIGNAL_PRACTICE_ORG_`. */
export const Config = Type.Object(
  {
    port: Type.Integer({
      minimum: 0,
      maximum: 65_535,
      default: 8090,
      description: 'Port on 127.0.0.1; 0 takes any free one.',
    }),
    tlsPort: Type.Union([Type.Literal(''), Type.Integer({ minimum: 0, maximum: 65_535 })], {
      default: '',
      description:
        'Port on 127.0.0.1 that answers over TLS too; 0 takes any free one, empty: none.',
    }),
    landingDelayMs: Type.Integer({
      minimum: 0,
      maximum: 3_600_000,
      default: 500,
      description: 'Milliseconds from an accepted request to its rows in the lake.',
    }),
    dataDir: Type.String({
      default: '',
      description: 'Folder that keeps setup and lake between runs; empty keeps them in memory.',
    }),
    seed: Type.Union([Type.Literal('default'), Type.Literal('empty')], {
      default: 'default',
      description:
        "What a new org begins with: Signal's default objects, or nothing but its connected app. A folder that keeps an org wins over it.",
    }),
    shopCollectorUrl: Type.String({
      minLength: 1,
      default: 'http://localhost:8080',
      description: 'Collector that the demo shop loads its script from.',
    }),
    shopWriteKey: Type.String({
      default: '',
      description: 'Write key that the demo shop sends its events with.',
    }),
    lifeline: Type.Union([Type.Literal('stdin'), Type.Literal('none')], {
      default: 'none',
      description:
        'With `stdin` it stops when its standard input ends, so that it never outlives the program that started it.',
    }),
    guide: Type.Union([Type.Literal('on'), Type.Literal('off')], {
      default: 'off',
      description: 'Whether it prints what a person needs to begin, once it is ready.',
    }),
    profile: Type.Union([Type.Literal('full'), Type.Literal('accept-only')], {
      default: 'full',
      description:
        'With `accept-only` everything is checked and counted, and nothing is stored: for measuring what sends.',
    }),
    strict: Type.Union([Type.Literal('on'), Type.Literal('off')], {
      default: 'off',
      description: 'Whether the streaming endpoint checks records against the schema at once.',
    }),
  },
  { additionalProperties: false },
)
export type Config = Readonly<Static<typeof Config>>

const configCheck = Compile(Config)
const environmentPrefix = 'SIGNAL_PRACTICE_ORG_'

/** Configuration, or every problem at once in the words that the operator typed. */
export type ConfigReading =
  | { readonly kind: 'read'; readonly config: Config }
  | { readonly kind: 'refused'; readonly problems: readonly string[] }

/** Reads the configuration once, at start; unknown names with our prefix are problems. */
export function readConfig(environment: NodeJS.ProcessEnv): ConfigReading {
  const keyOfName = new Map(
    Object.keys(Config.properties).map((key) => [environmentNameOf(key), key]),
  )
  const values: Record<string, unknown> = {}
  const problems: string[] = []
  for (const [key, property] of Object.entries(Config.properties)) {
    values[key] = 'default' in property ? property.default : undefined
  }
  for (const [name, text] of Object.entries(environment)) {
    if (!name.startsWith(environmentPrefix) || text === undefined) continue
    const key = keyOfName.get(name)
    if (key === undefined) problems.push(`${name} is not a setting of the practice org`)
    else if (text !== '' || key === 'dataDir') {
      values[key] = /^-?\d+$/.test(text) && isNumeric(key) ? Number(text) : text
    }
  }
  problems.push(
    ...problemsInWords(configCheck.Errors(values), (place) => environmentNameOf(place.slice(1))),
  )
  if (problems.length > 0) return { kind: 'refused', problems }
  return { kind: 'read', config: Object.freeze(configCheck.Parse(values)) }
}

function isNumeric(key: string): boolean {
  return key === 'port' || key === 'tlsPort' || key === 'landingDelayMs'
}

function environmentNameOf(key: string): string {
  return environmentPrefix + key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()
}
