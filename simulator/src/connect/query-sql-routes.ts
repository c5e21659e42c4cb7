/** SQL by Connect REST, with the core token: `query-sql` (facts 6.3). */
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Switches } from '../control/switches.ts'
import type { Org } from '../org/org.ts'
import { hangUpOf } from '../query/hang-up.ts'
import type { KeptQueries, KeptQuery } from '../query/kept-queries.ts'
import { queryOf } from '../http/request-query.ts'
import { numberOf } from '../query/query-request.ts'
import { columnEntriesOf, type ResultColumn } from '../query/result-columns.ts'
import { rowsJsonOf } from '../query/result-json.ts'
import { pageOfRows, type Rows } from '../query/result-pages.ts'
import { progressOf } from '../query/v3-status.ts'
import type { CoreTokens } from '../signin/core-tokens.ts'
import { sendConnectJson, sendMissing, ssotPath } from './connect-reply.ts'
import { authorizeCore } from './core-access.ts'
import { checkDataSpace, sendBadQuery, sendQueryRefusal } from './query-refusal.ts'
import { readQuerySqlRequest } from './query-sql-body.ts'

type Needs = {
  readonly org: Org
  readonly coreTokens: CoreTokens
  readonly keptQueries: KeptQueries
  readonly switches: () => Switches
}

type QueryPath = { Params: { queryId: string } }

/** The longest wait for a status; none is asked for, none is made {CONN}. */
const waitMsMax = 10_000
/** Bytes of rows in one reply: "system size limits" {CONN}, about 2 MB in an official client's words {PYDC}. */
const replyBytesMax = 2_000_000

export function addQuerySqlRoutes(app: FastifyInstance, needs: Needs): void {
  const { keptQueries, switches } = needs
  const onRequest = [authorizeCore(needs), checkDataSpace]
  const path = `${ssotPath}/query-sql`
  const statusOf = (query: KeptQuery) => {
    const { isRunning, ...counts } = progressOf(query, switches().queryBatchRowsMax)
    return {
      queryId: query.id,
      completionStatus: isRunning ? 'Running' : 'Finished',
      progress: isRunning ? 0 : 1,
      ...counts,
    }
  }
  const partOf = (columns: readonly ResultColumn[], rows: Rows, more: Record<string, unknown>) => {
    const inObjects = switches().querySqlRowStyle === 'row-objects'
    const data = inObjects
      ? `[${rows.map((row) => `{"row":${rowsJsonOf(columns, [row]).slice(1, -1)}}`).join(',')}]`
      : rowsJsonOf(columns, rows)
    const rest = JSON.stringify({ ...more, returnedRows: rows.length })
    return `{"data":${data},${rest.slice(1)}`
  }
  const sendPart = (reply: FastifyReply, text: string) =>
    reply.header('content-type', 'application/json;charset=UTF-8').send(text)

  app.post(path, { onRequest }, async (request, reply) => {
    const asked = readQuerySqlRequest(request.body)
    if (typeof asked === 'string') return sendBadQuery(reply, asked)
    const query = keptQueries.start(asked.statement)
    if (query === undefined) return sendQueryRefusal(reply, { kind: 'busy' })
    // A client that is gone never learned the id, so nobody can fetch or cancel it.
    hangUpOf(reply).addEventListener('abort', () => keptQueries.cancel(query.id))
    await keptQueries.wait(query, switches().queryAdaptiveMs)
    const { answer } = query
    if (answer !== undefined && answer.kind !== 'rows') {
      keptQueries.cancel(query.id)
      return sendQueryRefusal(reply, answer)
    }
    const columns = answer?.columns ?? []
    const page = { offset: 0, rowsMax: asked.rowsMax, bytesMax: replyBytesMax }
    const rows = pageOfRows(answer?.rows ?? [], page)
    const metadata = columnEntriesOf(columns, 'connectType')
    return sendPart(reply, partOf(columns, rows, { metadata, status: statusOf(query) }))
  })

  app.get<QueryPath>(`${path}/:queryId`, { onRequest }, async (request, reply) => {
    const query = keptQueries.find(request.params.queryId)
    if (query === undefined) return sendMissing(reply)
    const bounds = { min: 0, max: waitMsMax, otherwise: 0 }
    const waitMs = numberOf(queryOf(request), 'waitTimeMs', bounds)
    if (waitMs === undefined) {
      return sendBadQuery(reply, `waitTimeMs must be between 0 and ${waitMsMax}`)
    }
    await keptQueries.wait(query, waitMs)
    const { answer } = query
    if (answer !== undefined && answer.kind !== 'rows') return sendQueryRefusal(reply, answer)
    const status = statusOf(query)
    switch (switches().querySqlStatusStyle) {
      case 'both':
        return sendConnectJson(reply, 200, { ...status, status })
      case 'flat':
        return sendConnectJson(reply, 200, status)
      case 'nested':
        return sendConnectJson(reply, 200, { status })
    }
  })

  app.delete<QueryPath>(`${path}/:queryId`, { onRequest }, async (request, reply) => {
    const query = keptQueries.find(request.params.queryId)
    if (query === undefined) return sendMissing(reply)
    keptQueries.cancel(query.id)
    return sendConnectJson(reply, 200, {})
  })

  app.get<QueryPath>(`${path}/:queryId/rows`, { onRequest }, async (request, reply) => {
    const query = keptQueries.find(request.params.queryId)
    if (query === undefined) return sendMissing(reply)
    const asked = queryOf(request)
    const max = Number.MAX_SAFE_INTEGER
    const offset = numberOf(asked, 'offset', { min: 0, max, otherwise: 0 })
    const rowsMax = numberOf(asked, 'rowLimit', { min: 1, max, otherwise: max })
    if (offset === undefined || rowsMax === undefined) {
      return sendBadQuery(reply, 'offset or rowLimit is unfit')
    }
    await keptQueries.wait(query, waitMsMax)
    const { answer } = query
    if (answer === undefined) return sendBadQuery(reply, 'The query is still running')
    if (answer.kind !== 'rows') return sendQueryRefusal(reply, answer)
    const { columns, rows } = answer
    if (offset > 0 && offset >= rows.length) return sendBadQuery(reply, 'Request out of range')
    const page = pageOfRows(rows, { offset, rowsMax, bytesMax: replyBytesMax })
    const metadata = columnEntriesOf(columns, 'connectType')
    const isSchemaOmitted = asked.get('omitSchema') === 'true'
    return sendPart(reply, partOf(columns, page, isSchemaOmitted ? {} : { metadata }))
  })
}
