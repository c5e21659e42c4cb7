import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { formOf } from '../http/form.ts'
import { placeOf } from '../http/place.ts'
import type { Org } from '../org/org.ts'
import type { CoreToken, CoreTokens } from './core-tokens.ts'
import { identityOf, userInfoOf } from './identity-url.ts'
import { isLogin, sendJson, sendNotFound } from './oauth-reply.ts'

type Needs = { readonly org: Org; readonly coreTokens: CoreTokens }

/** The identity URL that every token reply names, and the userinfo endpoint {IDU,UIE}. Refusals are plain text. */
export function addIdentityUrlRoutes(app: FastifyInstance, { org, coreTokens }: Needs): void {
  app.get<{ Params: { orgId: string; userId: string } }>(
    '/id/:orgId/:userId',
    async (request, reply) => {
      if (!isLogin(placeOf(request.headers.host, org))) return sendNotFound(reply)
      const token = coreTokenOf(request, coreTokens)
      if (typeof token === 'string') return sendText(reply, 403, token)
      if (!isSameId(request.params.orgId, org.orgId)) return sendText(reply, 403, 'Wrong_Org')
      if (!isSameId(request.params.userId, org.userId)) return sendText(reply, 404, 'Bad_Id')
      return sendJson(reply, 200, identityOf({ org, username: token.username }))
    },
  )

  app.route({
    method: ['GET', 'POST'],
    url: '/services/oauth2/userinfo',
    handler: async (request, reply) => {
      if (!isLogin(placeOf(request.headers.host, org))) return sendNotFound(reply)
      const token = coreTokenOf(request, coreTokens)
      if (typeof token === 'string') return sendText(reply, 403, token)
      return sendJson(reply, 200, userInfoOf({ org, username: token.username }))
    },
  })
}

/** The token of a request, in its header or as a parameter; or the word for what is wrong with it. */
function coreTokenOf(request: FastifyRequest, coreTokens: CoreTokens): CoreToken | string {
  const [, bearer] = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
  const form = formOf(request)
  const token = bearer ?? form.get('oauth_token') ?? form.get('access_token') ?? ''
  if (token === '') return 'Missing_OAuth_Token'
  return coreTokens.find(token) ?? 'Bad_OAuth_Token'
}

/** An id has a short form of 15 characters and a long one of 18. */
function isSameId(given: string, own: string): boolean {
  return given.slice(0, 15) === own.slice(0, 15) && (given.length === 15 || given.length === 18)
}

function sendText(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).header('content-type', 'text/html; charset=UTF-8').send(text)
}
