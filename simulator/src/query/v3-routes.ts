/** Query API, version 3 (facts 6.2): a statement runs by itself, its result is fetched as often as wanted, in JSON or Arrow. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Switches } from '../control/switches.ts'
import { errorPlaceOf } from '../http/error-place.ts'
import { authorize } from '../http/tenant-access.ts'
import { sendTenantError, type TenantError } from '../http/tenant-reply.ts'
import type { Org } from '../org/org.ts'
import type { Clock } from '../platform/clock.ts'
import { mayQuery } from '../signin/sign-in.ts'
import type { TenantTokens } from '../signin/tenant-tokens.ts'
import { resultFormatOf, type ResultFormat } from './accept-header.ts'
import { arrowMediaType, arrowStreamOf } from './arrow-stream.ts'
import { hangUpOf } from './hang-up.ts'
import type { KeptQueries, KeptQuery } from './kept-queries.ts'
import { tenantErrorOf } from './query-refusal.ts'
import { queryOf } from '../http/request-query.ts'
import { numberOf } from './query-request.ts'
import type { RowsAnswer } from './query-runner.ts'
import { columnEntriesOf, type ResultColumn } from './result-columns.ts'
import { rowsJsonOf } from './result-json.ts'
import { pageOfRows, type Rows } from './result-pages.ts'
import { readV3Request, replyBytesMax } from './v3-request.ts'
import { v3StatusOf } from './v3-status.ts'

type Needs = {
  readonly org: Org
  readonly clock: Clock
  readonly tenantTokens: TenantTokens
  readonly keptQueries: KeptQueries
  readonly switches: () => Switches
}

type QueryPath = { Params: { queryId: string; chunk: string } }

/** The longest wait for a status, and the wait when none is asked for {QV3}. */
const waitMsMax = 10_000
const statusHeader = 'x-hyperdb-status'
const path = '/api/v3/query'

export function addV3Routes(app: FastifyInstance, needs: Needs): void {
  const { org, clock, keptQueries, switches } = needs
  const onRequest = authorize({ ...needs, scope: 'cdp_query_api', isAllowed: mayQuery })
  const chunkRowsMax = () => switches().queryBatchRowsMax
  const refuse = (request: FastifyRequest, reply: FastifyReply, error: TenantError) =>
    sendTenantError(reply, error, errorPlaceOf(request, org, clock))
  const withStatus = (reply: FastifyReply, query: KeptQuery) =>
    reply.header(statusHeader, JSON.stringify(v3StatusOf(query, chunkRowsMax(), clock)))

  app.post(path, { onRequest }, async (request, reply) => {
    const format = resultFormatOf(request.headers.accept)
    if (format === undefined) return refuse(request, reply, { kind: 'not-acceptable' })
    const asked = readV3Request(request.body)
    if (typeof asked === 'string') return refuse(request, reply, badRequest(asked))
    const query = keptQueries.start(asked.statement)
    if (query === undefined) return refuse(request, reply, tenantErrorOf({ kind: 'busy' }))
    if (asked.isAsync) return sendJson(withStatus(reply, query), '{}')
    // A client that is gone never learned the id, so nobody can fetch or cancel it.
    hangUpOf(reply).addEventListener('abort', () => keptQueries.cancel(query.id))
    await keptQueries.wait(query, switches().queryAdaptiveMs)
    const { answer } = query
    if (answer === undefined) {
      return sendJson(withStatus(reply, query), '{"data":[],"returnedRows":0}')
    }
    if (answer.kind !== 'rows') {
      keptQueries.cancel(query.id)
      return refuse(request, reply, tenantErrorOf(answer))
    }
    const rows = pageOfRows(answer.rows, { offset: 0, ...asked.page })
    return sendRows(withStatus(reply, query), format, { columns: answer.columns, rows })
  })

  app.get<QueryPath>(`${path}/:queryId`, { onRequest }, async (request, reply) => {
    const query = keptQueries.find(request.params.queryId)
    if (query === undefined) return refuse(request, reply, { kind: 'not-found' })
    const bounds = { min: 0, max: waitMsMax, otherwise: waitMsMax }
    const waitMs = numberOf(queryOf(request), 'waitTimeMs', bounds)
    if (waitMs === undefined) {
      return refuse(request, reply, badRequest(`waitTimeMs must be between 0 and ${waitMsMax}`))
    }
    await keptQueries.wait(query, waitMs)
    const { answer } = query
    return answer === undefined || answer.kind === 'rows'
      ? sendJson(withStatus(reply, query), JSON.stringify(v3StatusOf(query, chunkRowsMax(), clock)))
      : refuse(request, reply, tenantErrorOf(answer))
  })

  app.delete<QueryPath>(`${path}/:queryId`, { onRequest }, async (request, reply) => {
    const query = keptQueries.find(request.params.queryId)
    if (query === undefined) return refuse(request, reply, { kind: 'not-found' })
    keptQueries.cancel(query.id)
    return reply.code(204).send()
  })

  /** What all three ways of fetching begin with. */
  const fetchable = async (request: FastifyRequest<QueryPath>): Promise<Fetchable> => {
    const format = resultFormatOf(request.headers.accept)
    if (format === undefined) return { kind: 'refused', error: { kind: 'not-acceptable' } }
    const query = keptQueries.find(request.params.queryId)
    if (query === undefined) return { kind: 'refused', error: { kind: 'not-found' } }
    await keptQueries.wait(query, waitMsMax)
    const { answer } = query
    if (answer === undefined) {
      return { kind: 'refused', error: badRequest('the query is still running') }
    }
    if (answer.kind !== 'rows') return { kind: 'refused', error: tenantErrorOf(answer) }
    return { kind: 'ready', format, query, answer }
  }

  app.get<QueryPath>(`${path}/:queryId/rows`, { onRequest }, async (request, reply) => {
    const ready = await fetchable(request)
    if (ready.kind === 'refused') return refuse(request, reply, ready.error)
    const page = pageAskedFor(queryOf(request))
    if (page === undefined) {
      return refuse(request, reply, badRequest('offset, limit or byteLimit is missing or unfit'))
    }
    const { rows, columns } = ready.answer
    if (page.offset > 0 && page.offset >= rows.length) {
      return refuse(request, reply, outOfRange)
    }
    const isSchemaOmitted = queryOf(request).get('omitSchema') === 'true'
    const part = { columns, rows: pageOfRows(rows, page), isSchemaOmitted }
    return sendRows(withStatus(reply, ready.query), ready.format, part)
  })

  app.get<QueryPath>(`${path}/:queryId/chunks/:chunk`, { onRequest }, async (request, reply) => {
    const ready = await fetchable(request)
    if (ready.kind === 'refused') return refuse(request, reply, ready.error)
    const { rows, columns } = ready.answer
    const offset = /^\d{1,9}$/.test(request.params.chunk)
      ? Number(request.params.chunk) * chunkRowsMax()
      : rows.length
    if (offset >= rows.length) return refuse(request, reply, outOfRange)
    const isSchemaOmitted = queryOf(request).get('omitSchema') === 'true'
    const part = { columns, rows: rows.slice(offset, offset + chunkRowsMax()), isSchemaOmitted }
    return sendRows(withStatus(reply, ready.query), ready.format, part)
  })

  app.get<QueryPath>(`${path}/:queryId/metadata`, { onRequest }, async (request, reply) => {
    const ready = await fetchable(request)
    if (ready.kind === 'refused') return refuse(request, reply, ready.error)
    const { columns } = ready.answer
    return ready.format === 'arrow'
      ? reply.header('content-type', arrowMediaType).send(arrowStreamOf(columns, []))
      : sendJson(reply, JSON.stringify({ metadata: metadataOf(columns) }))
  })
}

type Fetchable =
  | { readonly kind: 'refused'; readonly error: TenantError }
  | {
      readonly kind: 'ready'
      readonly format: ResultFormat
      readonly query: KeptQuery
      readonly answer: RowsAnswer
    }

/** Hyper's words, which official clients look for {PYDC}. */
const outOfRange = badRequest('Request out of range')

function badRequest(message: string): TenantError {
  return { kind: 'bad-request', message }
}

/** An official client asks for more bytes than are allowed, and gets what is allowed {PYDC,QV3}. */
function pageAskedFor(query: URLSearchParams) {
  const max = Number.MAX_SAFE_INTEGER
  const offset = numberOf(query, 'offset', { min: 0, max, otherwise: Number.NaN })
  const rowsMax = numberOf(query, 'limit', { min: 1, max, otherwise: max })
  const byteLimit = numberOf(query, 'byteLimit', { min: 1, max, otherwise: replyBytesMax })
  if (offset === undefined || Number.isNaN(offset)) return undefined
  if (rowsMax === undefined || byteLimit === undefined) return undefined
  return { offset, rowsMax, bytesMax: Math.min(byteLimit, replyBytesMax) }
}

function metadataOf(columns: readonly ResultColumn[]) {
  return { columns: columnEntriesOf(columns, 'v3Type') }
}

type Part = {
  readonly columns: readonly ResultColumn[]
  readonly rows: Rows
  readonly isSchemaOmitted?: boolean
}

function sendRows(
  reply: FastifyReply,
  format: ResultFormat,
  { columns, rows, isSchemaOmitted }: Part,
): FastifyReply {
  if (format === 'arrow') {
    return reply.header('content-type', arrowMediaType).send(arrowStreamOf(columns, rows))
  }
  const schema =
    isSchemaOmitted === true ? '' : `"metadata":${JSON.stringify(metadataOf(columns))},`
  const data = rowsJsonOf(columns, rows)
  return sendJson(reply, `{${schema}"data":${data},"returnedRows":${rows.length}}`)
}

function sendJson(reply: FastifyReply, text: string): FastifyReply {
  return reply.header('content-type', 'application/json').send(text)
}
