/**
 * Decides what the token endpoint and the exchange answer. Pure but for the login counter, which is
 * given. Rows: facts 1.4 and 1.5; the order of the checks is not documented (assumed).
 */
import { hasCdpScope, type ConnectedApp } from '../org/connected-app.ts'
import type { CoreToken } from './core-tokens.ts'

export type Refusal = {
  readonly kind: 'refused'
  /** The member `error` of the reply. */
  readonly error: string
  readonly description: string
}

export type SignInDecision =
  | { readonly kind: 'granted'; readonly scopes: readonly string[] }
  | Refusal

export type ClientCredentials = {
  readonly grantType: string | undefined
  readonly clientId: string | undefined
  readonly clientSecret: string | undefined
  readonly hasScopeParameter: boolean
}

/** Scopes that the client-credentials flow drops since Winter '26 {B2B,SFSK}. */
const scopesDropped = new Set(['refresh_token', 'offline_access', 'full'])

export function decideSignIn(
  app: ConnectedApp,
  request: ClientCredentials,
  loginsInLastHour: number,
): SignInDecision {
  const { grantType } = request
  if (grantType === undefined) return refuse('invalid_request', 'must provide grant_type')
  if (grantType !== 'client_credentials') {
    return refuse('unsupported_grant_type', 'grant type not supported')
  }
  if (request.clientId !== app.clientId) {
    return refuse('invalid_client_id', 'client identifier invalid')
  }
  if (request.clientSecret !== app.clientSecret) {
    return refuse('invalid_client', 'invalid client credentials')
  }
  // No source shows this reply; the form is that of an app nobody may use any more {EVT: AppBlocked}.
  if (!app.isActive) return refuse('invalid_app_access', 'this app is blocked by admin')
  if (request.hasScopeParameter) return refuse('invalid_request', 'scope parameter not supported')
  if (!app.isClientCredentialsFlowEnabled) {
    return refuse('unauthorized_client', 'client credentials flow not enabled')
  }
  if (app.isIpRestricted) return refuse('invalid_grant', 'ip restricted')
  if (app.runAsUser === null) return refuse('invalid_grant', 'no client credentials user enabled')
  if (!app.scopes.includes('api')) return refuse('invalid_grant', 'no valid scopes defined')
  if (loginsInLastHour >= app.loginsPerHourMax) {
    return refuse('rate_limit_exceeded', 'login rate exceeded')
  }
  return { kind: 'granted', scopes: app.scopes.filter((scope) => !scopesDropped.has(scope)) }
}

export type ExchangeRequest = {
  readonly grantType: string | undefined
  readonly subjectTokenType: string | undefined
  readonly hasScopeParameter: boolean
  readonly dataspace: string
}

export const exchangeGrantType = 'urn:salesforce:grant-type:external:cdp'
const subjectTokenTypeExpected = 'urn:ietf:params:oauth:token-type:access_token'

/** The Data Cloud scopes that a core token carries on into the tenant token. */
export function decideExchange(
  app: ConnectedApp,
  request: ExchangeRequest,
  coreToken: CoreToken | undefined,
): SignInDecision {
  if (request.grantType !== exchangeGrantType) {
    return refuse('unsupported_grant_type', 'grant type not supported')
  }
  if (request.subjectTokenType !== subjectTokenTypeExpected) {
    return refuse('invalid_request', 'subject token type not supported')
  }
  if (request.hasScopeParameter) return refuse('invalid_scope', 'the requested scope is invalid')
  if (coreToken === undefined) return refuse('invalid_subject_token', 'invalid subject token')
  if (!app.isRunAsUserEntitled) return refuse('invalid_grant', 'user is not entitled to Data Cloud')
  if (request.dataspace !== 'default') return refuse('invalid_request', 'unknown dataspace')
  const scopes = coreToken.scopes.filter((scope) => scope.startsWith('cdp_'))
  if (scopes.length === 0) return refuse('invalid_scope', 'the requested scope is invalid')
  return { kind: 'granted', scopes }
}

/** Whether a tenant token with these scopes may use the Ingestion API. */
export function mayIngest(scopes: readonly string[]): boolean {
  return hasCdpScope(scopes, 'cdp_ingest_api')
}

/** Whether a tenant token with these scopes may query and read metadata. */
export function mayQuery(scopes: readonly string[]): boolean {
  return hasCdpScope(scopes, 'cdp_query_api')
}

function refuse(error: string, description: string): Refusal {
  return { kind: 'refused', error, description }
}
