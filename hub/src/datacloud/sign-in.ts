/** The two requests of signing in. Source: facts, data-cloud-api 1.1 and 1.4. Neither is ever repeated here. */
import { Secret } from '../core/secret.ts'
import type { Clock } from '../platform/clock.ts'
import type { Answered, Transport } from '../platform/transport.ts'
import { jsonObjectOf, keptAnswer, textOf } from './answer.ts'
import {
  signInFailureOf,
  signInFailureOfUnreachable,
  type SignInContext,
  type SignInFailure,
  type SignInStep,
} from './classify-sign-in.ts'
import type { AppCredentials } from './credentials.ts'
import { coreOriginFrom, tenantOriginFrom } from './host.ts'
import { claimedLifeMsOf, scopesClaimedBy } from './token-claims.ts'

const tokenTimeoutMs = 20_000
/** A token answer is about 2 KB; a login page in its place is more. */
const tokenAnswerBytesMax = 262_144
const msPerSecond = 1_000
/** What a bearer token may hold. Anything else would break the header it is sent in. */
const tokenForm = /^[\x21-\x7e]{1,16384}$/

/** Opaque, of unknown life: it is used for the exchange only. */
export type CoreToken = {
  readonly token: Secret
  readonly origin: string
  /** As the answer told; null when it did not. */
  readonly scopes: readonly string[] | null
}

export type TenantToken = {
  readonly token: Secret
  /** `https://….c360a.salesforce.com`. */
  readonly origin: string
  readonly lifeMs: number
  /** As the token claims; null when it cannot be read. */
  readonly scopes: readonly string[] | null
}

export type SignInResult<Token> =
  | { readonly kind: 'token'; readonly token: Token; readonly status: number }
  | { readonly kind: 'failure'; readonly failure: SignInFailure }

export type SignInNeeds = {
  readonly transport: Transport
  readonly clock: Clock
  readonly app: AppCredentials
  readonly hasWorked: boolean
}

/** Client credentials at the org's My Domain. `scope` is never sent: this flow refuses it {B2B}. */
export async function signIn(
  needs: SignInNeeds,
  signal: AbortSignal,
): Promise<SignInResult<CoreToken>> {
  const { app } = needs
  const fields = {
    grant_type: 'client_credentials',
    client_id: app.clientId,
    client_secret: app.clientSecret.reveal(),
  }
  const secrets = [app.clientSecret]
  const url = `${app.coreOrigin}/services/oauth2/token`
  return requestToken(needs, { step: 'core', url, fields, secrets }, signal, (answered, json) => {
    const token = tokenIn(json)
    if (token === null) return null
    const named = textOf(json, 'instance_url')
    const origin = named === null ? app.coreOrigin : coreOriginFrom(named)
    if (origin === null) return notAllowed('core', named ?? '', answered, [...secrets, token])
    const scopes = textOf(json, 'scope')?.split(/\s+/).filter(Boolean) ?? null
    return { kind: 'token', token: { token, origin, scopes }, status: answered.status }
  })
}

/** Exchanges a core token for one of the tenant. The tenant's host is taken from every exchange {GD}. */
export async function exchangeToken(
  needs: SignInNeeds,
  core: CoreToken,
  signal: AbortSignal,
): Promise<SignInResult<TenantToken>> {
  const fields = {
    grant_type: 'urn:salesforce:grant-type:external:cdp',
    subject_token: core.token.reveal(),
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
  }
  const secrets = [needs.app.clientSecret, core.token]
  const url = `${core.origin}/services/a360/token`
  return requestToken(needs, { step: 'tenant', url, fields, secrets }, signal, (answered, json) => {
    const token = tokenIn(json)
    const named = textOf(json, 'instance_url')
    const lifeMs = token === null ? null : lifeMsOf(json?.['expires_in'], token)
    if (token === null || named === null || lifeMs === null) return null
    const origin = tenantOriginFrom(named)
    if (origin === null) return notAllowed('tenant', named, answered, [...secrets, token])
    const tenant = { token, origin, lifeMs, scopes: scopesClaimedBy(token) }
    return { kind: 'token', token: tenant, status: answered.status }
  })
}

type TokenRequest = {
  readonly step: SignInStep
  readonly url: string
  readonly fields: Readonly<Record<string, string>>
  readonly secrets: readonly Secret[]
}

/** @param read makes a token of a 200 answer, or null when there is none in it */
async function requestToken<Token>(
  { transport, clock, hasWorked }: SignInNeeds,
  { step, url, fields, secrets }: TokenRequest,
  signal: AbortSignal,
  read: (
    answered: Answered,
    json: Readonly<Record<string, unknown>> | null,
  ) => SignInResult<Token> | null,
): Promise<SignInResult<Token>> {
  const result = await transport.request(
    {
      url,
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
      },
      body: new URLSearchParams(fields).toString(),
      timeoutMs: tokenTimeoutMs,
      bodyBytesMax: tokenAnswerBytesMax,
    },
    signal,
  )
  const context: SignInContext = { nowMs: clock.now(), hasWorked, secrets }
  if (result.kind === 'unreachable') {
    return { kind: 'failure', failure: signInFailureOfUnreachable(step, result, context) }
  }
  // The status alone says nothing: a login page comes with 200 too {KB510}.
  const token = result.status === 200 ? read(result, jsonObjectOf(result.body)) : null
  return token ?? { kind: 'failure', failure: signInFailureOf(step, result, context) }
}

function tokenIn(json: Readonly<Record<string, unknown>> | null): Secret | null {
  const value = textOf(json, 'access_token')
  return value !== null && tokenForm.test(value) ? new Secret(value) : null
}

/**
 * Always the value returned (docs and orgs differ: 7191, 28794). `assumed`: without one, the token's own claims count.
 * Null when the token is dead at birth or tells nothing.
 */
function lifeMsOf(expiresIn: unknown, token: Secret): number | null {
  const seconds = typeof expiresIn === 'string' ? Number(expiresIn) : expiresIn
  const lifeMs =
    typeof seconds === 'number' && Number.isFinite(seconds)
      ? seconds * msPerSecond
      : claimedLifeMsOf(token)
  return lifeMs !== null && lifeMs > 0 ? lifeMs : null
}

/** A host outside the allow-list: no token goes there, and a person must look at it. */
function notAllowed(
  step: SignInStep,
  named: string,
  answered: Answered,
  secrets: readonly Secret[],
): { readonly kind: 'failure'; readonly failure: SignInFailure } {
  const wanted = step === 'core' ? '*.my.salesforce.com' : '*.c360a.salesforce.com'
  return {
    kind: 'failure',
    failure: {
      step,
      problem: 'host_not_allowed',
      detail: `Salesforce named the host "${named.slice(0, 200)}"; only ${wanted} is sent a token.`,
      answer: keptAnswer(answered.status, answered.body, secrets),
      temper: 'act',
      renewCore: 'never',
      retryAfterMs: null,
    },
  }
}
