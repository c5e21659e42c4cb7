/** Profile API, universal id lookup and calculated insights on the tenant host (facts 6.5). */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { errorPlaceOf } from '../http/error-place.ts'
import { authorize } from '../http/tenant-access.ts'
import { sendTenantError, type TenantError } from '../http/tenant-reply.ts'
import { hasCdpScope } from '../org/connected-app.ts'
import type { Org } from '../org/org.ts'
import type { Clock } from '../platform/clock.ts'
import type { TenantTokens } from '../signin/tenant-tokens.ts'
import { hangUpOf } from './hang-up.ts'
import { tenantProfileLimits } from './profile-statement.ts'
import type { Profile, ProfileAnswer } from './profile.ts'
import { tenantErrorOf } from './query-refusal.ts'
import { objectsOf } from './query-reply.ts'
import { queryOf } from '../http/request-query.ts'

type Needs = {
  readonly org: Org
  readonly clock: Clock
  readonly tenantTokens: TenantTokens
  readonly profile: Profile
}

const scope = 'cdp_profile_api'

export function addProfileRoutes(app: FastifyInstance, needs: Needs): void {
  const { org, clock, profile } = needs
  const onRequest = authorize({
    ...needs,
    scope,
    isAllowed: (scopes) => hasCdpScope(scopes, scope),
  })
  const refuse = (request: FastifyRequest, reply: FastifyReply, error: TenantError) =>
    sendTenantError(reply, error, errorPlaceOf(request, org, clock))
  const path = '/api/v1/profile'

  app.get(`${path}/metadata`, { onRequest }, () => ({ metadata: profile.metadata() ?? [] }))

  app.get<{ Params: { object: string } }>(
    `${path}/metadata/:object`,
    { onRequest },
    async (request, reply) => {
      const metadata = profile.metadata(request.params.object)
      return metadata === undefined
        ? refuse(request, reply, { kind: 'not-found' })
        : reply.send({ metadata })
    },
  )

  type ProfilePath = { Params: { object: string; id?: string; child?: string } }
  for (const url of [`${path}/:object`, `${path}/:object/:id`, `${path}/:object/:id/:child`]) {
    app.get<ProfilePath>(url, { onRequest }, async (request, reply) => {
      const question = { query: queryOf(request), limits: tenantProfileLimits }
      const answer = await profile.read(request.params, question, hangUpOf(reply))
      if (answer.kind !== 'rows') return refuse(request, reply, errorOf(answer))
      return { data: objectsOf(answer.columns, answer.rows), done: answer.isLast }
    })
  }

  // There are no calculated insights here, so that none can be found.
  const insightPaths = [
    `${path}/:object/:id/calculated-insights/:insight`,
    '/api/v1/insight/calculated-insights/:insight',
    '/api/v1/insight/metadata/:insight',
  ]
  for (const url of insightPaths) {
    app.get(url, { onRequest }, async (request, reply) =>
      refuse(request, reply, { kind: 'not-found' }),
    )
  }
  app.get('/api/v1/insight/metadata', { onRequest }, () => ({ metadata: [] }))

  type LookupPath = {
    Params: { entity: string; dataSource: string; dataSourceObject: string; sourceRecord: string }
  }
  app.get<LookupPath>(
    '/api/v1/universalIdLookup/:entity/:dataSource/:dataSourceObject/:sourceRecord',
    { onRequest },
    async (request, reply) => {
      const answer = await profile.lookup(request.params)
      if (answer.kind !== 'rows') return refuse(request, reply, errorOf(answer))
      return { data: objectsOf(answer.columns, answer.rows) }
    },
  )
}

/** 422 for a field that does not exist {PROF}. */
function errorOf(answer: Exclude<ProfileAnswer, { kind: 'rows' }>): TenantError {
  switch (answer.kind) {
    case 'not-found':
    case 'bad-request':
    case 'unprocessable':
      return answer
    case 'refused':
    case 'busy':
    case 'ended':
      return tenantErrorOf(answer)
  }
}
