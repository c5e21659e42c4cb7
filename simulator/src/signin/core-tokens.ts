import type { Org } from '../org/org.ts'
import type { Clock, EpochMs } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'

/** An opaque core token that was given out and is still good. */
export type CoreToken = {
  readonly token: string
  /** What the app was allowed at sign-in; later changes of the app do not reach it. */
  readonly scopes: readonly string[]
  readonly issuedAtMs: EpochMs
  readonly expiresAtMs: EpochMs
}

export type CoreTokens = {
  issue(scopes: readonly string[]): CoreToken
  find(token: string): CoreToken | undefined
  revoke(token: string): void
  revokeAll(): void
}

/** Session timeout of a new org: never told to a client {CHAT,XKIT}. Use does not extend it (assumed). */
const coreTokenLifeMs = 7_200_000
const coreTokensMax = 10_000

export function createCoreTokens(org: Org, clock: Clock, random: Random): CoreTokens {
  const tokens = new Map<string, CoreToken>()
  return {
    issue: (scopes) => {
      const issuedAtMs = clock.now()
      // The exclamation mark is part of every real token, and mangled by many a shell {SVT}.
      const token = `${org.orgId}!AQ${random.tokenText(94)}`
      const entry = { token, scopes, issuedAtMs, expiresAtMs: issuedAtMs + coreTokenLifeMs }
      tokens.set(token, entry)
      const [oldest] = tokens.keys()
      if (tokens.size > coreTokensMax && oldest !== undefined) tokens.delete(oldest)
      return entry
    },
    find: (token) => {
      const entry = tokens.get(token)
      return entry !== undefined && entry.expiresAtMs > clock.now() ? entry : undefined
    },
    revoke: (token) => {
      tokens.delete(token)
    },
    revokeAll: () => tokens.clear(),
  }
}
