import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import type { EpochMs } from '../platform/clock.ts'
import { namedIn, type FieldType, type SchemaField, type SchemaObject } from './connector-schema.ts'

/** What an admin picks for each object when a data stream is deployed. Source: {DS,ING,CAT}. */
export const StreamSettings = Type.Object(
  {
    object: Type.String(),
    category: Type.Union([
      Type.Literal('Profile'),
      Type.Literal('Engagement'),
      Type.Literal('Other'),
    ]),
    primaryKey: Type.String(),
    eventTimeField: Type.Optional(Type.String()),
    recordModifiedField: Type.Optional(Type.String()),
    refreshMode: Type.Union([Type.Literal('Upsert'), Type.Literal('Partial')]),
  },
  { additionalProperties: false },
)
export type StreamSettings = Static<typeof StreamSettings>

const streamListCheck = Compile(Type.Array(StreamSettings))

/** One deployed stream: an object of a connector's schema and what an admin chose for it. */
export type DataStream = {
  /** Names the stream in Connect REST and inside; never used again. */
  readonly id: string
  /** Names it in Connect REST besides its id: `<name>_<object>_<8 hex digits>` {AFD}. */
  readonly name: string
  /** `<connector>-<object>` unless the admin chose otherwise {SVT}. */
  readonly label: string
  readonly createdAtMs: EpochMs
  /** The connector's short name. */
  readonly connector: string
  readonly object: string
  /** Name of its lake object, chosen when it is deployed; deleting and deploying anew makes another {CAT,DS}. */
  readonly lakeObject: string
  readonly category: StreamSettings['category']
  readonly fields: readonly SchemaField[]
  readonly primaryKey: SchemaField
  /** Set exactly when the category is Engagement. */
  readonly eventTimeField: SchemaField | undefined
  /** Never set for Engagement. */
  readonly recordModifiedField: SchemaField | undefined
  readonly refreshMode: StreamSettings['refreshMode']
}

/** What a stream is given besides its settings. */
export type StreamIdentity = Pick<
  DataStream,
  'id' | 'name' | 'label' | 'createdAtMs' | 'connector' | 'lakeObject'
>

/** Settings as a file holds them. @throws Error when they are not of that form */
export function readStreamSettings(json: unknown): readonly StreamSettings[] {
  return streamListCheck.Parse(json)
}

/**
 * Whether ingestion knows a stream already: a fresh one answers 404 for 15 to 30 s {PCF 57454702534}.
 * @param lagMs how long that takes, the switch `deployLagMs`
 */
export function isReachable(
  stream: Pick<DataStream, 'createdAtMs'>,
  nowMs: EpochMs,
  lagMs: number,
): boolean {
  return nowMs - stream.createdAtMs >= lagMs
}

/** Everything that stands against these settings, each in a sentence {DS,ING,CAT,PK,PU}. */
export function streamProblemsOf(
  object: SchemaObject,
  settings: StreamSettings,
): readonly string[] {
  const { category, primaryKey, eventTimeField, recordModifiedField, refreshMode } = settings
  const problems: string[] = []
  const check = (role: string, name: string | undefined, isFit: (type: FieldType) => boolean) => {
    if (name === undefined) return
    const field = namedIn(object.fields, name)
    if (field === undefined) {
      problems.push(`The ${role} is "${name}", but object "${object.name}" has no such field.`)
    } else if (!isFit(field.type)) {
      problems.push(`Field "${name}" of type ${field.type} cannot be the ${role}.`)
    }
  }
  check('primary key', primaryKey, (type) => type !== 'boolean' && type !== 'currency')
  check('event time field', eventTimeField, isTime)
  check('record modified field', recordModifiedField, isTime)
  const isEngagement = category === 'Engagement'
  if (isEngagement && eventTimeField === undefined) {
    problems.push('A data stream of category Engagement needs an event time field.')
  }
  if (!isEngagement && eventTimeField !== undefined) {
    problems.push(`Only category Engagement has an event time field, not ${category}.`)
  }
  if (isEngagement && recordModifiedField !== undefined) {
    problems.push('Only categories Profile and Other have a record modified field.')
  }
  if (refreshMode === 'Partial' && isEngagement) {
    problems.push('Refresh mode Partial is only for categories Profile and Other.')
  }
  if (refreshMode === 'Partial' && recordModifiedField === undefined) {
    problems.push('Refresh mode Partial needs a record modified field.')
  }
  return problems
}

/** Versions are compared as times; that a record modified field is one is assumed, only boolean is ruled out {PK}. */
function isTime(type: FieldType): boolean {
  return type === 'date' || type === 'date-time'
}

/** Deploys a stream by its settings. @throws Error naming every rule that they break */
export function deployStream(
  identity: StreamIdentity,
  object: SchemaObject,
  settings: StreamSettings,
): DataStream {
  const fieldOf = (name: string) => namedIn(object.fields, name)
  const problems = streamProblemsOf(object, settings)
  const primaryKey = fieldOf(settings.primaryKey)
  if (problems.length > 0 || primaryKey === undefined) {
    throw new Error(`object ${object.name}: ${problems.join(' ')}`)
  }
  const optionalFieldOf = (name: string | undefined) =>
    name === undefined ? undefined : fieldOf(name)
  return {
    ...identity,
    object: object.name,
    category: settings.category,
    fields: object.fields,
    primaryKey,
    eventTimeField: optionalFieldOf(settings.eventTimeField),
    recordModifiedField: optionalFieldOf(settings.recordModifiedField),
    refreshMode: settings.refreshMode,
  }
}
