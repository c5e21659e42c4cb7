/** The exchange, on the core host; and the revocation of what it gave, on the tenant host {RDC}. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Switches } from '../control/switches.ts'
import { errorPlaceOf } from '../http/error-place.ts'
import { formOf } from '../http/form.ts'
import { placeOf, type Place } from '../http/place.ts'
import { authorize } from '../http/tenant-access.ts'
import { sendTenantError } from '../http/tenant-reply.ts'
import type { Org } from '../org/org.ts'
import type { Clock } from '../platform/clock.ts'
import type { CoreTokens } from './core-tokens.ts'
import { decideExchange } from './exchange.ts'
import { isCore, sendJson, sendNotFound, sendRefusal } from './oauth-reply.ts'
import type { TenantTokens } from './tenant-tokens.ts'

type Needs = {
  readonly org: Org
  readonly clock: Clock
  readonly coreTokens: CoreTokens
  readonly tenantTokens: TenantTokens
  readonly switches: () => Switches
  /** What a client on the loopback address is told, see switch `loopbackInstanceUrl`. */
  readonly loopbackTenantUrl: () => string
}

export function addExchangeRoutes(app: FastifyInstance, needs: Needs): void {
  const { org, clock, coreTokens, tenantTokens, switches } = needs

  app.post('/services/a360/token', async (request, reply) => {
    const place = placeOf(request.headers.host, org)
    if (!isCore(place)) return sendNotFound(reply)
    const form = formOf(request)
    const dataspace = form.get('dataspace') || 'default'
    const subjectToken = form.get('subject_token') ?? ''
    const rules = switches()
    const coreToken = coreTokens.find(subjectToken)
    const decision = decideExchange(
      { app: org.app, rules, coreToken },
      {
        grantType: form.get('grant_type') ?? undefined,
        subjectTokenType: form.get('subject_token_type') ?? undefined,
        hasScopeParameter: Boolean(form.get('scope')),
        dataspace,
      },
    )
    switch (decision.kind) {
      case 'refused': {
        const status = decision.error === 'invalid_grant' ? rules.notEntitledStatus : 400
        return sendRefusal(reply, decision, status)
      }
      case 'login-page':
        return sendLoginPage(reply, org)
      case 'granted':
        break
    }
    coreTokens.noteExchange(subjectToken)
    const lifeSeconds = rules.tenantTokenLifeSeconds
    const token = await tenantTokens.issue({ scopes: decision.scopes, dataspace, lifeSeconds })
    return sendJson(reply, 200, {
      access_token: token,
      instance_url: tenantUrlOf(needs, place),
      token_type: 'Bearer',
      issued_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      expires_in: lifeSeconds,
    })
  })

  const onRequest = authorize({ org, clock, tenantTokens, scope: '', isAllowed: () => true })
  app.post('/services/a360/revoke', { onRequest }, async (request, reply) => {
    const token = formOf(request).get('token') ?? ''
    if (token === '') {
      const error = { kind: 'bad-request', message: 'token is required.' } as const
      return sendTenantError(reply, error, errorPlaceOf(request, org, clock))
    }
    // Documented: a token that nobody knows is revoked all the same.
    await tenantTokens.revoke(token)
    return reply
      .code(200)
      .header('content-type', 'application/json')
      .send(JSON.stringify('Token revoked successfully'))
  })
}

/** A client that came by loopback is sent back there, so that it needs no name resolution (our own). */
function tenantUrlOf({ org, switches, loopbackTenantUrl }: Needs, place: Place): string {
  if (place.kind === 'loopback') return loopbackTenantUrl()
  return switches().instanceUrlStyle === 'bare-host' ? org.tenantHost : `https://${org.tenantHost}`
}

/** A document whose script leads to the login page, `?ec=302…` {KB510,JDBC}: 200, and no JSON. */
export function sendLoginPage(reply: FastifyReply, org: Org): FastifyReply {
  const url = `https://${org.coreHost}/?ec=302&startURL=%2Fservices%2Fa360%2Ftoken`
  const text = [
    '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd">',
    '<html><head><meta HTTP-EQUIV="PRAGMA" CONTENT="NO-CACHE">',
    '<script>',
    `if (window.location.replace) { window.location.replace('${url}') }`,
    `else { window.location.href = '${url}' }`,
    '</script></head></html>',
  ]
  return reply.code(200).header('content-type', 'text/html; charset=UTF-8').send(text.join('\n'))
}
