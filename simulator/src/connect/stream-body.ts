/** Reads the body that deploys a data stream (facts 4.4). Which members there are: {CONN,SDK,AFD}. */
import type { FastifyRequest } from 'fastify'
import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { streamLabelOf, streamNameOf } from '../org/stream-name.ts'
import type { StreamSettings } from '../org/data-stream.ts'
import { isLabel, labelProblem } from '../org/label.ts'
import { connectorType } from './connection-reply.ts'
import { dataSpaceDefault } from './data-space-routes.ts'
import { readBody } from './request-json.ts'

const Text = Type.Optional(Type.Union([Type.String(), Type.Null()]))
const LakeObjectBody = Type.Object({
  name: Text,
  label: Text,
  category: Type.String(),
  dataspaceInfo: Type.Optional(Type.Array(Type.Object({ name: Type.Optional(Type.String()) }))),
  eventDateTimeFieldName: Text,
  recordModifiedFieldName: Text,
  dataLakeFieldInputRepresentations: Type.Array(
    Type.Object({ name: Type.String(), isPrimaryKey: Type.Optional(Type.Boolean()) }),
  ),
})
const StreamBody = Type.Object({
  name: Type.String(),
  label: Type.String(),
  datasource: Text,
  datastreamType: Type.Optional(Type.String()),
  connectorInfo: Type.Object({
    connectorType: Type.String(),
    connectorDetails: Type.Object({ name: Type.String(), events: Type.Array(Type.String()) }),
  }),
  // One object or a list with one: the description says a list, live orgs take both {SDK}.
  dataLakeObjectInfo: Type.Union([LakeObjectBody, Type.Array(LakeObjectBody)]),
  mappings: Type.Optional(Type.Array(Type.Unknown())),
  refreshConfig: Type.Object({ refreshMode: Type.Optional(Type.String()) }),
  // `datatype`, as replies have it, is not taken {SDK}.
  sourceFields: Type.Optional(
    Type.Array(
      Type.Object({ name: Text, dataType: Text, format: Text }, { additionalProperties: false }),
    ),
  ),
})
type StreamBody = Static<typeof StreamBody>
type LakeObjectBody = Static<typeof LakeObjectBody>

const streamCheck = Compile(StreamBody)
/** Of the six modes, those of Ingestion API streams {PU,DS,CONN}. */
const refreshModes = new Map<string, StreamSettings['refreshMode']>([
  ['UPSERT', 'Upsert'],
  ['PARTIAL_UPDATE', 'Partial'],
])
const categories = ['Profile', 'Engagement', 'Other'] as const
const nameCharsMax = 80

export type WantedStream = {
  /** The `<label>_<uuid>` name of its connection. */
  readonly connection: string
  readonly name: string
  readonly label: string
  readonly lakeObjectName: string | undefined
  readonly settings: StreamSettings
}

export type StreamBodyReading =
  | { readonly kind: 'read'; readonly wanted: WantedStream }
  | { readonly kind: 'refused'; readonly code: string; readonly problems: readonly string[] }

export function readStreamBody(request: FastifyRequest): StreamBodyReading {
  const body = readBody(streamCheck, request)
  if (body.kind === 'refused') {
    return { kind: 'refused', code: body.code, problems: [body.problem] }
  }
  const problems: string[] = []
  const settings = settingsOf(body.value, problems)
  if (settings === undefined || problems.length > 0) {
    return { kind: 'refused', code: 'INVALID_INPUT', problems }
  }
  const { name, label, connectorInfo } = body.value
  const connection = connectorInfo.connectorDetails.name
  const lakeObjectName = lakeObjectsOf(body.value)[0]?.name?.trim()
  return {
    kind: 'read',
    wanted: {
      connection,
      name: streamNameOf(name, settings.object, connection),
      label: streamLabelOf(label, settings.object),
      lakeObjectName: lakeObjectName === '' ? undefined : lakeObjectName,
      settings,
    },
  }
}

function lakeObjectsOf({ dataLakeObjectInfo }: StreamBody): readonly LakeObjectBody[] {
  return Array.isArray(dataLakeObjectInfo) ? dataLakeObjectInfo : [dataLakeObjectInfo]
}

function settingsOf(body: StreamBody, problems: string[]): StreamSettings | undefined {
  checkKind(body, problems)
  const [lakeObject, ...more] = lakeObjectsOf(body)
  const [object, ...moreObjects] = body.connectorInfo.connectorDetails.events
  if (object === undefined || moreObjects.length > 0) {
    problems.push('connectorInfo.connectorDetails.events must name one object.')
  }
  if (lakeObject === undefined || more.length > 0) {
    problems.push('dataLakeObjectInfo must hold one data lake object.')
  }
  if (object === undefined || lakeObject === undefined) return undefined
  const category = categories.find((known) => known === lakeObject.category)
  const refreshMode = refreshModes.get(body.refreshConfig.refreshMode ?? 'UPSERT')
  const [key, ...moreKeys] = lakeObject.dataLakeFieldInputRepresentations
  if (category === undefined) {
    problems.push(`The category must be one of ${categories.join(', ')}.`)
  }
  if (refreshMode === undefined) {
    const modes = [...refreshModes.keys()].join(' or ')
    problems.push(`The refresh mode of an Ingestion API data stream must be ${modes}.`)
  }
  if (key === undefined || moreKeys.length > 0 || key.isPrimaryKey === false) {
    // Documented {CONN}.
    problems.push(
      'For Ingestion API data streams, dataLakeFieldInputRepresentations must only contain the primary key field.',
    )
  }
  const otherSpace = lakeObject.dataspaceInfo?.find(
    ({ name = dataSpaceDefault }) => name !== dataSpaceDefault,
  )
  if (otherSpace !== undefined) {
    problems.push(`There is no data space "${otherSpace.name ?? ''}".`)
  }
  if (category === undefined || refreshMode === undefined || key === undefined) return undefined
  const { eventDateTimeFieldName, recordModifiedFieldName } = lakeObject
  return {
    ...{ object, category, refreshMode, primaryKey: schemaNameOf(key.name) },
    ...(eventDateTimeFieldName ? { eventTimeField: schemaNameOf(eventDateTimeFieldName) } : {}),
    ...(recordModifiedFieldName
      ? { recordModifiedField: schemaNameOf(recordModifiedFieldName) }
      : {}),
  }
}

function checkKind(
  { name, label, datastreamType, connectorInfo, mappings }: StreamBody,
  problems: string[],
) {
  const type = (datastreamType ?? 'INGESTAPI').replace('_', '').toUpperCase()
  if (type !== 'INGESTAPI' || connectorInfo.connectorType !== connectorType) {
    problems.push('Only Ingestion API data streams can be created here.')
  }
  if (name.trim() === '' || name.length > nameCharsMax) {
    problems.push(`The name must have 1 to ${nameCharsMax} characters.`)
  }
  const [object = ''] = connectorInfo.connectorDetails.events
  if (label.trim() === '' || !isLabel(streamLabelOf(label, object))) {
    problems.push(labelProblem('data stream'))
  }
  if (mappings !== undefined && mappings.length > 0) {
    problems.push('Formula fields are not supported by the practice org.')
  }
}

/** A field is named as in the schema or as in the lake object, where no schema name can end so {SCH}. */
function schemaNameOf(name: string): string {
  return name.endsWith('__c') ? name.slice(0, -'__c'.length) : name
}
