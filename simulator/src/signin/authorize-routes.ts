import type { FastifyInstance } from 'fastify'
import type { Switches } from '../control/switches.ts'
import { formOf } from '../http/form.ts'
import { placeOf } from '../http/place.ts'
import type { Org } from '../org/org.ts'
import type { Clock } from '../platform/clock.ts'
import type { AuthorizationCodes } from './authorization-codes.ts'
import { decideAuthorize } from './authorize.ts'
import { isLogin, sendNotFound, sendPlainRefusal } from './oauth-reply.ts'

type Needs = {
  readonly org: Org
  readonly clock: Clock
  readonly codes: AuthorizationCodes
  readonly switches: () => Switches
}

/** Where a client sends its user's browser. No page is shown: the org's user approves at once (our own). */
export function addAuthorizeRoutes(app: FastifyInstance, needs: Needs): void {
  const { org, clock, codes, switches } = needs
  app.route({
    method: ['GET', 'POST'],
    url: '/services/oauth2/authorize',
    handler: async (request, reply) => {
      if (!isLogin(placeOf(request.headers.host, org))) return sendNotFound(reply)
      const form = formOf(request)
      const field = (name: string) => form.get(name) || undefined
      const world = { app: org.app, rules: switches(), nowMs: clock.now(), loginsInLastHour: 0 }
      const decision = decideAuthorize(world, {
        responseType: field('response_type'),
        clientId: field('client_id'),
        redirectUri: field('redirect_uri'),
        scope: field('scope'),
        codeChallenge: field('code_challenge'),
      })
      const state = field('state')
      switch (decision.kind) {
        case 'shown':
          return sendPlainRefusal(request, reply, decision.refusal)
        case 'told': {
          const { error, description } = decision.refusal
          const answer = { error, error_description: description }
          return reply.redirect(callbackOf(decision.redirectUri, answer, state), 302)
        }
        case 'approved': {
          const code = codes.issue(decision)
          return reply.redirect(callbackOf(decision.redirectUri, { code }, state), 302)
        }
      }
    },
  })
}

function callbackOf(
  redirectUri: string,
  answer: Readonly<Record<string, string>>,
  state: string | undefined,
): string {
  const parameters = new URLSearchParams({ ...answer, ...(state === undefined ? {} : { state }) })
  const joint = redirectUri.includes('?') ? '&' : '?'
  return `${redirectUri}${joint}${parameters.toString()}`
}
