/** The token endpoint: finds the grant, lets it decide, gives out what was granted. */
import { createHmac } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Switches } from '../control/switches.ts'
import { placeOf, type Place } from '../http/place.ts'
import type { Org } from '../org/org.ts'
import type { Clock } from '../platform/clock.ts'
import { decideAuthorizationCode } from './authorization-code.ts'
import type { AuthorizationCodes } from './authorization-codes.ts'
import { decideClientCredentials } from './client-credentials.ts'
import type { CoreToken, CoreTokens } from './core-tokens.ts'
import { identityUrlOf } from './identity-url.ts'
import { decideJwtBearer } from './jwt-bearer.ts'
import type { LoginCounter } from './login-counter.ts'
import {
  domainRefusal,
  isCore,
  isLogin,
  isSetupHost,
  sendJson,
  sendNotFound,
  sendRefusal,
} from './oauth-reply.ts'
import { decidePassword } from './password.ts'
import { decideRefresh } from './refresh.ts'
import type { RefreshToken, RefreshTokens } from './refresh-tokens.ts'
import { mayRefresh, refuse, type SignInDecision, type SignInWorld } from './sign-in.ts'
import { readTokenRequest, type TokenRequest } from './token-request.ts'

type Needs = {
  readonly org: Org
  readonly clock: Clock
  readonly coreTokens: CoreTokens
  readonly refreshTokens: RefreshTokens
  readonly codes: AuthorizationCodes
  readonly logins: LoginCounter
  readonly switches: () => Switches
  /** The practice org's own base address, known once it listens. */
  readonly ownUrl: () => string
}

/** The host that a request came to. */
type Door = { readonly place: Place; readonly host: string }

/** What a grant gives: the core token's content, and the refresh token to show with it. */
type Grant = {
  readonly decision: SignInDecision
  readonly approval?: () => { readonly id: string; readonly shown?: RefreshToken } | undefined
}

export function addSignInRoutes(app: FastifyInstance, needs: Needs): void {
  const { org, coreTokens, logins } = needs

  app.post('/services/oauth2/token', async (request, reply) => {
    const { host = '' } = request.headers
    if (isSetupHost(host, org)) return sendRefusal(reply, domainRefusal)
    const place = placeOf(host, org)
    if (!isLogin(place)) return sendNotFound(reply)
    const { decision, approval } = grantOf(readTokenRequest(request), { place, host }, needs)
    if (decision.kind === 'refused') return sendRefusal(reply, decision)
    if (decision.grant !== 'refresh') logins.add()
    const approved = approval?.()
    const issued = await coreTokens.issue({ ...decision, approvalId: approved?.id })
    return sendJson(reply, 200, coreReplyOf(issued, approved?.shown, needs, place))
  })

  app.get('/services/oauth2/token', (request, reply) =>
    isLogin(placeOf(request.headers.host, org))
      ? sendRefusal(reply, refuse('invalid_request', 'must use HTTP POST'))
      : sendNotFound(reply),
  )
}

function grantOf(request: TokenRequest, { place, host }: Door, needs: Needs): Grant {
  const { org, refreshTokens } = needs
  const world = worldOf(needs)
  switch (request.grantType) {
    case undefined:
      return { decision: refuse('invalid_request', 'must provide grant_type') }
    case 'client_credentials':
      // Its own rule: only My Domain knows whom to sign in {TEAL,B2B}.
      return isCore(place)
        ? { decision: decideClientCredentials(world, request) }
        : { decision: domainRefusal }
    case 'urn:ietf:params:oauth:grant-type:jwt-bearer': {
      // A client that came by loopback takes that address for the login host (our own).
      const ownAudiences = place.kind === 'loopback' ? [`http://${host}`, `https://${host}`] : []
      const audiences = [...loginAudiences, `https://${org.coreHost}`, ...ownAudiences]
      const approvedScopes = refreshTokens.approvedScopes()
      return { decision: decideJwtBearer({ ...world, audiences, approvedScopes }, request) }
    }
    case 'authorization_code':
      return codeGrantOf(request, world, needs)
    case 'refresh_token':
      return refreshGrantOf(request, world, needs)
    case 'password':
      return { decision: decidePassword(world, request) }
    default:
      return { decision: refuse('unsupported_grant_type', 'grant type not supported') }
  }
}

const loginAudiences = ['https://login.salesforce.com', 'https://test.salesforce.com']

function codeGrantOf(request: TokenRequest, world: SignInWorld, needs: Needs): Grant {
  const { org, codes, refreshTokens } = needs
  const presented = codes.present(request.code ?? '')
  return {
    decision: decideAuthorizationCode(world, request, presented),
    approval: () => {
      if (presented.kind !== 'good' || !mayRefresh(presented.approval.scopes)) return undefined
      const { refreshTokenLifeMs } = org.app
      const shown = refreshTokens.issue(presented.approval.scopes, refreshTokenLifeMs)
      return { id: shown.approvalId, shown }
    },
  }
}

function refreshGrantOf(request: TokenRequest, world: SignInWorld, needs: Needs): Grant {
  const { org, refreshTokens } = needs
  const presented = refreshTokens.find(request.refreshToken ?? '')
  return {
    decision: decideRefresh(world, request, presented),
    approval: () => {
      if (presented === undefined) return undefined
      const { isRefreshTokenRotated, refreshTokenLifeMs } = org.app
      if (!isRefreshTokenRotated) return { id: presented.approvalId }
      const shown = refreshTokens.rotate(presented, refreshTokenLifeMs)
      return { id: shown.approvalId, shown }
    },
  }
}

function worldOf({ org, clock, logins, switches }: Needs): SignInWorld {
  return {
    app: org.app,
    rules: switches(),
    nowMs: clock.now(),
    loginsInLastHour: logins.countInLastHour(),
  }
}

/** Members of {SVT,AGT}; `issued_at` is a string of milliseconds, and there is never an `expires_in`. */
function coreReplyOf(
  issued: CoreToken,
  refreshToken: RefreshToken | undefined,
  { org, ownUrl }: Needs,
  place: Place,
) {
  const issuedAt = String(issued.issuedAtMs)
  const id = identityUrlOf(org)
  const signature = createHmac('sha256', org.app.clientSecret).update(id + issuedAt)
  return {
    access_token: issued.token,
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken.token }),
    signature: signature.digest('base64'),
    scope: issued.scopes.join(' '),
    instance_url: place.kind === 'loopback' ? ownUrl() : `https://${org.coreHost}`,
    id,
    token_type: 'Bearer',
    issued_at: issuedAt,
    api_instance_url: 'https://api.salesforce.com',
    ...(issued.format === 'jwt' ? { token_format: 'jwt' } : {}),
  }
}
