import { orgRefusal, userRefusal } from './app-checks.ts'
import { refuse, type Refusal, type SignInWorld } from './sign-in.ts'

export type AuthorizeRequest = {
  readonly responseType: string | undefined
  readonly clientId: string | undefined
  readonly redirectUri: string | undefined
  readonly scope: string | undefined
  readonly codeChallenge: string | undefined
}

export type AuthorizeDecision =
  /** Shown to the person, since nobody knows where to send the answer. */
  | { readonly kind: 'shown'; readonly refusal: Refusal }
  /** Told to the callback {OERR}. */
  | { readonly kind: 'told'; readonly redirectUri: string; readonly refusal: Refusal }
  | {
      readonly kind: 'approved'
      readonly redirectUri: string
      readonly scopes: readonly string[]
      readonly codeChallenge: string | undefined
    }

/** The first half of the web-server flow, with a user who is signed in and approves at once (our own). */
export function decideAuthorize(world: SignInWorld, request: AuthorizeRequest): AuthorizeDecision {
  const { app } = world
  const { redirectUri } = request
  const shown = (error: string, description: string): AuthorizeDecision => ({
    kind: 'shown',
    refusal: refuse(error, description),
  })
  if (request.clientId !== app.clientId)
    return shown('invalid_client_id', 'client identifier invalid')
  if (redirectUri === undefined) return shown('redirect_uri_missing', 'redirect_uri not provided')
  if (!app.callbackUrls.includes(redirectUri)) {
    return shown('redirect_uri_mismatch', 'redirect_uri must match configuration')
  }
  const refusal = refusalOf(world, request)
  if (refusal !== undefined) return { kind: 'told', redirectUri, refusal }
  const scopes = askedScopesOf(request) ?? app.scopes
  return { kind: 'approved', redirectUri, scopes, codeChallenge: request.codeChallenge }
}

function refusalOf(world: SignInWorld, request: AuthorizeRequest): Refusal | undefined {
  const { app, nowMs, rules } = world
  if (nowMs < app.clientIdSinceMs + rules.keyPropagationMs) {
    return refuse('invalid_client_id', 'client identifier invalid')
  }
  if (!app.isInstalled) return refuse('invalid_client', 'app must be installed into org') // {KB513}
  if (!app.isActive) return refuse('OAUTH_APP_BLOCKED', 'this app is blocked by admin')
  if (request.responseType !== 'code') {
    return refuse('unsupported_response_type', 'response type not supported')
  }
  const asked = askedScopesOf(request) ?? []
  if (asked.some((scope) => !app.scopes.includes(scope))) {
    return refuse('invalid_scope', 'the requested scope is not allowed')
  }
  if (app.isPkceRequired && request.codeChallenge === undefined) {
    return refuse('invalid_request', 'missing required code challenge')
  }
  const refusal = orgRefusal(world) ?? userRefusal(world)
  if (refusal !== undefined) return refusal
  if (app.permittedUsers === 'admin-approved' && !app.isUserAdminApproved) {
    return refuse('OAUTH_APP_ACCESS_DENIED', 'user is not admin approved to access this app')
  }
  return app.isUserDenying ? refuse('access_denied', 'end-user denied authorization') : undefined
}

/** A scope list that names nothing asks for everything, as no list does. */
function askedScopesOf({ scope }: AuthorizeRequest): readonly string[] | undefined {
  const names = scope?.split(/\s+/).filter(Boolean) ?? []
  return names.length === 0 ? undefined : names
}
