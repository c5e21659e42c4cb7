import type { Integration } from '../core/integration.ts'
import type { TransportRequest } from '../platform/transport.ts'
import type { Connection } from './credentials.ts'
import type { TenantToken } from './sign-in.ts'

/** `validate` asks `/actions/test`: the same check, nothing kept. Source: facts, data-cloud-api 2.1 {INS}, 2.3 {VAL}. */
export type IngestAction = 'send' | 'validate'

/** For the whole exchange; a batch is at most 200 KB. */
const ingestTimeoutMs = 60_000
/** A validation report repeats every failing record of a request, escaped, with its reasons. */
const ingestAnswerBytesMax = 4_194_304

type Parts = {
  readonly action: IngestAction
  readonly integration: Pick<Integration, 'objectNames'>
  readonly connection: Pick<Connection, 'datasetId'>
  readonly request: { readonly object: string; readonly body: string | Uint8Array }
  readonly token: TenantToken
}

/** What the org calls the endpoint of an object: older orgs add a suffix {INS}. */
export function endpointNameOf(integration: Pick<Integration, 'objectNames'>, object: string) {
  return integration.objectNames[object] ?? object
}

/** The request that carries one batch. Names go in as they are: Data Cloud's are case-sensitive {TEAL}. */
export function ingestRequestOf(parts: Parts): TransportRequest {
  const { action, integration, connection, request, token } = parts
  const endpoint = endpointNameOf(integration, request.object)
  const path = `/api/v1/ingest/sources/${encodeURIComponent(connection.datasetId)}/${encodeURIComponent(endpoint)}`
  return {
    url: `${token.origin}${path}${action === 'validate' ? '/actions/test' : ''}`,
    method: 'POST',
    headers: {
      authorization: `Bearer ${token.token.reveal()}`,
      'content-type': 'application/json',
      accept: 'application/json',
    },
    body: request.body,
    timeoutMs: ingestTimeoutMs,
    bodyBytesMax: ingestAnswerBytesMax,
  }
}
