/**
 * The form in which an org is kept: a version, the connected app, the setup. What was kept is checked as a whole, since
 * people mend such files by hand; the org relies on it without looking again.
 */
import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { ConnectedApp, connectedAppSeeded } from './connected-app.ts'
import { namedIn } from './connector-schema.ts'
import { StreamSettings } from './data-stream.ts'
import type { SetupState } from './setup.ts'

export type KeptOrg = { readonly state: SetupState; readonly app: ConnectedApp }

type KeptReading =
  | { readonly kind: 'read'; readonly kept: KeptOrg }
  /** What is wrong, to stand behind the name of the file. */
  | { readonly kind: 'broken'; readonly problem: string }

const formatVersion = 1

/** The range that a date can have in JavaScript. */
const EpochMs = Type.Number({ minimum: 0, maximum: 8_640_000_000_000_000 })
const Field = Type.Object({
  name: Type.String(),
  type: Type.Union([
    Type.Literal('text'),
    Type.Literal('email'),
    Type.Literal('phone'),
    Type.Literal('url'),
    Type.Literal('number'),
    Type.Literal('percent'),
    Type.Literal('currency'),
    Type.Literal('boolean'),
    Type.Literal('date'),
    Type.Literal('date-time'),
  ]),
  label: Type.Optional(Type.String()),
})
const Fields = Type.Array(Field)
const KeptConnector = Type.Object({
  id: Type.String(),
  name: Type.String(),
  label: Type.String(),
  internalName: Type.String(),
  createdAtMs: EpochMs,
  objects: Type.Array(
    Type.Object({ name: Type.String(), fields: Fields, label: Type.Optional(Type.String()) }),
  ),
})
const KeptStream = Type.Object({
  id: Type.String(),
  name: Type.String(),
  label: Type.String(),
  createdAtMs: EpochMs,
  connector: Type.String(),
  object: Type.String(),
  /** Stands in statements: never anything but a name. */
  lakeObject: Type.String({ pattern: '^[A-Za-z0-9_]+$' }),
  category: StreamSettings.properties.category,
  fields: Fields,
  primaryKey: Field,
  eventTimeField: Type.Optional(Field),
  recordModifiedField: Type.Optional(Field),
  refreshMode: StreamSettings.properties.refreshMode,
})
const KeptMapping = Type.Object({
  name: Type.String(),
  sourceObject: Type.String(),
  targetObject: Type.String(),
  fields: Type.Array(Type.Object({ source: Type.String(), target: Type.String() })),
})
/** What every ruleset has had; the rest of it is not looked at. */
const KeptRuleset = Type.Object({
  id: Type.String(),
  label: Type.String(),
  rulesetId: Type.String(),
  matchRules: Type.Array(Type.Object({ criteria: Type.Array(Type.Object({})) })),
  reconciliationRules: Type.Array(Type.Object({})),
})
const KeptFile = Type.Object({
  version: Type.Literal(formatVersion),
  app: Type.Record(Type.String(), Type.Unknown()),
  setup: Type.Object({
    connectors: Type.Array(KeptConnector),
    streams: Type.Array(KeptStream),
    mappings: Type.Array(KeptMapping),
    rulesets: Type.Array(KeptRuleset),
    departed: Type.Array(
      Type.Object({
        kind: Type.Union([
          Type.Literal('connection'),
          Type.Literal('stream'),
          Type.Literal('lake-object'),
        ]),
        name: Type.String(),
        atMs: EpochMs,
      }),
    ),
  }),
})
type KeptFile = Static<typeof KeptFile>
type KeptStream = Static<typeof KeptStream>

const fileCheck = Compile(KeptFile)
const appCheck = Compile(ConnectedApp)

/** Reads what `textOfKept` wrote, by this version or an earlier one. */
export function readKeptOrg(text: string): KeptReading {
  const json = jsonOf(text)
  if (json === undefined) return broken('is broken (it is no JSON)')
  if (!fileCheck.Check(json)) return broken(`is broken${placeOf(fileCheck.Errors(json))}`)
  // An app field that this version added takes its first value.
  const app = { ...connectedAppSeeded, ...json.app }
  if (!appCheck.Check(app)) {
    return broken(`is broken in its connected app${placeOf(appCheck.Errors(app))}`)
  }
  const { setup } = json
  const dangling = setup.streams.map((stream) => danglingIn(stream, json)).find(Boolean)
  if (dangling !== undefined) return broken(`is broken (${dangling})`)
  // parsed: this program wrote them from rulesets, and the check above has seen their outline
  const rulesets = setup.rulesets as unknown as SetupState['rulesets']
  const state = { ...setup, streams: setup.streams.map(streamOfKept), rulesets }
  return { kind: 'read', kept: { state, app } }
}

export function textOfKept({ state, app }: KeptOrg): string {
  return `${JSON.stringify({ version: formatVersion, app, setup: state }, null, 2)}\n`
}

function broken(problem: string): KeptReading {
  return { kind: 'broken', problem }
}

/** The first of them, in brackets. */
function placeOf(errors: readonly { readonly instancePath: string; readonly message: string }[]) {
  const [error] = errors
  return error === undefined ? '' : ` (${error.instancePath || 'it'} ${error.message})`
}

/** What a stream names that is not there: its table could not be made. */
function danglingIn(stream: KeptStream, { setup }: KeptFile): string | undefined {
  const place = `stream ${stream.name}`
  if (setup.streams.some((other) => other !== stream && other.id === stream.id)) {
    return `${place}: its id is there twice`
  }
  if (namedIn(setup.connectors, stream.connector) === undefined) {
    return `${place}: there is no connector ${stream.connector}`
  }
  const { primaryKey, eventTimeField, recordModifiedField } = stream
  const lost = [primaryKey, eventTimeField, recordModifiedField].find(
    (field) => field !== undefined && namedIn(stream.fields, field.name) === undefined,
  )
  return lost === undefined ? undefined : `${place}: it has no field ${lost.name}`
}

/** JSON has no `undefined`: members that may be empty come back. */
function streamOfKept(kept: KeptStream): SetupState['streams'][number] {
  const { eventTimeField, recordModifiedField } = kept
  return { ...kept, eventTimeField, recordModifiedField }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
