/** Query API, versions 1 and 2 (facts 6.1). SQL is Postgres's; the envelope is Data Cloud's. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { errorPlaceOf } from '../http/error-place.ts'
import { authorize } from '../http/tenant-access.ts'
import { sendTenantError, type TenantError } from '../http/tenant-reply.ts'
import type { Org } from '../org/org.ts'
import type { Clock } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import { mayQuery } from '../signin/sign-in.ts'
import type { TenantTokens } from '../signin/tenant-tokens.ts'
import { hangUpOf } from './hang-up.ts'
import type { QueryBatches } from './query-batches.ts'
import { tenantErrorOf } from './query-refusal.ts'
import { batchReplyOf, pageReplyOf, type BatchStyle } from './query-reply.ts'
import { queryOf } from '../http/request-query.ts'
import { pagedSqlOf, sqlOf } from './query-request.ts'
import type { QueryRunner } from './query-runner.ts'

type Needs = {
  readonly org: Org
  readonly clock: Clock
  readonly random: Random
  readonly tenantTokens: TenantTokens
  readonly queryRunner: QueryRunner
  readonly queryBatches: QueryBatches
}

export function addQueryRoutes(app: FastifyInstance, needs: Needs): void {
  const { org, clock, random, queryRunner, queryBatches } = needs
  const onRequest = authorize({ ...needs, scope: 'cdp_query_api', isAllowed: mayQuery })
  const refuse = (request: FastifyRequest, reply: FastifyReply, error: TenantError) =>
    sendTenantError(reply, error, errorPlaceOf(request, org, clock))

  app.post('/api/v1/query', { onRequest }, async (request, reply) => {
    const startedAtMs = clock.now()
    const sql = sqlOf(request.body)
    if (sql === undefined) return refuse(request, reply, sqlMissing)
    const paged = pagedSqlOf(sql, queryOf(request), 'limit')
    if (paged === undefined) return refuse(request, reply, pageUnfit)
    const { rowsMax } = paged
    // One row more than asked for tells whether there are more.
    const answer = await queryRunner.run({ sql: paged.sql, rowsMax: rowsMax + 1 }, hangUpOf(reply))
    if (answer.kind !== 'rows') return refuse(request, reply, tenantErrorOf(answer))
    return pageReplyOf(
      {
        columns: answer.columns,
        rows: answer.rows.slice(0, rowsMax),
        startedAtMs,
        queryId: random.uuid(),
        isLast: answer.rows.length <= rowsMax,
      },
      clock,
    )
  })

  app.post('/api/v2/query', { onRequest }, async (request, reply) => {
    const startedAtMs = clock.now()
    const sql = sqlOf(request.body)
    if (sql === undefined) return refuse(request, reply, sqlMissing)
    const answer = await queryRunner.run({ sql }, hangUpOf(reply))
    if (answer.kind !== 'rows') return refuse(request, reply, tenantErrorOf(answer))
    const batch = queryBatches.first(answer.columns, answer.rows, startedAtMs)
    return batchReplyOf(batch, clock, batchStyleOf(request))
  })

  // Documented is GET; `@heroku/applink` posts {APPLINK}.
  app.route<{ Params: { batchId: string } }>({
    method: ['GET', 'POST'],
    url: '/api/v2/query/:batchId',
    onRequest,
    handler: async (request, reply) => {
      const batch = queryBatches.next(request.params.batchId)
      if (batch === undefined) return refuse(request, reply, { kind: 'not-found' })
      return batchReplyOf(batch, clock, batchStyleOf(request))
    },
  })
}

const sqlMissing: TenantError = { kind: 'bad-request', message: 'sql is missing.' }
const pageUnfit: TenantError = {
  kind: 'bad-request',
  message: 'invalid limit, offset or orderby',
}

function batchStyleOf(request: FastifyRequest): BatchStyle {
  return request.headers['enable-arrow-stream'] === 'true' ? 'arrow' : 'arrays'
}
