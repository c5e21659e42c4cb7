/** What an admin can do to a connector, as decisions on the whole setup: pure, carried out by `Setup.change`. */
import type { EpochMs } from '../platform/clock.ts'
import { namedIn, type SchemaObject } from './connector-schema.ts'
import { internalNameOf, underscored, type Connector } from './connector.ts'
import type { DataStream } from './data-stream.ts'
import { isNameLocked, withDeparted } from './departed.ts'
import { isLabel, labelProblem } from './label.ts'
import { refused, type Decided, type Refused } from './refusal.ts'
import { updateProblemsOf } from './schema-rules.ts'
import type { SetupState } from './setup.ts'

/** No number is documented, only that there is one {CONN}. */
const connectorCountMax = 100
const nameCharsMax = 80
const namePattern = /^[A-Za-z][A-Za-z0-9_-]*$/

/** When a change is made, and how long a deleted name stays locked. */
export type Moment = { readonly nowMs: EpochMs; readonly lockMs: number }

export type NewConnector = {
  readonly id: string
  readonly uuid: string
  readonly label: string
  /** Without one it is made of the label (assumed). */
  readonly name: string | undefined
}

export function addConnector(
  state: SetupState,
  wanted: NewConnector,
  moment: Moment,
): Decided<Connector> {
  const { id, uuid } = wanted
  const label = wanted.label.trim()
  const name = wanted.name?.trim() || underscored(label)
  if (!isLabel(label)) return refused('INVALID_INPUT', labelProblem('connector'))
  if (!namePattern.test(name) || name.length > nameCharsMax) {
    return refused(
      'INVALID_INPUT',
      `The connector name "${name}" must begin with a letter, have only letters, digits, _ and -, and at most ${nameCharsMax} characters.`,
    )
  }
  const isTaken = state.connectors.some((other) => other.name.toLowerCase() === name.toLowerCase())
  if (isTaken || isNameLocked(state.departed, { kind: 'connection', name }, moment)) {
    // Its words as seen {SDK}.
    return refused(
      'DUPLICATES_DETECTED',
      `A data connector with the provided name: ${name} already exists`,
    )
  }
  if (state.connectors.length >= connectorCountMax) {
    return refused('LIMIT_EXCEEDED', 'The request exceeded the maximum number of connections.')
  }
  const internalName = internalNameOf(label, uuid)
  const made = { id, name, label, internalName, createdAtMs: moment.nowMs, objects: [] }
  return { kind: 'made', made, next: { ...state, connectors: [...state.connectors, made] } }
}

export function relabelConnector(state: SetupState, id: string, label: string): Decided<Connector> {
  const connector = connectorWithId(state, id)
  if (connector === undefined) return missing()
  if (!isLabel(label)) return refused('INVALID_INPUT', labelProblem('connector'))
  return replaced(state, connector, { ...connector, label: label.trim() })
}

/**
 * Replaces a connector's schema. New fields of an object reach its data stream at once (assumed: on screen they are added
 * to the stream by hand).
 */
export function putSchema(
  state: SetupState,
  id: string,
  objects: readonly SchemaObject[],
): Decided<Connector> {
  const connector = connectorWithId(state, id)
  if (connector === undefined) return missing()
  const problems = updateProblemsOf(connector.objects, objects)
  if (problems.length > 0) return refused('INVALID_INPUT', ...problems)
  const decided = replaced(state, connector, { ...connector, objects })
  const streams = state.streams.map((stream) => widened(stream, connector, objects))
  // Unless one of them changed, nothing that follows the streams need do anything.
  if (streams.every((stream, at) => stream === state.streams[at])) return decided
  return { ...decided, next: { ...decided.next, streams } }
}

function widened(
  stream: DataStream,
  connector: Connector,
  objects: readonly SchemaObject[],
): DataStream {
  const object = stream.connector === connector.name ? namedIn(objects, stream.object) : undefined
  if (object === undefined || object.fields.length === stream.fields.length) return stream
  return { ...stream, fields: object.fields }
}

/** Found in the state that is changed: another request may have deleted it meanwhile. */
export function connectorWithId(state: SetupState, id: string): Connector | undefined {
  return state.connectors.find((connector) => connector.id === id)
}

function missing(): Refused {
  return refused('NOT_FOUND', 'The requested resource does not exist')
}

function replaced(state: SetupState, connector: Connector, made: Connector) {
  const connectors = state.connectors.map((other) => (other.id === connector.id ? made : other))
  return { kind: 'made' as const, made, next: { ...state, connectors } }
}

/** A connector in use stays: its data streams are deleted first {AFD}. */
export function removeConnector(
  state: SetupState,
  id: string,
  { nowMs }: Moment,
): Decided<Connector> {
  const connector = connectorWithId(state, id)
  if (connector === undefined) return missing()
  const streams = state.streams.filter((stream) => stream.connector === connector.name)
  if (streams.length > 0) {
    return refused(
      'DEPENDENCY_EXISTS',
      `The connector is in use by data streams: ${streams.map(({ label }) => label).join(', ')}.`,
    )
  }
  const gone = { kind: 'connection' as const, name: connector.name, atMs: nowMs }
  return {
    kind: 'made',
    made: connector,
    next: {
      ...state,
      connectors: state.connectors.filter((other) => other.id !== connector.id),
      departed: withDeparted(state.departed, [gone]),
    },
  }
}
