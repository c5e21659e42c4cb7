/** What *Identity resolution* shows: rulesets with their last run, unified profiles, and one of them. */
import type { FastifyInstance } from 'fastify'
import type { Identity } from '../identity/identity.ts'
import type { Org } from '../org/org.ts'
import type { Ruleset } from '../org/ruleset.ts'
import { queryOf } from '../http/request-query.ts'
import { onLoopbackOnly, sendRefusal } from './screen-door.ts'

type Needs = { readonly org: Org; readonly identity: Identity }

/** Unified profiles of one page. */
const pageProfilesMax = 50
const offsetMax = 1_000_000
const searchCharsMax = 200

const rulesetUnknown = {
  code: 'RULESET_UNKNOWN',
  message: 'There is no such ruleset. It may have been deleted: go back to Identity Resolution.',
}
const profileUnknown = {
  code: 'PROFILE_UNKNOWN',
  message:
    'There is no such unified profile now. A later run may have joined it with another one: search for it again.',
}

export function addRulesetRoutes(app: FastifyInstance, { org, identity }: Needs): void {
  const onRequest = onLoopbackOnly(org)
  const shownRulesetOf = (ruleset: Ruleset) => ({
    ...ruleset,
    status: identity.statusOf(ruleset.id) ?? null,
  })

  app.get('/practice-org/rulesets', { onRequest }, () => ({
    rulesets: org.setup.state().rulesets.map(shownRulesetOf),
  }))

  app.post<{ Params: { id: string } }>(
    '/practice-org/rulesets/:id/run',
    { onRequest },
    async (request, reply) => {
      const result = await identity.runNow(request.params.id)
      return result === undefined ? sendRefusal(reply, 404, rulesetUnknown) : { result }
    },
  )

  app.get<{ Params: { id: string } }>(
    '/practice-org/rulesets/:id/profiles',
    { onRequest },
    async (request, reply) => {
      const query = queryOf(request)
      const profiles = await identity.unifiedProfiles(request.params.id, {
        search: (query.get('search') ?? '').slice(0, searchCharsMax),
        limit: pageProfilesMax,
        offset: wholeNumberOf(query.get('offset'), offsetMax),
      })
      return profiles ?? sendRefusal(reply, 404, rulesetUnknown)
    },
  )

  app.get<{ Params: { id: string; unifiedId: string } }>(
    '/practice-org/rulesets/:id/profiles/:unifiedId',
    { onRequest },
    async (request, reply) => {
      const { id, unifiedId } = request.params
      if (identity.statusOf(id) === undefined) return sendRefusal(reply, 404, rulesetUnknown)
      const profile = await identity.unifiedProfile(id, unifiedId)
      return profile ?? sendRefusal(reply, 404, profileUnknown)
    },
  )
}

function wholeNumberOf(text: string | null, max: number): number {
  return /^\d{1,9}$/.test(text ?? '') ? Math.min(Number(text), max) : 0
}
