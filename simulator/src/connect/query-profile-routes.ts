/** The Profile API and its neighbours by Connect REST, with the core token {CONN}. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Org } from '../org/org.ts'
import type { Clock } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import { hangUpOf } from '../query/hang-up.ts'
import { connectProfileLimits } from '../query/profile-statement.ts'
import type { Profile, ProfileAnswer } from '../query/profile.ts'
import { objectsOf, pageReplyOf } from '../query/query-reply.ts'
import { queryOf } from '../http/request-query.ts'
import type { CoreTokens } from '../signin/core-tokens.ts'
import { sendConnectError, sendConnectJson, sendMissing, ssotPath } from './connect-reply.ts'
import { authorizeCore } from './core-access.ts'
import { checkDataSpace, sendBadQuery, sendQueryRefusal } from './query-refusal.ts'

type Needs = {
  readonly org: Org
  readonly clock: Clock
  readonly random: Random
  readonly coreTokens: CoreTokens
  readonly profile: Profile
}

export function addQueryProfileRoutes(app: FastifyInstance, needs: Needs): void {
  const { clock, random, profile } = needs
  const onRequest = [authorizeCore(needs), checkDataSpace]
  const path = `${ssotPath}/profile`

  app.get(`${path}/metadata`, { onRequest }, async (_request, reply) =>
    sendConnectJson(reply, 200, { metadata: profile.metadata() ?? [] }),
  )

  app.get<{ Params: { object: string } }>(
    `${path}/metadata/:object`,
    { onRequest },
    async (request, reply) => {
      const metadata = profile.metadata(request.params.object)
      return metadata === undefined ? sendMissing(reply) : sendConnectJson(reply, 200, { metadata })
    },
  )

  type ProfilePath = { Params: { object: string; id?: string; child?: string } }
  for (const url of [`${path}/:object`, `${path}/:object/:id`, `${path}/:object/:id/:child`]) {
    app.get<ProfilePath>(url, { onRequest }, async (request, reply) => {
      const startedAtMs = clock.now()
      const question = { query: queryOf(request), limits: connectProfileLimits }
      const answer = await profile.read(request.params, question, hangUpOf(reply))
      if (answer.kind !== 'rows') return sendProfileRefusal(reply, answer)
      const { columns, rows, isLast } = answer
      const page = { columns, rows, isLast, startedAtMs, queryId: random.uuid() }
      return sendConnectJson(reply, 200, pageReplyOf(page, clock))
    })
  }

  // There are no calculated insights here, so that none can be found.
  const insightPaths = [
    `${path}/:object/:id/calculated-insights/:insight`,
    `${ssotPath}/insight/calculated-insights/:insight`,
    `${ssotPath}/insight/metadata/:insight`,
  ]
  for (const url of insightPaths) {
    app.get(url, { onRequest }, async (_request, reply) => sendMissing(reply))
  }
  app.get(`${ssotPath}/insight/metadata`, { onRequest }, async (_request, reply) =>
    sendConnectJson(reply, 200, { metadata: [] }),
  )

  type LookupPath = {
    Params: { entity: string; dataSource: string; dataSourceObject: string; sourceRecord: string }
  }
  app.get<LookupPath>(
    `${ssotPath}/universalIdLookup/:entity/:dataSource/:dataSourceObject/:sourceRecord`,
    { onRequest },
    async (request, reply) => {
      const answer = await profile.lookup(request.params)
      if (answer.kind !== 'rows') return sendProfileRefusal(reply, answer)
      return sendConnectJson(reply, 200, { data: objectsOf(answer.columns, answer.rows) })
    },
  )
}

/** 422 by analogy with the tenant host (assumed). */
function sendProfileRefusal(
  reply: FastifyReply,
  answer: Exclude<ProfileAnswer, { kind: 'rows' }>,
): FastifyReply {
  switch (answer.kind) {
    case 'not-found':
      return sendMissing(reply)
    case 'bad-request':
      return sendBadQuery(reply, answer.message)
    case 'unprocessable':
      return sendConnectError(reply, 422, 'UNPROCESSABLE_ENTITY', answer.message)
    case 'refused':
    case 'busy':
    case 'ended':
      return sendQueryRefusal(reply, answer)
  }
}
