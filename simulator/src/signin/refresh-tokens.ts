import type { Clock, EpochMs } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'

/** A user's approval of the app, as long as it stands. */
export type RefreshToken = {
  readonly token: string
  /** Stays the same when the token is rotated; ties the core tokens given for it to it. */
  readonly approvalId: string
  readonly scopes: readonly string[]
  /** `null`: valid until revoked. */
  readonly expiresAtMs: EpochMs | null
}

export type RefreshTokens = {
  issue(scopes: readonly string[], lifeMs: number | null): RefreshToken
  find(token: string): RefreshToken | undefined
  /** A new token in place of this one, which ends at once. */
  rotate(refreshToken: RefreshToken, lifeMs: number | null): RefreshToken
  revoke(token: string): void
  revokeAll(): void
  /** Scopes of all approvals that stand, once each. */
  approvedScopes(): readonly string[]
}

/** Approvals of one app that a user may have; a further one ends the oldest. Seen in write-ups, read 2026-11. */
const approvalsMax = 5

export function createRefreshTokens(clock: Clock, random: Random): RefreshTokens {
  const tokens = new Map<string, RefreshToken>()
  const isGood = ({ expiresAtMs }: RefreshToken) =>
    expiresAtMs === null || expiresAtMs > clock.now()
  const add = (approvalId: string, scopes: readonly string[], lifeMs: number | null) => {
    // The first characters are those of real refresh tokens.
    const token = `5Aep861${random.tokenText(80)}`
    const expiresAtMs = lifeMs === null ? null : clock.now() + lifeMs
    const entry = { token, approvalId, scopes, expiresAtMs }
    tokens.set(token, entry)
    const [oldest] = tokens.keys()
    if (tokens.size > approvalsMax && oldest !== undefined) tokens.delete(oldest)
    return entry
  }
  return {
    issue: (scopes, lifeMs) => add(random.uuid(), scopes, lifeMs),
    find: (token) => {
      const entry = tokens.get(token)
      return entry !== undefined && isGood(entry) ? entry : undefined
    },
    rotate: (refreshToken, lifeMs) => {
      tokens.delete(refreshToken.token)
      return add(refreshToken.approvalId, refreshToken.scopes, lifeMs)
    },
    revoke: (token) => {
      tokens.delete(token)
    },
    revokeAll: () => tokens.clear(),
    approvedScopes: () => [
      ...new Set([...tokens.values()].filter(isGood).flatMap(({ scopes }) => scopes)),
    ],
  }
}
