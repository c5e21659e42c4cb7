import {
  adminApprovalRefusal,
  blockedRefusal,
  clientRefusal,
  firstRefusal,
  loginRateRefusal,
  orgRefusal,
  secretRefusal,
  userRefusal,
} from './app-checks.ts'
import { accessScopesOf, refuse, type SignInDecision, type SignInWorld } from './sign-in.ts'
import type { TokenRequest } from './token-request.ts'

/**
 * Signs in with a user's name and password (the security token at its end). Blocked by default; then it reads like a
 * wrong password, and only the login history tells (assumed). Never gives a refresh token.
 */
export function decidePassword(world: SignInWorld, request: TokenRequest): SignInDecision {
  const { app } = world
  const isUser =
    request.username?.toLowerCase() === app.username.toLowerCase() &&
    request.password === app.userPassword
  const refusal = firstRefusal([
    () => clientRefusal(world, request.clientId),
    () => secretRefusal(world, request.clientSecret, app.isSecretRequired),
    () => blockedRefusal(world),
    () =>
      app.isPasswordFlowEnabled && isUser
        ? undefined
        : refuse('invalid_grant', 'authentication failure'),
    () => orgRefusal(world),
    () => userRefusal(world),
    () => adminApprovalRefusal(world),
    () => loginRateRefusal(world),
  ])
  if (refusal !== undefined) return refusal
  return {
    kind: 'granted',
    grant: 'password',
    username: app.username,
    scopes: accessScopesOf(app.scopes),
  }
}
