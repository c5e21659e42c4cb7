import { queryOptions } from '@tanstack/react-query'
import { call } from './call.ts'

export type Refresh = {
  readonly startedAtMs: number
  readonly mode: string
  readonly durationMs: number
  readonly status: string
  readonly processedCount: number
  readonly addedCount: number
  readonly removedCount: number
  readonly problemCount: number
  readonly note: string
}

export type Stream = {
  readonly id: string
  readonly label: string
  readonly createdAtMs: number
  readonly connector: string
  readonly object: string
  readonly category: string
  readonly primaryKey: string
  readonly eventTimeField: string | null
  readonly recordModifiedField: string | null
  readonly refreshMode: string
  readonly status: string
  readonly lakeObject: string
  readonly alias: string
  readonly problemObject: string
  readonly endpointPath: string
  readonly rowCount: number
  readonly problemCount: number
}

export type ListedStream = Stream & { readonly lastRefresh: Refresh | null }

export type Problem = {
  readonly at: string
  readonly code: string
  readonly fields: string
  readonly detail: string
  readonly row: string
}

export type StreamDetail = Stream & {
  readonly fields: readonly {
    readonly name: string
    readonly type: string
    readonly column: string
  }[]
  readonly refreshes: readonly Refresh[]
  readonly problems: readonly Problem[]
}

export type SchemaField = { readonly name: string; readonly type: string }

export type ConnectorSchema = {
  readonly name: string
  readonly label: string
  readonly objects: readonly {
    readonly name: string
    readonly fields: readonly SchemaField[]
    readonly streamId: string | null
  }[]
}

export type SchemaPreview = {
  readonly problems: readonly string[]
  readonly added: readonly {
    readonly object: string
    readonly isNew: boolean
    readonly fields: readonly SchemaField[]
  }[]
}

export type StreamSettings = {
  readonly object: string
  readonly category: string
  readonly primaryKey: string
  readonly eventTimeField?: string
  readonly recordModifiedField?: string
  readonly refreshMode: string
}

const pollMs = 2_000

export const streamsQuery = queryOptions({
  queryKey: ['streams'],
  queryFn: async () => (await call<{ streams: readonly ListedStream[] }>('GET', 'streams')).streams,
  refetchInterval: pollMs,
})

export function streamQuery(id: string) {
  return queryOptions({
    queryKey: ['streams', id],
    queryFn: () => call<StreamDetail>('GET', `streams/${id}`),
    refetchInterval: pollMs,
  })
}

export const schemasQuery = queryOptions({
  queryKey: ['schemas'],
  queryFn: async () =>
    (await call<{ connectors: readonly ConnectorSchema[] }>('GET', 'schemas')).connectors,
})

export function createConnector(body: { label: string; name?: string }): Promise<{
  readonly name: string
}> {
  return call('POST', 'connectors', body)
}

export function deleteConnector(name: string): Promise<unknown> {
  return call('DELETE', `connectors/${encodeURIComponent(name)}`)
}

export function previewSchema(connector: string, yaml: string): Promise<SchemaPreview> {
  return call('POST', `schemas/${encodeURIComponent(connector)}/preview`, { yaml })
}

/** Uploads the file as it is. */
export function uploadSchema(connector: string, yaml: string): Promise<unknown> {
  return call('PUT', `connectors/${encodeURIComponent(connector)}/schema`, yaml)
}

export function deployStream(
  connector: string,
  settings: StreamSettings,
): Promise<{ readonly id: string }> {
  return call('POST', 'streams', { connector, settings })
}

export function deleteStream(id: string): Promise<unknown> {
  return call('DELETE', `streams/${id}`)
}
