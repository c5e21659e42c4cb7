import type { Clock, EpochMs } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'

/** What the user approved, to be fetched once with the code. */
export type CodeApproval = {
  readonly scopes: readonly string[]
  readonly redirectUri: string
  /** base64url of SHA-256 over the verifier; nothing for a client without PKCE. */
  readonly codeChallenge: string | undefined
}

/** A code as it comes back: each is good once, for fifteen minutes. */
export type PresentedCode =
  | { readonly kind: 'good'; readonly approval: CodeApproval }
  | { readonly kind: 'spent' }
  | { readonly kind: 'unknown' }

export type AuthorizationCodes = {
  issue(approval: CodeApproval): string
  /** Uses the code up, whatever comes of it. */
  present(code: string): PresentedCode
  forgetAll(): void
}

/** Seen in a write-up, read 2026-11; another says two minutes. */
const codeLifeMs = 900_000
const codesMax = 1_000

export function createAuthorizationCodes(clock: Clock, random: Random): AuthorizationCodes {
  type Entry = { readonly approval: CodeApproval; readonly expiresAtMs: EpochMs; isUsed: boolean }
  const codes = new Map<string, Entry>()
  return {
    issue: (approval) => {
      const code = `aPrx${random.tokenText(76)}`
      codes.set(code, { approval, expiresAtMs: clock.now() + codeLifeMs, isUsed: false })
      const [oldest] = codes.keys()
      if (codes.size > codesMax && oldest !== undefined) codes.delete(oldest)
      return code
    },
    present: (code) => {
      const entry = codes.get(code)
      if (entry === undefined) return { kind: 'unknown' }
      if (entry.isUsed || entry.expiresAtMs <= clock.now()) return { kind: 'spent' }
      entry.isUsed = true
      return { kind: 'good', approval: entry.approval }
    },
    forgetAll: () => codes.clear(),
  }
}
