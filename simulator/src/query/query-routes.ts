/** Query API, versions 1 and 2 (facts 6.1). SQL is Postgres's; the envelope is Data Cloud's. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Switches } from '../control/switches.ts'
import { errorPlaceOf } from '../http/error-place.ts'
import { authorize } from '../http/tenant-access.ts'
import { sendTenantError, timestampOf, type TenantError } from '../http/tenant-reply.ts'
import { SqlError, type QueryResult } from '../lake/database.ts'
import type { Lake } from '../lake/lake.ts'
import type { Org } from '../org/org.ts'
import type { Clock } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import { mayQuery } from '../signin/sign-in.ts'
import type { TenantTokens } from '../signin/tenant-tokens.ts'
import { canonicalNamesOf } from './canonical-names.ts'
import { createQueryBatches, type QueryBatch } from './query-batches.ts'
import { resultColumnsOf, resultMetadataOf } from './result-columns.ts'
import { isReadStatement, withLakeNames } from './sql-text.ts'

type Needs = {
  readonly org: Org
  readonly clock: Clock
  readonly random: Random
  readonly lake: Lake
  readonly tenantTokens: TenantTokens
  readonly switches: () => Switches
}

/** Queries at once {QV2}. */
const concurrentQueriesMax = 15

/** `@heroku/applink` wraps the body once more {APPLINK}. */
const QueryBody = Type.Object({
  sql: Type.Union([Type.String(), Type.Object({ sql: Type.String() })]),
})
const queryBodyCheck = Compile(QueryBody)

type Answer =
  | { readonly kind: 'rows'; readonly result: QueryResult }
  | { readonly kind: 'refused'; readonly error: TenantError }

export function addQueryRoutes(app: FastifyInstance, needs: Needs): void {
  const { org, clock, lake, switches } = needs
  const canonicalNames = () => canonicalNamesOf(lake.queryables())
  const batches = createQueryBatches(clock, needs.random, () => switches().queryBatchRowsMax)
  const onRequest = authorize({ ...needs, scope: 'cdp_query_api', isAllowed: mayQuery })
  let runningCount = 0

  const run = async (sql: string): Promise<Answer> => {
    if (!isReadStatement(sql)) return badQuery('only SELECT statements are allowed')
    if (runningCount >= concurrentQueriesMax) {
      return { kind: 'refused', error: { kind: 'too-many-requests' } }
    }
    runningCount += 1
    try {
      return { kind: 'rows', result: await lake.read(withLakeNames(sql, canonicalNames())) }
    } catch (cause) {
      if (cause instanceof SqlError) return badQuery(cause.message)
      throw cause
    } finally {
      runningCount -= 1
    }
  }
  const refuse = (request: FastifyRequest, reply: FastifyReply, error: TenantError) =>
    sendTenantError(reply, error, errorPlaceOf(request, org, clock))

  app.post('/api/v1/query', { onRequest }, async (request, reply) => {
    const startedAtMs = clock.now()
    const sql = sqlOf(request.body)
    if (sql === undefined) return refuse(request, reply, sqlMissing)
    const paged = pagedSqlOf(sql, request.url)
    const answer =
      paged === undefined ? badQuery('invalid limit, offset or orderby') : await run(paged)
    if (answer.kind === 'refused') return refuse(request, reply, answer.error)
    const columns = resultColumnsOf(answer.result.fields, canonicalNames())
    const data = answer.result.rows.map((row) =>
      Object.fromEntries(columns.map((column, place) => [column.name, row[place]])),
    )
    return {
      data,
      startTime: timestampOf(startedAtMs),
      endTime: timestampOf(clock.now()),
      rowCount: data.length,
      queryId: needs.random.uuid(),
      done: true,
      metadata: resultMetadataOf(columns),
    }
  })

  app.post('/api/v2/query', { onRequest }, async (request, reply) => {
    const startedAtMs = clock.now()
    const sql = sqlOf(request.body)
    if (sql === undefined) return refuse(request, reply, sqlMissing)
    const answer = await run(sql)
    if (answer.kind === 'refused') return refuse(request, reply, answer.error)
    const columns = resultColumnsOf(answer.result.fields, canonicalNames())
    return batchReplyOf(batches.first(columns, answer.result.rows, startedAtMs), clock)
  })

  // Documented is GET; `@heroku/applink` posts {APPLINK}.
  app.route<{ Params: { batchId: string } }>({
    method: ['GET', 'POST'],
    url: '/api/v2/query/:batchId',
    onRequest,
    handler: async (request, reply) => {
      const batch = batches.next(request.params.batchId)
      if (batch === undefined) return refuse(request, reply, { kind: 'not-found' })
      return batchReplyOf(batch, clock)
    },
  })
}

const sqlMissing: TenantError = { kind: 'bad-request', message: 'sql is missing.' }

function badQuery(message: string): Answer {
  return { kind: 'refused', error: { kind: 'bad-request', message } }
}

function batchReplyOf(batch: QueryBatch, clock: Clock) {
  return {
    data: batch.rows,
    startTime: timestampOf(batch.startedAtMs),
    endTime: timestampOf(clock.now()),
    rowCount: batch.rows.length,
    queryId: batch.queryId,
    ...(batch.nextBatchId === undefined ? {} : { nextBatchId: batch.nextBatchId }),
    done: batch.nextBatchId === undefined,
    metadata: resultMetadataOf(batch.columns),
  }
}

function sqlOf(body: unknown): string | undefined {
  if (!Buffer.isBuffer(body)) return undefined
  try {
    const json: unknown = JSON.parse(body.toString('utf8'))
    if (!queryBodyCheck.Check(json)) return undefined
    const sql = typeof json.sql === 'string' ? json.sql : json.sql.sql
    return sql.trim().replace(/;$/, '')
  } catch {
    return undefined
  }
}

/** Version 1 takes `limit`, `offset` and `orderby` beside the statement {QV1}; nothing if one is unfit. */
function pagedSqlOf(sql: string, url: string): string | undefined {
  const query = new URLSearchParams(url.split('?')[1] ?? '')
  const limit = query.get('limit')
  const offset = query.get('offset')
  const orderBy = query.get('orderby')
  if (limit === null && offset === null && orderBy === null) return sql
  if (!/^\d{1,9}$/.test(limit ?? '0') || !/^\d{1,9}$/.test(offset ?? '0')) return undefined
  if (!/^[\w"]+(?: (?:asc|desc))?(?:, ?[\w"]+(?: (?:asc|desc))?)*$/i.test(orderBy ?? 'x'))
    return undefined
  const order = orderBy === null ? '' : ` order by ${orderBy}`
  return `select * from (${sql}) answer${order}${limit === null ? '' : ` limit ${limit}`}${
    offset === null ? '' : ` offset ${offset}`
  }`
}
