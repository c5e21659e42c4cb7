/**
 * The streaming endpoints of the Ingestion API: upsert, validation, delete. Order of the checks:
 * token and scope, connector and object, content type, bytes, JSON, requests a second (facts 10).
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Switches } from '../control/switches.ts'
import { authorize } from '../http/tenant-access.ts'
import { errorPlaceOf } from '../http/error-place.ts'
import { sendTenantError, type TenantError } from '../http/tenant-reply.ts'
import type { IncomingRecord } from '../landing/record-row.ts'
import type { Landing } from '../landing/landing.ts'
import { isReachable, type DataStream } from '../org/data-stream.ts'
import { connectorOf, streamOf, type Org } from '../org/org.ts'
import type { Clock } from '../platform/clock.ts'
import { mayIngest } from '../signin/sign-in.ts'
import type { TenantTokens } from '../signin/tenant-tokens.ts'
import type { RateLimit } from './rate-limit.ts'
import { readIds, readRecords } from './request-body.ts'
import { queryOf } from '../http/request-query.ts'
import { violationsOf } from './schema-check.ts'
import { createSentinels, type SentinelName, type Sentinels } from './sentinels.ts'

export type StreamingNeeds = {
  readonly org: Org
  readonly clock: Clock
  readonly tenantTokens: TenantTokens
  readonly landing: Landing
  readonly switches: () => Switches
  /** Shared by all endpoints of the Ingestion API {GS}. */
  readonly ingestRateLimit: RateLimit
  /** Aborted when the practice org closes. */
  readonly signal: AbortSignal
  /** Told here how the sentinels begin anew. */
  readonly resettables: (() => void | Promise<void>)[]
}

/** What an object endpoint is: a deployed stream, a sentinel, or a name that swallows what comes. */
type Endpoint =
  | { readonly kind: 'stream'; readonly stream: DataStream }
  | { readonly kind: 'sentinel'; readonly name: SentinelName }
  | { readonly kind: 'swallow' }

type Ingestion = StreamingNeeds & { readonly sentinels: Sentinels }

const upsertPath = '/api/v1/ingest/sources/:connector/:object'
const validationPath = `${upsertPath}/actions/test`
const accepted = JSON.stringify({ accepted: true })

export function addStreamingRoutes(app: FastifyInstance, needs: StreamingNeeds): void {
  const sentinels = createSentinels(needs.clock)
  needs.resettables.push(sentinels.reset)
  const ingestion: Ingestion = { ...needs, sentinels }
  const beforeBody = [
    authorize({ ...needs, scope: 'cdp_ingest_api', isAllowed: mayIngest }),
    (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
      const error = headProblemOf(ingestion, request)
      if (error === undefined) done()
      else void sendError(ingestion, request, reply, error)
    },
  ]
  app.post<{ Params: EndpointParams }>(
    upsertPath,
    { onRequest: beforeBody },
    async (request, reply) => upsert(ingestion, request, reply),
  )
  app.post<{ Params: EndpointParams }>(
    validationPath,
    { onRequest: beforeBody },
    async (request, reply) => validate(ingestion, request, reply),
  )
  app.delete<{ Params: EndpointParams }>(
    upsertPath,
    { onRequest: beforeBody },
    async (request, reply) => deleteIds(ingestion, request, reply),
  )
}

type EndpointParams = { readonly connector: string; readonly object: string }
type EndpointRequest = FastifyRequest<{ Params: EndpointParams }>

async function upsert(
  ingestion: Ingestion,
  request: EndpointRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const endpoint = endpointOf(ingestion, request.params)
  const body = readRecords(request.body, ingestion.switches().requestBytesMax)
  if (endpoint === undefined) return sendError(ingestion, request, reply, { kind: 'not-found' })
  if (body.kind !== 'read') return sendError(ingestion, request, reply, body)
  if (!ingestion.ingestRateLimit.take()) {
    return sendError(ingestion, request, reply, { kind: 'too-many-requests' })
  }
  switch (endpoint.kind) {
    case 'sentinel':
      return actAsSentinel({ ingestion, request, reply }, endpoint.name, body.records)
    case 'swallow':
      return sendAccepted(reply, 202)
    case 'stream': {
      const report = ingestion.switches().isStrict
        ? reportOf(ingestion, endpoint.stream, body.records)
        : []
      if (report.length > 0) {
        return sendError(ingestion, request, reply, { kind: 'schema-mismatch', report })
      }
      if (!ingestion.landing.hasRoom()) {
        return sendError(ingestion, request, reply, { kind: 'server-error', status: 503 })
      }
      await ingestion.landing.accept(
        { kind: 'upsert', stream: endpoint.stream, records: body.records },
        bytesOf(request.body),
      )
      return sendAccepted(reply, 202)
    }
  }
}

/** Nothing is stored {VAL}. */
async function validate(
  ingestion: Ingestion,
  request: EndpointRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const endpoint = endpointOf(ingestion, request.params)
  const body = readRecords(request.body, ingestion.switches().requestBytesMax)
  if (endpoint === undefined) return sendError(ingestion, request, reply, { kind: 'not-found' })
  if (body.kind !== 'read') return sendError(ingestion, request, reply, body)
  if (!ingestion.ingestRateLimit.take()) {
    return sendError(ingestion, request, reply, { kind: 'too-many-requests' })
  }
  if (endpoint.kind === 'sentinel') {
    return actAsSentinel({ ingestion, request, reply }, endpoint.name, body.records)
  }
  const report =
    endpoint.kind === 'stream' ? reportOf(ingestion, endpoint.stream, body.records) : []
  if (report.length > 0) {
    return sendError(ingestion, request, reply, { kind: 'schema-mismatch', report })
  }
  return sendAccepted(reply, ingestion.switches().validationStatus)
}

async function deleteIds(
  ingestion: Ingestion,
  request: EndpointRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const endpoint = endpointOf(ingestion, request.params)
  const { requestBytesMax } = ingestion.switches()
  const body = readIds(queryOf(request), request.body, requestBytesMax)
  if (endpoint === undefined) return sendError(ingestion, request, reply, { kind: 'not-found' })
  if (body.kind !== 'read') return sendError(ingestion, request, reply, body)
  if (!ingestion.ingestRateLimit.take()) {
    return sendError(ingestion, request, reply, { kind: 'too-many-requests' })
  }
  if (endpoint.kind === 'sentinel') {
    return actAsSentinel({ ingestion, request, reply }, endpoint.name, [])
  }
  if (endpoint.kind === 'stream') {
    if (endpoint.stream.refreshMode !== 'Upsert') {
      const message = 'Records are deleted only from a data stream with refresh mode Upsert.'
      return sendError(ingestion, request, reply, { kind: 'bad-request', message })
    }
    if (!ingestion.landing.hasRoom()) {
      return sendError(ingestion, request, reply, { kind: 'server-error', status: 503 })
    }
    await ingestion.landing.accept(
      { kind: 'delete', stream: endpoint.stream, ids: body.ids },
      body.ids.reduce((sum, id) => sum + id.length, 0),
    )
  }
  return sendAccepted(reply, 202)
}

function bytesOf(body: unknown): number {
  return Buffer.isBuffer(body) ? body.length : 0
}

/** What can be said before the body is read. */
function headProblemOf(ingestion: Ingestion, request: FastifyRequest): TenantError | undefined {
  const { connector, object } = paramsOf(request)
  if (endpointOf(ingestion, { connector, object }) === undefined) return { kind: 'not-found' }
  const contentType = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  const hasBody = request.method === 'POST' || request.headers['content-length'] !== undefined
  const isJson = contentType === 'application/json'
  if (request.headers['content-encoding'] !== undefined || (request.method === 'POST' && !isJson)) {
    return { kind: 'unsupported-media-type' }
  }
  const { requestBytesMax } = ingestion.switches()
  if (hasBody && Number(request.headers['content-length'] ?? 0) > requestBytesMax) {
    return { kind: 'too-large', requestBytesMax }
  }
  return undefined
}

/** Names of a path that Fastify has matched. */
function paramsOf(request: FastifyRequest): EndpointParams {
  const { params } = request
  const record: object = typeof params === 'object' && params !== null ? params : {}
  const textOf = (value: unknown) => (typeof value === 'string' ? value : '')
  return {
    connector: textOf('connector' in record ? record.connector : ''),
    object: textOf('object' in record ? record.object : ''),
  }
}

function endpointOf(
  { org, clock, sentinels, switches }: Ingestion,
  { connector, object }: EndpointParams,
): Endpoint | undefined {
  const stream = streamOf(org, connector, object)
  if (stream !== undefined && isReachable(stream, clock.now(), switches().deployLagMs)) {
    return { kind: 'stream', stream }
  }
  if (connectorOf(org, connector) !== undefined && sentinels.isSentinel(object)) {
    return { kind: 'sentinel', name: object }
  }
  return switches().unknownObject === 'swallow' ? { kind: 'swallow' } : undefined
}

/** Only failing records are listed (assumed). */
function reportOf(ingestion: Ingestion, stream: DataStream, records: readonly IncomingRecord[]) {
  const { isEveryFieldRequired } = ingestion.switches()
  return records.flatMap((record) => {
    const causingExceptions = violationsOf(stream.fields, record, { isEveryFieldRequired })
    return causingExceptions.length === 0
      ? []
      : [{ record: JSON.stringify(record), causingExceptions }]
  })
}

type Exchange = {
  readonly ingestion: Ingestion
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

async function actAsSentinel(
  { ingestion, request, reply }: Exchange,
  name: SentinelName,
  records: readonly IncomingRecord[],
): Promise<FastifyReply> {
  const act = ingestion.sentinels.act(name)
  switch (act.kind) {
    case 'accept':
      return sendAccepted(reply, 202)
    case 'accept-late':
      await ingestion.clock.sleep(act.afterMs, ingestion.signal)
      return sendAccepted(reply, 202)
    case 'schema-mismatch': {
      const causingExceptions = ['#/event_id: expected type: Number, found: String']
      const report = records.map((record) => ({
        record: JSON.stringify(record),
        causingExceptions,
      }))
      return sendError(ingestion, request, reply, { kind: 'schema-mismatch', report })
    }
    case 'throttle':
      if (act.retryAfterSeconds !== undefined) reply.header('retry-after', act.retryAfterSeconds)
      return sendError(ingestion, request, reply, { kind: 'too-many-requests' })
    case 'status':
      return sendError(ingestion, request, reply, errorOfStatus(act.status, ingestion))
  }
}

function errorOfStatus(status: 401 | 403 | 413 | 500 | 503, { switches }: Ingestion): TenantError {
  switch (status) {
    case 401:
      return { kind: 'unauthorized' }
    case 403:
      return { kind: 'forbidden', scope: 'cdp_ingest_api' }
    case 413:
      return { kind: 'too-large', requestBytesMax: switches().requestBytesMax }
    case 500:
    case 503:
      return { kind: 'server-error', status }
  }
}

function sendAccepted(reply: FastifyReply, status: 200 | 202): FastifyReply {
  return reply.code(status).header('content-type', 'application/json').send(accepted)
}

function sendError(
  { org, clock }: Ingestion,
  request: FastifyRequest,
  reply: FastifyReply,
  error: TenantError,
): FastifyReply {
  return sendTenantError(reply, error, errorPlaceOf(request, org, clock))
}
