/** Data streams by Connect REST (facts 4.2 to 4.4). Statuses: {CONN}; names, codes and quirks: {SDK,AFD}, read 2026-11. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Switches } from '../control/switches.ts'
import { SqlError } from '../lake/database.ts'
import { quoted } from '../lake/lake-sql.ts'
import type { LakeObject } from '../lake/lake-object.ts'
import type { Lake } from '../lake/lake.ts'
import type { RefreshHistory } from '../landing/refresh-history.ts'
import type { DataStream } from '../org/data-stream.ts'
import type { Org } from '../org/org.ts'
import { newStreamId } from '../org/setup-ids.ts'
import { addStream, relabelStream, removeStream } from '../org/stream-changes.ts'
import type { Clock } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import type { CoreTokens } from '../signin/core-tokens.ts'
import { momentOf } from './connection-routes.ts'
import {
  sendConnectError,
  sendConnectErrors,
  sendConnectJson,
  sendMissing,
  sendRefusal,
  ssotPath,
} from './connect-reply.ts'
import { authorizeCore } from './core-access.ts'
import { queryOf } from '../http/request-query.ts'
import { ordered, pageOf } from './page.ts'
import { readBody, sendBodyRefusal } from './request-json.ts'
import { readStreamBody } from './stream-body.ts'
import { streamDetailsOf, streamReplyOf, type StreamStatus } from './stream-reply.ts'

type Needs = {
  readonly org: Org
  readonly clock: Clock
  readonly random: Random
  readonly lake: Pick<Lake, 'objectOf' | 'read'>
  readonly refreshHistory: Pick<RefreshHistory, 'of'>
  readonly coreTokens: CoreTokens
  readonly switches: () => Switches
}

/** Source: {CONN}. */
const pageLimits = { limitDefault: 10, limitMax: 200 }

const StreamPatch = Type.Object({
  label: Type.Optional(Type.String()),
  refreshConfig: Type.Optional(Type.Object({ refreshMode: Type.Optional(Type.String()) })),
  dataLakeObjectInfo: Type.Optional(Type.Unknown()),
  sourceFields: Type.Optional(Type.Unknown()),
  mappings: Type.Optional(Type.Unknown()),
})
const patchCheck = Compile(StreamPatch)

type IdParams = { readonly Params: { readonly idOrName: string } }
type IdRequest = FastifyRequest<IdParams>

export function addDataStreamRoutes(app: FastifyInstance, needs: Needs): void {
  const { org, random } = needs
  const path = `${ssotPath}/data-streams`
  const onRequest = authorizeCore(needs)
  /** Finds the stream of a path by its id or its name, or says that there is none. */
  const withStream =
    (answer: (stream: DataStream, request: IdRequest, reply: FastifyReply) => unknown) =>
    async (request: IdRequest, reply: FastifyReply) => {
      const { idOrName } = request.params
      const stream = org.setup
        .state()
        .streams.find(({ id, name }) => id === idOrName || name === idOrName)
      return stream === undefined ? sendMissing(reply) : answer(stream, request, reply)
    }

  app.get(path, { onRequest }, async (request, reply) => listStreams(needs, request, reply))
  app.post(path, { onRequest }, async (request, reply) => createStream(needs, request, reply))
  app.get<IdParams>(
    `${path}/:idOrName`,
    { onRequest },
    withStream(async (stream, request, reply) => {
      const [shown] = await detailsOf(needs, [stream], request)
      return shown === undefined ? sendMissing(reply) : sendConnectJson(reply, 200, shown)
    }),
  )
  app.patch<IdParams>(
    `${path}/:idOrName`,
    { onRequest },
    withStream((stream, request, reply) => patchStream(needs, stream, { request, reply })),
  )
  app.delete<IdParams>(
    `${path}/:idOrName`,
    { onRequest },
    withStream(async (stream, _request, reply) => {
      const moment = momentOf(needs)
      const decided = await org.setup.change((state) => removeStream(state, stream.id, moment))
      return decided.kind === 'refused' ? sendRefusal(reply, decided) : reply.code(204).send()
    }),
  )
  app.post<IdParams>(
    `${path}/:idOrName/actions/run`,
    { onRequest },
    // Ingestion API streams run by themselves; that asking for it is harmless is assumed.
    withStream((_stream, _request, reply) =>
      sendConnectJson(reply, 200, { errors: [], success: true, jobId: random.uuid() }),
    ),
  )
}

async function createStream(
  needs: Needs,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { org, random } = needs
  const body = readStreamBody(request)
  if (body.kind === 'refused') return sendConnectErrors(reply, 400, body.code, body.problems)
  const { connection, ...wanted } = body.wanted
  const connector = org.setup
    .state()
    .connectors.find(({ internalName }) => internalName === connection)
  if (connector === undefined) {
    const problem = `There is no connection with the name ${connection}.`
    return sendConnectError(reply, 400, 'INVALID_INPUT', problem)
  }
  const identified = { ...wanted, id: newStreamId(random) }
  const moment = momentOf(needs)
  const decided = await org.setup.change((state) =>
    addStream(state, connector.id, identified, moment),
  )
  if (decided.kind === 'refused') return sendRefusal(reply, decided)
  // It is there at once, and yet a real org never says so before it is asked again {AFD}.
  return sendStream(needs, decided.made, { reply, status: 'processing' })
}

type Exchange = { readonly request: FastifyRequest; readonly reply: FastifyReply }

/** Only the label can be changed: category, fields and mode are for good {CAT,DS,SSC}. */
async function patchStream(
  needs: Needs,
  stream: DataStream,
  { request, reply }: Exchange,
): Promise<FastifyReply> {
  const body = readBody(patchCheck, request)
  if (body.kind === 'refused') return sendBodyRefusal(reply, body)
  const { label = stream.label, refreshConfig, ...rest } = body.value
  const mode = stream.refreshMode === 'Partial' ? 'PARTIAL_UPDATE' : 'UPSERT'
  const isModeChanged = (refreshConfig?.refreshMode ?? mode) !== mode
  const others = ['dataLakeObjectInfo', 'sourceFields', 'mappings'] as const
  const problems = [
    ...(isModeChanged ? ['The refresh mode of a data stream cannot be changed.'] : []),
    ...others.flatMap((name) =>
      rest[name] === undefined
        ? []
        : [`${name} of an Ingestion API data stream cannot be changed.`],
    ),
  ]
  if (problems.length > 0) return sendConnectErrors(reply, 400, 'INVALID_INPUT', problems)
  const decided = await needs.org.setup.change((state) => relabelStream(state, stream.id, label))
  if (decided.kind === 'refused') return sendRefusal(reply, decided)
  return sendStream(needs, decided.made, { reply, status: 'active' })
}

function sendStream(
  { org, lake, switches }: Needs,
  stream: DataStream,
  { reply, status }: { readonly reply: FastifyReply; readonly status: StreamStatus },
): FastifyReply {
  const object = lake.objectOf(stream.id)
  if (object === undefined) return sendMissing(reply)
  return sendConnectJson(reply, 200, streamReplyOf({ org, object, status, switches: switches() }))
}

async function listStreams(
  needs: Needs,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { connectors, streams } = needs.org.setup.state()
  const query = queryOf(request)
  const [connectionName, filter] = [query.get('connectionName'), query.get('filter')]
  const connector = connectors.find(({ internalName }) => internalName === connectionName)
  const isOther = filter !== null && !/^INGEST_?API$/i.test(filter)
  const found = streams.filter(
    (stream) => !isOther && (connectionName === null || stream.connector === connector?.name),
  )
  const reading = pageOf(
    request,
    ordered(request, found, ({ label }) => label),
    pageLimits,
  )
  if (reading.kind === 'refused') {
    return sendConnectError(reply, 400, 'ILLEGAL_QUERY_PARAMETER_VALUE', reading.problem)
  }
  const { links, entries } = reading.page
  const dataStreams = await detailsOf(needs, entries, request)
  return sendConnectJson(reply, 200, { ...links, dataStreams })
}

async function detailsOf(needs: Needs, streams: readonly DataStream[], request: FastifyRequest) {
  const { org, lake, refreshHistory, switches } = needs
  const objects = streams.flatMap(({ id }) => lake.objectOf(id) ?? [])
  const counts = await rowCountsOf(lake, objects)
  const hasMappings = queryOf(request).get('includeMappings') !== 'false'
  return objects.flatMap((object) => {
    const totalCount = counts.get(object.name)
    if (totalCount === undefined) return []
    const shown = { org, object, switches: switches(), status: 'active' } as const
    const refreshes = refreshHistory.of(object.stream.id)
    return [streamDetailsOf(shown, { totalCount, refreshes }, hasMappings)]
  })
}

/** Postgres's code for a table that is not there. */
const tableMissingState = '42P01'

/**
 * Counts by object name; an object that was deleted meanwhile has none. Names are those of objects, which have no quotes
 * in them.
 */
async function rowCountsOf(
  lake: Pick<Lake, 'read'>,
  objects: readonly LakeObject[],
): Promise<ReadonlyMap<string, number>> {
  if (objects.length === 0) return new Map()
  const counts = objects.map(({ name }) => `select '${name}', count(*) from ${quoted(name)}`)
  try {
    const { rows } = await lake.read(counts.join(' union all '))
    return new Map(rows.map(([name, count]) => [String(name), Number(count)]))
  } catch (cause) {
    if (!(cause instanceof SqlError) || cause.sqlState !== tableMissingState) throw cause
    // Ends, since each half is smaller.
    if (objects.length === 1) return new Map()
    const middle = Math.ceil(objects.length / 2)
    const first = await rowCountsOf(lake, objects.slice(0, middle))
    return new Map([...first, ...(await rowCountsOf(lake, objects.slice(middle)))])
  }
}
