import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import type { EpochMs } from '../platform/clock.ts'
import type { SchemaField, SchemaObject } from './connector-schema.ts'

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
  'id' | 'label' | 'createdAtMs' | 'connector' | 'lakeObject'
>

/** Settings as a file holds them. @throws Error when they are not of that form */
export function readStreamSettings(json: unknown): readonly StreamSettings[] {
  return streamListCheck.Parse(json)
}

/** Deploys a stream by its settings. @throws Error naming the rule that they break {DS,ING,CAT,PK} */
export function deployStream(
  identity: StreamIdentity,
  object: SchemaObject,
  settings: StreamSettings,
): DataStream {
  const fieldOf = (name: string): SchemaField => {
    const field = object.fields.find((candidate) => candidate.name === name)
    if (field === undefined) throw new Error(`no field ${name} in object ${object.name}`)
    return field
  }
  const timeFieldOf = (name: string | undefined): SchemaField | undefined => {
    const field = name === undefined ? undefined : fieldOf(name)
    if (field !== undefined && field.type !== 'date' && field.type !== 'date-time') {
      throw new Error(`field ${field.name} of ${object.name} is no date or date-time`)
    }
    return field
  }
  const isEngagement = settings.category === 'Engagement'
  if (isEngagement !== (settings.eventTimeField !== undefined)) {
    throw new Error(
      `object ${object.name}: an Engagement stream, and no other, has an event time field`,
    )
  }
  if (isEngagement && settings.recordModifiedField !== undefined) {
    throw new Error(`object ${object.name}: an Engagement stream has no record modified field`)
  }
  const primaryKey = fieldOf(settings.primaryKey)
  if (primaryKey.type === 'boolean')
    throw new Error(`object ${object.name}: a boolean is no primary key`)
  return {
    ...identity,
    object: object.name,
    category: settings.category,
    fields: object.fields,
    primaryKey,
    eventTimeField: timeFieldOf(settings.eventTimeField),
    recordModifiedField: timeFieldOf(settings.recordModifiedField),
    refreshMode: settings.refreshMode,
  }
}
