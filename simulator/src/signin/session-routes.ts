/** What can be asked and done about tokens that were given out: introspection and revocation. */
import type { FastifyInstance } from 'fastify'
import { formOf } from '../http/form.ts'
import { placeOf } from '../http/place.ts'
import type { Org } from '../org/org.ts'
import type { CoreToken, CoreTokens } from './core-tokens.ts'
import { identityUrlOf } from './identity-url.ts'
import { isLogin, sendJson, sendNotFound, sendPlainRefusal, sendRefusal } from './oauth-reply.ts'
import type { RefreshToken, RefreshTokens } from './refresh-tokens.ts'
import { refuse } from './sign-in.ts'
import { readClient } from './token-request.ts'

type Needs = {
  readonly org: Org
  readonly coreTokens: CoreTokens
  readonly refreshTokens: RefreshTokens
}

export function addSessionRoutes(app: FastifyInstance, needs: Needs): void {
  const { org, coreTokens, refreshTokens } = needs

  app.post('/services/oauth2/introspect', async (request, reply) => {
    if (!isLogin(placeOf(request.headers.host, org))) return sendNotFound(reply)
    const { id, secret } = readClient(request)
    if (id !== org.app.clientId) {
      return sendRefusal(reply, refuse('invalid_client_id', 'client identifier invalid'))
    }
    if (secret !== org.app.clientSecret) {
      return sendRefusal(reply, refuse('invalid_client', 'invalid client credentials'))
    }
    const token = formOf(request).get('token') ?? ''
    return sendJson(reply, 200, introspectionOf(token, needs))
  })

  app.route({
    method: ['GET', 'POST'],
    url: '/services/oauth2/revoke',
    handler: async (request, reply) => {
      if (!isLogin(placeOf(request.headers.host, org))) return sendNotFound(reply)
      const token = formOf(request).get('token') ?? ''
      if (token === '') {
        const refusal = refuse('unsupported_token_type', 'this token type is not supported')
        return sendPlainRefusal(request, reply, refusal)
      }
      const approval = refreshTokens.find(token)
      if (approval === undefined && coreTokens.find(token) === undefined) {
        return sendPlainRefusal(request, reply, refuse('invalid_token', 'invalid token'))
      }
      coreTokens.revoke(token)
      // With a refresh token, the core tokens given for it end too {ROT}.
      refreshTokens.revoke(token)
      if (approval !== undefined) coreTokens.revokeApproval(approval.approvalId)
      return reply.code(200).send()
    },
  })
}

function introspectionOf(token: string, { org, coreTokens, refreshTokens }: Needs) {
  const coreToken = coreTokens.find(token)
  if (coreToken !== undefined) return coreTokenIntrospectionOf(coreToken, org)
  const refreshToken = refreshTokens.find(token)
  return refreshToken === undefined
    ? { active: false }
    : refreshTokenIntrospectionOf(refreshToken, org)
}

function coreTokenIntrospectionOf(token: CoreToken, org: Org) {
  const issuedAt = Math.floor(token.issuedAtMs / 1_000)
  return {
    active: true,
    scope: token.scopes.join(' '),
    client_id: org.app.clientId,
    username: token.username,
    sub: identityUrlOf(org),
    token_type: 'access_token',
    exp: Math.floor(token.expiresAtMs / 1_000),
    iat: issuedAt,
    nbf: issuedAt,
  }
}

function refreshTokenIntrospectionOf({ scopes, expiresAtMs }: RefreshToken, org: Org) {
  return {
    active: true,
    scope: scopes.join(' '),
    client_id: org.app.clientId,
    username: org.app.username,
    sub: identityUrlOf(org),
    token_type: 'refresh_token',
    ...(expiresAtMs === null ? {} : { exp: Math.floor(expiresAtMs / 1_000) }),
  }
}
