import {
  adminApprovalRefusal,
  blockedRefusal,
  clientRefusal,
  firstRefusal,
  orgRefusal,
  secretRefusal,
  userRefusal,
} from './app-checks.ts'
import type { RefreshToken } from './refresh-tokens.ts'
import { accessScopesOf, refuse, type SignInDecision, type SignInWorld } from './sign-in.ts'
import type { TokenRequest } from './token-request.ts'

/**
 * Renews the session of an earlier approval. An unknown, revoked, expired or already rotated refresh token reads the same
 * {OERR}. It is no login, so the login rate does not bound it (assumed).
 */
export function decideRefresh(
  world: SignInWorld,
  request: TokenRequest,
  refreshToken: RefreshToken | undefined,
): SignInDecision {
  const { app } = world
  const refusal = firstRefusal([
    () => clientRefusal(world, request.clientId),
    () => secretRefusal(world, request.clientSecret, app.isSecretRequired),
    () => blockedRefusal(world),
    () =>
      refreshToken === undefined
        ? refuse('invalid_grant', 'expired access/refresh token')
        : undefined,
    () => orgRefusal(world),
    () => userRefusal(world),
    () => adminApprovalRefusal(world),
  ])
  if (refusal !== undefined) return refusal
  return {
    kind: 'granted',
    grant: 'refresh',
    username: app.username,
    scopes: accessScopesOf(refreshToken?.scopes ?? []),
  }
}
