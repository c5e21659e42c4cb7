import {
  blockedRefusal,
  clientRefusal,
  firstRefusal,
  loginRateRefusal,
  orgRefusal,
  secretRefusal,
  userRefusal,
} from './app-checks.ts'
import {
  accessScopesOf,
  refuse,
  type Refusal,
  type SignInDecision,
  type SignInWorld,
} from './sign-in.ts'
import type { TokenRequest } from './token-request.ts'

/** Signs in as the app's run-as user. "Permitted users" does not concern that user {B2B}. */
export function decideClientCredentials(world: SignInWorld, request: TokenRequest): SignInDecision {
  const { app } = world
  const refusal = firstRefusal([
    () => clientRefusal(world, request.clientId),
    () => secretRefusal(world, request.clientSecret, true),
    () => blockedRefusal(world),
    () => scopeRefusal(world, request.scope),
    () => flowRefusal(world),
    () => orgRefusal(world),
    () => runAsRefusal(world),
    () => userRefusal(world),
    () => usableScopeRefusal(world),
    () => loginRateRefusal(world),
  ])
  if (refusal !== undefined) return refusal
  const asked = request.scope?.split(/\s+/).filter(Boolean) ?? app.scopes
  return {
    kind: 'granted',
    grant: 'client-credentials',
    username: app.username,
    // Since Winter '26 `full` is dropped as well {B2B,SFSK}.
    scopes: accessScopesOf(app.scopes).filter((scope) => scope !== 'full' && asked.includes(scope)),
  }
}

function scopeRefusal({ app, rules }: SignInWorld, scope: string | undefined) {
  if (scope === undefined) return undefined
  if (rules.scopeParameter === 'refused') {
    return refuse('invalid_request', 'scope parameter not supported')
  }
  const isAllowed = scope.split(/\s+/).every((name) => name === '' || app.scopes.includes(name))
  return isAllowed ? undefined : refuse('invalid_scope', 'the requested scope is invalid')
}

function flowRefusal({ app }: SignInWorld): Refusal | undefined {
  return app.isClientCredentialsFlowEnabled && app.isClientCredentialsFlowInPolicies
    ? undefined
    : refuse('unauthorized_client', 'client credentials flow not enabled')
}

/** None chosen, an e-mail address in place of the username, and a user without API access read the same {TEAL}. */
function runAsRefusal({ app }: SignInWorld): Refusal | undefined {
  const isUser = app.runAsUser?.toLowerCase() === app.username.toLowerCase()
  return isUser && app.isUserApiEnabled
    ? undefined
    : refuse('invalid_grant', 'no client credentials user enabled')
}

/** Since Winter '26; `full` alone is not enough {B2B,SFSK}. */
function usableScopeRefusal({ app }: SignInWorld): Refusal | undefined {
  return app.scopes.includes('api') ? undefined : refuse('invalid_grant', 'no valid scopes defined')
}
