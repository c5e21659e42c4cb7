/** The tenant host's older queries and its metadata, by Connect REST and with the core token {CONN}. */
import type { FastifyInstance } from 'fastify'
import type { Lake } from '../lake/lake.ts'
import type { Org } from '../org/org.ts'
import type { Setup } from '../org/setup.ts'
import type { Clock } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import { hangUpOf } from '../query/hang-up.ts'
import { entityTypeOf, metadataEntriesOf } from '../query/metadata-entries.ts'
import type { QueryBatches } from '../query/query-batches.ts'
import { batchReplyOf, pageReplyOf } from '../query/query-reply.ts'
import { queryOf } from '../http/request-query.ts'
import { pagedSqlOf, sqlOf } from '../query/query-request.ts'
import type { QueryRunner } from '../query/query-runner.ts'
import type { CoreTokens } from '../signin/core-tokens.ts'
import { sendConnectJson, sendMissing, ssotPath } from './connect-reply.ts'
import { authorizeCore } from './core-access.ts'
import { checkDataSpace, sendBadQuery, sendQueryRefusal } from './query-refusal.ts'

type Needs = {
  readonly org: Org
  readonly setup: Setup
  readonly lake: Lake
  readonly clock: Clock
  readonly random: Random
  readonly coreTokens: CoreTokens
  readonly queryRunner: QueryRunner
  readonly queryBatches: QueryBatches
}

export function addQueryTwinRoutes(app: FastifyInstance, needs: Needs): void {
  const { clock, random, queryRunner, queryBatches } = needs
  const onRequest = [authorizeCore(needs), checkDataSpace]

  app.post(`${ssotPath}/query`, { onRequest }, async (request, reply) => {
    const startedAtMs = clock.now()
    const sql = sqlOf(request.body)
    if (sql === undefined) return sendBadQuery(reply, 'sql is missing.')
    const paged = pagedSqlOf(sql, queryOf(request), 'batchSize')
    if (paged === undefined) return sendBadQuery(reply, 'batchSize, offset or orderby is unfit')
    const { rowsMax } = paged
    const answer = await queryRunner.run({ sql: paged.sql, rowsMax: rowsMax + 1 }, hangUpOf(reply))
    if (answer.kind !== 'rows') return sendQueryRefusal(reply, answer)
    const page = {
      columns: answer.columns,
      rows: answer.rows.slice(0, rowsMax),
      startedAtMs,
      queryId: random.uuid(),
      isLast: answer.rows.length <= rowsMax,
    }
    return sendConnectJson(reply, 200, pageReplyOf(page, clock))
  })

  app.post(`${ssotPath}/queryv2`, { onRequest }, async (request, reply) => {
    const startedAtMs = clock.now()
    const sql = sqlOf(request.body)
    if (sql === undefined) return sendBadQuery(reply, 'sql is missing.')
    const answer = await queryRunner.run({ sql }, hangUpOf(reply))
    if (answer.kind !== 'rows') return sendQueryRefusal(reply, answer)
    const batch = queryBatches.first(answer.columns, answer.rows, startedAtMs)
    return sendConnectJson(reply, 200, batchReplyOf(batch, clock, 'row-data'))
  })

  app.get<{ Params: { batchId: string } }>(
    `${ssotPath}/queryv2/:batchId`,
    { onRequest },
    async (request, reply) => {
      const batch = queryBatches.next(request.params.batchId)
      if (batch === undefined) return sendMissing(reply)
      return sendConnectJson(reply, 200, batchReplyOf(batch, clock, 'row-data'))
    },
  )

  app.get(`${ssotPath}/metadata`, { onRequest }, async (request, reply) =>
    sendConnectJson(reply, 200, { metadata: metadataEntriesOf(needs, queryOf(request)) }),
  )

  app.get(`${ssotPath}/metadata-entities`, { onRequest }, async (request, reply) => {
    const metadata = metadataEntriesOf(needs, queryOf(request)).map(
      ({ name, displayName, category }) => ({
        name,
        displayName,
        category,
        type: entityTypeOf(name),
      }),
    )
    return sendConnectJson(reply, 200, { metadata, done: true })
  })
}
