/** A data stream as Connect REST shows it. Members: {CONN}, as packaged in {SDK}. */
import type { Switches } from '../control/switches.ts'
import type { LakeObject } from '../lake/lake-object.ts'
import type { Refresh } from '../landing/refresh-history.ts'
import type { FieldType } from '../org/connector-schema.ts'
import { connectorOf, type Org } from '../org/org.ts'
import { assetOf } from './asset.ts'
import { connectorType } from './connection-reply.ts'
import { enumText } from './enum-style.ts'
import { lakeObjectReplyOf } from './lake-object-reply.ts'

export type StreamStatus = 'active' | 'processing'

export type ShownStream = {
  readonly org: Org
  readonly object: LakeObject
  readonly switches: Switches
  readonly status: StreamStatus
}

/** What creating and changing a stream answer. */
export function streamReplyOf({ org, object, switches, status }: ShownStream) {
  const { stream } = object
  const { id, label, name, createdAtMs, connector } = stream
  return {
    ...assetOf(org, createdAtMs),
    ...{ id, label, name, recordId: id },
    dataLakeObjectInfo: lakeObjectReplyOf(org, object, switches),
    // Not described for the short form, but seen {SDK}.
    dataSource: connectorOf(org, connector)?.internalName ?? connector,
    status: enumText(switches, statusForms[status]),
  }
}

const statusForms = {
  active: { seen: 'ACTIVE', documented: 'Active' },
  processing: { seen: 'PROCESSING', documented: 'Processing' },
} as const

export type StreamNumbers = {
  readonly totalCount: number
  /** Latest first. */
  readonly refreshes: readonly Refresh[]
}

/** What reading and listing answer. */
export function streamDetailsOf(
  shown: ShownStream,
  { totalCount, refreshes }: StreamNumbers,
  hasMappings: boolean,
) {
  const { object, switches } = shown
  const { stream } = object
  const [last] = refreshes
  const base = streamReplyOf(shown)
  return {
    ...base,
    connectorInfo: {
      connectorType,
      connectorDetails: { name: base.dataSource, events: [stream.object] },
    },
    dataAccessMode: enumText(switches, { seen: 'INGEST', documented: 'Ingest' }),
    dataStreamType: enumText(switches, { seen: 'INGESTAPI', documented: 'IngestAPI' }),
    isEnabled: true,
    lastAddedRecords: last?.addedCount ?? 0,
    lastProcessedRecords: last?.processedCount ?? 0,
    ...(last === undefined ? {} : { lastRefreshDate: new Date(last.startedAtMs).toISOString() }),
    lastRunStatus: enumText(switches, runForms[last?.status ?? 'None']),
    ...(hasMappings ? { mappings: fieldMappingsOf(object) } : {}),
    refreshConfig: {
      frequency: {
        frequencyType: enumText(switches, { seen: 'STREAMING', documented: 'None' }),
        hours: [],
        refreshDayOfMonth: [],
      },
      hasHeaders: false,
      isAccelerationEnabled: false,
      refreshMode: stream.refreshMode === 'Partial' ? 'PARTIAL_UPDATE' : 'UPSERT',
      shouldFetchImmediately: false,
      shouldTreatMissingFilesAsFailures: false,
    },
    sourceFields: stream.fields.map(({ name, type }) => ({
      datatype: sourceTypeOf(type),
      format: '',
      name,
    })),
    totalRecords: totalCount,
  }
}

const runForms = {
  None: { seen: 'NONE', documented: 'None' },
  'In Progress': { seen: 'IN_PROGRESS', documented: 'In Progress' },
  Success: { seen: 'SUCCESS', documented: 'Success' },
  Failed: { seen: 'FAILURE', documented: 'Failure' },
} as const

function fieldMappingsOf(object: LakeObject) {
  return object.columns.flatMap(({ name, field }) =>
    field === undefined
      ? []
      : [{ formula: '', sourceFieldName: field.name, targetFieldName: name }],
  )
}

/** Source fields know four types {CONN}; everything else counts as text (assumed). */
function sourceTypeOf(type: FieldType): 'Date' | 'DateTime' | 'Number' | 'Text' {
  if (type === 'date') return 'Date'
  if (type === 'date-time') return 'DateTime'
  return type === 'number' || type === 'percent' || type === 'currency' ? 'Number' : 'Text'
}
