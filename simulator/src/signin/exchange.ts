/** Decides what the exchange of a core token for a tenant token answers (facts 1.4; order of the checks assumed). */
import type { Switches } from '../control/switches.ts'
import type { ConnectedApp } from '../org/connected-app.ts'
import { firstRefusal } from './app-checks.ts'
import type { CoreToken } from './core-tokens.ts'
import { refuse, type Refusal } from './sign-in.ts'

export type ExchangeRequest = {
  readonly grantType: string | undefined
  readonly subjectTokenType: string | undefined
  readonly hasScopeParameter: boolean
  readonly dataspace: string
}

export type ExchangeDecision =
  | { readonly kind: 'granted'; readonly scopes: readonly string[] }
  /** A page in place of a token, with status 200 {KB510}. */
  | { readonly kind: 'login-page' }
  | Refusal

export type ExchangeWorld = {
  readonly app: ConnectedApp
  readonly rules: Pick<Switches, 'missingScopeRefusal'>
  readonly coreToken: CoreToken | undefined
}

const exchangeGrantType = 'urn:salesforce:grant-type:external:cdp'
const subjectTokenTypeExpected = 'urn:ietf:params:oauth:token-type:access_token'

/** The Data Cloud scopes that a core token carries on into the tenant token. */
export function decideExchange(world: ExchangeWorld, request: ExchangeRequest): ExchangeDecision {
  const { app, coreToken } = world
  const refusal = firstRefusal([
    () => formRefusal(request),
    () => subjectRefusal(coreToken),
    () => (app.isOrgLocked ? refuse('inactive_org', 'organization is inactive') : undefined),
    () => (app.isUserFrozen ? refuse('inactive_user', 'user is inactive') : undefined),
    () =>
      app.isRunAsUserEntitled
        ? undefined
        : refuse('invalid_grant', 'user is not entitled to Data Cloud'),
    () =>
      app.dataspaces.includes(request.dataspace)
        ? undefined
        : refuse('invalid_request', 'unknown dataspace'),
    () => scopeRefusal(world),
  ])
  if (refusal !== undefined) return refusal
  // A password-grant token is good for one exchange only {KB510}.
  if (coreToken?.grant === 'password' && coreToken.isExchanged) return { kind: 'login-page' }
  return { kind: 'granted', scopes: dataCloudScopesOf(coreToken) }
}

function formRefusal(request: ExchangeRequest): Refusal | undefined {
  if (request.grantType !== exchangeGrantType) {
    return refuse('unsupported_grant_type', 'grant type not supported')
  }
  if (request.subjectTokenType !== subjectTokenTypeExpected) {
    return refuse('invalid_request', 'subject token type not supported')
  }
  return request.hasScopeParameter
    ? refuse('invalid_scope', 'the requested scope is invalid')
    : undefined
}

/** A JWT-based core token is not usable here {CAPP}; that it reads like a mangled one is assumed. */
function subjectRefusal(coreToken: CoreToken | undefined): Refusal | undefined {
  return coreToken?.format === 'opaque'
    ? undefined
    : refuse('invalid_subject_token', 'invalid subject token')
}

/** `api` must stand beside the Data Cloud scopes {PCF 69039384688}; `full` holds it (assumed). */
function scopeRefusal({ coreToken, rules }: ExchangeWorld): Refusal | undefined {
  const hasApi = coreToken?.scopes.some((scope) => scope === 'api' || scope === 'full') ?? false
  if (hasApi && dataCloudScopesOf(coreToken).length > 0) return undefined
  return rules.missingScopeRefusal === 'invalid-scope'
    ? refuse('invalid_scope', 'the requested scope is invalid')
    : refuse('invalid_grant', 'connected app should be installed')
}

function dataCloudScopesOf(coreToken: CoreToken | undefined): readonly string[] {
  return coreToken?.scopes.filter((scope) => scope.startsWith('cdp_')) ?? []
}
