/** The core host: token endpoint, exchange, introspection, revocation. */
import { createHmac } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Switches } from '../control/switches.ts'
import { formOf } from '../http/form.ts'
import { placeOf, type Place } from '../http/place.ts'
import { sendHtmlError } from '../http/page-reply.ts'
import type { Org } from '../org/org.ts'
import type { Clock, EpochMs } from '../platform/clock.ts'
import type { CoreToken, CoreTokens } from './core-tokens.ts'
import { decideExchange, decideSignIn } from './sign-in.ts'
import type { TenantTokens } from './tenant-tokens.ts'

type Needs = {
  readonly org: Org
  readonly clock: Clock
  readonly coreTokens: CoreTokens
  readonly tenantTokens: TenantTokens
  readonly switches: () => Switches
  /** The practice org's own base address, known once it listens. */
  readonly ownUrl: () => string
}

const hourMs = 3_600_000

export function addSignInRoutes(app: FastifyInstance, needs: Needs): void {
  const { org, clock, coreTokens, tenantTokens } = needs
  let loginTimes: readonly EpochMs[] = []

  app.post('/services/oauth2/token', async (request, reply) => {
    const place = placeOf(request.headers.host, org)
    if (place.kind === 'shared-login') {
      return refuse(reply, 'invalid_grant', 'request not supported on this domain')
    }
    if (!isCore(place)) return notFound(reply)
    const form = formOf(request)
    const basic = basicOf(request)
    const nowMs = clock.now()
    loginTimes = loginTimes.filter((atMs) => atMs > nowMs - hourMs)
    const decision = decideSignIn(
      org.app,
      {
        grantType: form.get('grant_type') ?? undefined,
        clientId: basic?.id ?? form.get('client_id') ?? undefined,
        clientSecret: basic?.secret ?? form.get('client_secret') ?? undefined,
        hasScopeParameter: form.has('scope'),
      },
      loginTimes.length,
    )
    if (decision.kind === 'refused') return refuse(reply, decision.error, decision.description)
    loginTimes = [...loginTimes, nowMs]
    const issued = coreTokens.issue(decision.scopes)
    return sendToken(reply, coreReplyOf(issued, needs, place))
  })

  app.post('/services/a360/token', async (request, reply) => {
    const place = placeOf(request.headers.host, org)
    if (!isCore(place)) return notFound(reply)
    const form = formOf(request)
    const dataspace = form.get('dataspace') || 'default'
    const decision = decideExchange(
      org.app,
      {
        grantType: form.get('grant_type') ?? undefined,
        subjectTokenType: form.get('subject_token_type') ?? undefined,
        hasScopeParameter: form.has('scope'),
        dataspace,
      },
      coreTokens.find(form.get('subject_token') ?? ''),
    )
    if (decision.kind === 'refused') return refuse(reply, decision.error, decision.description)
    const { token, expiresInSeconds } = await tenantTokens.issue(decision.scopes, dataspace)
    return sendToken(reply, {
      access_token: token,
      instance_url: tenantUrlOf(needs, place),
      token_type: 'Bearer',
      issued_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      expires_in: expiresInSeconds,
    })
  })

  app.post('/services/oauth2/introspect', async (request, reply) => {
    if (!isCore(placeOf(request.headers.host, org))) return notFound(reply)
    const form = formOf(request)
    const id = basicOf(request)?.id ?? form.get('client_id')
    const secret = basicOf(request)?.secret ?? form.get('client_secret')
    if (id !== org.app.clientId)
      return refuse(reply, 'invalid_client_id', 'client identifier invalid')
    if (secret !== org.app.clientSecret) {
      return refuse(reply, 'invalid_client', 'invalid client credentials')
    }
    return sendToken(reply, introspectionOf(coreTokens.find(form.get('token') ?? ''), org))
  })

  app.route({
    method: ['GET', 'POST'],
    url: '/services/oauth2/revoke',
    handler: async (request, reply) => {
      if (!isCore(placeOf(request.headers.host, org))) return notFound(reply)
      coreTokens.revoke(formOf(request).get('token') ?? '')
      return reply.code(200).send()
    },
  })
}

function isCore(place: Place): boolean {
  return place.kind === 'core' || place.kind === 'loopback'
}

function notFound(reply: FastifyReply): FastifyReply {
  return sendHtmlError(reply, 404, 'Page not found')
}

/** Documented {OERR}: 400, JSON, not to be stored. */
function refuse(reply: FastifyReply, error: string, description: string): FastifyReply {
  return sendJson(reply, 400, { error, error_description: description })
}

function sendToken(reply: FastifyReply, body: Readonly<Record<string, unknown>>): FastifyReply {
  return sendJson(reply, 200, body)
}

function sendJson(
  reply: FastifyReply,
  status: number,
  body: Readonly<Record<string, unknown>>,
): FastifyReply {
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .header('content-type', 'application/json;charset=UTF-8')
    .send(JSON.stringify(body))
}

/** Members of {SVT,AGT}; `issued_at` is a string of milliseconds, and there is never an `expires_in`. */
function coreReplyOf(issued: CoreToken, needs: Needs, place: Place) {
  const { org } = needs
  const issuedAt = String(issued.issuedAtMs)
  const id = `https://login.salesforce.com/id/${org.orgId}/${org.userId}`
  const signature = createHmac('sha256', org.app.clientSecret).update(id + issuedAt)
  return {
    access_token: issued.token,
    signature: signature.digest('base64'),
    scope: issued.scopes.join(' '),
    instance_url: place.kind === 'loopback' ? needs.ownUrl() : `https://${org.coreHost}`,
    id,
    token_type: 'Bearer',
    issued_at: issuedAt,
    api_instance_url: 'https://api.salesforce.com',
  }
}

/** A client that came by loopback is sent back there, so that it needs no name resolution (our own). */
function tenantUrlOf({ org, switches, ownUrl }: Needs, place: Place): string {
  if (place.kind === 'loopback') return ownUrl()
  return switches().instanceUrlStyle === 'bare-host' ? org.tenantHost : `https://${org.tenantHost}`
}

function introspectionOf(token: CoreToken | undefined, org: Org) {
  if (token === undefined) return { active: false }
  return {
    active: true,
    scope: token.scopes.join(' '),
    client_id: org.app.clientId,
    username: org.app.runAsUser,
    sub: `https://login.salesforce.com/id/${org.orgId}/${org.userId}`,
    token_type: 'access_token',
    exp: Math.floor(token.expiresAtMs / 1_000),
    iat: Math.floor(token.issuedAtMs / 1_000),
  }
}

function basicOf(request: FastifyRequest): { id: string; secret: string } | undefined {
  const [, encoded] = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
  if (encoded === undefined) return undefined
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  return { id: decoded(id), secret: decoded(secret.join(':')) }
}

/** RFC 6749 wants both parts form-encoded; many clients send them plain. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
