import { createHash } from 'node:crypto'
import {
  blockedRefusal,
  clientRefusal,
  firstRefusal,
  loginRateRefusal,
  orgRefusal,
  secretRefusal,
  userRefusal,
} from './app-checks.ts'
import type { CodeApproval, PresentedCode } from './authorization-codes.ts'
import {
  accessScopesOf,
  refuse,
  type Refusal,
  type SignInDecision,
  type SignInWorld,
} from './sign-in.ts'
import type { TokenRequest } from './token-request.ts'

/** The second half of the web-server flow: a code, given to the callback, becomes tokens {WSF}. */
export function decideAuthorizationCode(
  world: SignInWorld,
  request: TokenRequest,
  presented: PresentedCode,
): SignInDecision {
  const { app } = world
  const refusal = firstRefusal([
    () => clientRefusal(world, request.clientId),
    () => secretRefusal(world, request.clientSecret, app.isSecretRequired),
    () => blockedRefusal(world),
    () => codeRefusal(request, presented),
    () => orgRefusal(world),
    () => userRefusal(world),
    () => loginRateRefusal(world),
  ])
  if (refusal !== undefined) return refusal
  const scopes = presented.kind === 'good' ? presented.approval.scopes : []
  return {
    kind: 'granted',
    grant: 'authorization-code',
    username: app.username,
    scopes: accessScopesOf(scopes),
  }
}

function codeRefusal(request: TokenRequest, presented: PresentedCode): Refusal | undefined {
  if (request.code === undefined) return refuse('invalid_request', 'must provide code')
  switch (presented.kind) {
    case 'unknown':
      return refuse('invalid_grant', 'invalid authorization code')
    case 'spent':
      // A used code reads like an expired one: seen in a client's issue.
      return refuse('invalid_grant', 'expired authorization code')
    case 'good':
      if (request.redirectUri !== presented.approval.redirectUri) {
        return refuse('redirect_uri_mismatch', 'redirect_uri must match configuration')
      }
      return verifierRefusal(request, presented.approval)
  }
}

/** Documented {WSF}: which of the two is missing decides the code. The texts are assumed. */
function verifierRefusal({ codeVerifier }: TokenRequest, { codeChallenge }: CodeApproval) {
  if (codeVerifier === undefined && codeChallenge === undefined) return undefined
  if (codeVerifier === undefined || codeChallenge === undefined) {
    return refuse('invalid_grant', 'invalid code verifier')
  }
  const challenge = createHash('sha256').update(codeVerifier).digest('base64url')
  return challenge === codeChallenge.replace(/=+$/, '')
    ? undefined
    : refuse('invalid_request', 'invalid code verifier')
}
