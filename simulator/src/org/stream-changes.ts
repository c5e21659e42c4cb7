/** What an admin can do to a data stream, as decisions on the whole setup: pure, carried out by `Setup.change`. */
import { namedIn } from './connector-schema.ts'
import { connectorWithId, type Moment } from './connector-changes.ts'
import type { Connector } from './connector.ts'
import {
  deployStream,
  streamProblemsOf,
  type DataStream,
  type StreamSettings,
} from './data-stream.ts'
import { isNameLocked, withDeparted } from './departed.ts'
import { isLabel, labelProblem } from './label.ts'
import { lakeObjectNameOf, readLakeObjectName, type LakeObjectNaming } from './lake-object-name.ts'
import { refused, type Decided, type Refused } from './refusal.ts'
import type { SetupState } from './setup.ts'

export type NewStream = {
  readonly id: string
  readonly name: string
  readonly label: string
  readonly settings: StreamSettings
  /** Without one Data Cloud makes it. */
  readonly lakeObjectName: string | undefined
}

/** Deploys one object of a connector's schema. */
export function addStream(
  state: SetupState,
  connectorId: string,
  wanted: NewStream,
  moment: Moment,
): Decided<DataStream> {
  const { id, name, label, settings } = wanted
  const connector = connectorWithId(state, connectorId)
  if (connector === undefined) return refused('NOT_FOUND', 'The connector does not exist')
  const object = namedIn(connector.objects, settings.object)
  if (object === undefined) {
    return refused(
      'INVALID_INPUT',
      `The connector "${connector.label}" has no object "${settings.object}" in its schema.`,
    )
  }
  const naming = namingOf(state, connector, wanted)
  const problems = [
    ...streamProblemsOf(object, settings),
    ...(naming.kind === 'refused' ? naming.problems : []),
  ]
  if (naming.kind === 'refused' || problems.length > 0) return refused('INVALID_INPUT', ...problems)
  const duplicate = duplicateOf(state, { connector, wanted, lakeObject: naming.name, moment })
  if (duplicate !== undefined) return duplicate
  const identity = {
    ...{ id, name, label, createdAtMs: moment.nowMs },
    ...{ connector: connector.name, lakeObject: naming.name },
  }
  const made = deployStream(identity, object, settings)
  return { kind: 'made', made, next: { ...state, streams: [...state.streams, made] } }
}

function namingOf(state: SetupState, connector: Connector, wanted: NewStream): LakeObjectNaming {
  if (wanted.lakeObjectName !== undefined) return readLakeObjectName(wanted.lakeObjectName)
  const taken = [
    ...state.streams.map(({ lakeObject }) => lakeObject),
    ...state.departed.filter(({ kind }) => kind === 'lake-object').map(({ name }) => name),
  ]
  return {
    kind: 'named',
    name: lakeObjectNameOf(
      connector.name,
      wanted.settings.object,
      new Set(taken.map((name) => name.toLowerCase())),
    ),
  }
}

type Candidate = {
  readonly connector: Connector
  readonly wanted: NewStream
  readonly lakeObject: string
  readonly moment: Moment
}

/** One stream for an object of a connection {SCH}; names are given once, and not at once again {SDK}. */
function duplicateOf(state: SetupState, candidate: Candidate): Refused | undefined {
  const { connector, wanted, lakeObject, moment } = candidate
  const { object } = wanted.settings
  const deployed = state.streams.find(
    (stream) => stream.connector === connector.name && stream.object === object,
  )
  if (deployed !== undefined) {
    return refused(
      'DUPLICATES_DETECTED',
      `Object "${object}" is deployed already, as data stream ${deployed.label}; an object has one data stream.`,
    )
  }
  const isSame = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()
  const isNameTaken = state.streams.some(({ name }) => isSame(name, wanted.name))
  if (isNameTaken || isNameLocked(state.departed, { kind: 'stream', name: wanted.name }, moment)) {
    return refused(
      'DUPLICATES_DETECTED',
      `A data stream with the provided name: ${wanted.name} already exists`,
    )
  }
  const isLakeObjectTaken = state.streams.some((stream) => isSame(stream.lakeObject, lakeObject))
  if (
    isLakeObjectTaken ||
    isNameLocked(state.departed, { kind: 'lake-object', name: lakeObject }, moment)
  ) {
    return refused(
      'DUPLICATES_DETECTED',
      `A data lake object with the provided name: ${lakeObject} already exists`,
    )
  }
  return undefined
}

export function relabelStream(state: SetupState, id: string, label: string): Decided<DataStream> {
  const stream = streamWithId(state, id)
  if (stream === undefined) return missing()
  if (!isLabel(label)) return refused('INVALID_INPUT', labelProblem('data stream'))
  const made = { ...stream, label: label.trim() }
  const streams = state.streams.map((other) => (other.id === id ? made : other))
  return { kind: 'made', made, next: { ...state, streams } }
}

/** Its lake object and that one's mappings go with it (assumed: a real org may keep the object). */
export function removeStream(
  state: SetupState,
  id: string,
  { nowMs }: Moment,
): Decided<DataStream> {
  const stream = streamWithId(state, id)
  if (stream === undefined) return missing()
  return {
    kind: 'made',
    made: stream,
    next: {
      ...state,
      streams: state.streams.filter((other) => other.id !== id),
      mappings: state.mappings.filter(({ sourceObject }) => sourceObject !== stream.lakeObject),
      departed: withDeparted(state.departed, [
        { kind: 'stream', name: stream.name, atMs: nowMs },
        { kind: 'lake-object', name: stream.lakeObject, atMs: nowMs },
      ]),
    },
  }
}

function streamWithId(state: SetupState, id: string): DataStream | undefined {
  return state.streams.find((stream) => stream.id === id)
}

function missing(): Refused {
  return refused('NOT_FOUND', 'The requested resource does not exist')
}
