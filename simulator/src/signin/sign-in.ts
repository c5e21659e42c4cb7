/**
 * The words that all ways of signing in share. A decision is made by a pure function of the app, the switches and the
 * request (one file for each grant); the routes carry it out. Rows: facts 1.1 to 1.5; the order of the checks is not
 * documented (assumed).
 */
import type { Switches } from '../control/switches.ts'
import { hasCdpScope, type ConnectedApp } from '../org/connected-app.ts'
import type { EpochMs } from '../platform/clock.ts'

export type GrantKind =
  | 'client-credentials'
  | 'jwt-bearer'
  | 'authorization-code'
  | 'refresh'
  | 'password'

export type Refusal = {
  readonly kind: 'refused'
  /** The member `error` of the reply. */
  readonly error: string
  readonly description: string
}

export type SignInDecision =
  | {
      readonly kind: 'granted'
      readonly grant: GrantKind
      readonly username: string
      readonly scopes: readonly string[]
    }
  | Refusal

/** All that a decision depends on besides the request. */
export type SignInWorld = {
  readonly app: ConnectedApp
  readonly rules: Pick<
    Switches,
    'keyPropagationMs' | 'assertionLifeMsMax' | 'scopeParameter' | 'notApprovedError'
  >
  readonly nowMs: EpochMs
  /** Of the app's user. */
  readonly loginsInLastHour: number
}

export function refuse(error: string, description: string): Refusal {
  return { kind: 'refused', error, description }
}

const scopesOfRefresh = new Set(['refresh_token', 'offline_access'])

/** Whether these scopes let a client come back without the user: then it is given a refresh token. */
export function mayRefresh(scopes: readonly string[]): boolean {
  return scopes.some((scope) => scopesOfRefresh.has(scope))
}

/** The scopes that an access token can carry: those for refreshing concern the refresh token alone. */
export function accessScopesOf(scopes: readonly string[]): readonly string[] {
  return scopes.filter((scope) => !scopesOfRefresh.has(scope))
}

/** Whether a tenant token with these scopes may use the Ingestion API. */
export function mayIngest(scopes: readonly string[]): boolean {
  return hasCdpScope(scopes, 'cdp_ingest_api')
}

/** Whether a tenant token with these scopes may query and read metadata. */
export function mayQuery(scopes: readonly string[]): boolean {
  return hasCdpScope(scopes, 'cdp_query_api')
}
