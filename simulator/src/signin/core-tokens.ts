import type { Switches } from '../control/switches.ts'
import type { Org } from '../org/org.ts'
import type { Clock, EpochMs } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import { createCoreJwtSigner } from './core-jwt.ts'
import type { GrantKind } from './sign-in.ts'

/** A core token that was given out and is still good. */
export type CoreToken = {
  readonly token: string
  /** What the app was allowed at sign-in; later changes of the app do not reach it. */
  readonly scopes: readonly string[]
  readonly grant: GrantKind
  readonly username: string
  /** The approval it was given for; nothing for grants without one. */
  readonly approvalId: string | undefined
  /** `jwt` when the app issues JWT-based access tokens: good for REST, never for the exchange {CAPP}. */
  readonly format: 'opaque' | 'jwt'
  readonly issuedAtMs: EpochMs
  readonly expiresAtMs: EpochMs
  /** Whether it was exchanged for a tenant token before. */
  readonly isExchanged: boolean
}

export type CoreTokenRequest = Pick<CoreToken, 'scopes' | 'grant' | 'username' | 'approvalId'>

export type CoreTokens = {
  issue(request: CoreTokenRequest): Promise<CoreToken>
  /** A token that is good now; finding it is using it, which may prolong its life (a switch). */
  find(token: string): CoreToken | undefined
  noteExchange(token: string): void
  revoke(token: string): void
  /** Ends what was given for an approval that was taken back. */
  revokeApproval(approvalId: string): void
  revokeAll(): void
}

type Needs = {
  readonly org: Org
  readonly clock: Clock
  readonly random: Random
  readonly switches: () => Pick<Switches, 'coreTokenLifeMs' | 'isCoreTokenProlongedByUse'>
}

const coreTokensMax = 10_000

export function createCoreTokens({ org, clock, random, switches }: Needs): CoreTokens {
  const tokens = new Map<string, CoreToken>()
  const signJwt = createCoreJwtSigner(org, random)
  // The exclamation mark is part of every opaque token, and mangled by many a shell {SVT}.
  const opaqueToken = () => `${org.orgId}!AQ${random.tokenText(94)}`

  return {
    issue: async ({ scopes, grant, username, approvalId }) => {
      const issuedAtMs = clock.now()
      const expiresAtMs = issuedAtMs + switches().coreTokenLifeMs
      const format = org.app.isJwtCoreToken ? 'jwt' : 'opaque'
      const token =
        format === 'jwt' ? await signJwt({ scopes, issuedAtMs, expiresAtMs }) : opaqueToken()
      const isExchanged = false
      const given = { scopes, grant, username, approvalId }
      const entry = { ...given, token, format, issuedAtMs, expiresAtMs, isExchanged } as const
      tokens.set(token, entry)
      const [oldest] = tokens.keys()
      if (tokens.size > coreTokensMax && oldest !== undefined) tokens.delete(oldest)
      return entry
    },
    find: (token) => {
      const entry = tokens.get(token)
      const nowMs = clock.now()
      if (entry === undefined || entry.expiresAtMs <= nowMs) return undefined
      const { coreTokenLifeMs, isCoreTokenProlongedByUse } = switches()
      // A session is prolonged by use in the second half of its life: how Salesforce sessions do it (assumed here).
      const isLate = entry.expiresAtMs - nowMs < coreTokenLifeMs / 2
      if (!isCoreTokenProlongedByUse || !isLate) return entry
      const prolonged = { ...entry, expiresAtMs: nowMs + coreTokenLifeMs }
      tokens.set(token, prolonged)
      return prolonged
    },
    noteExchange: (token) => {
      const entry = tokens.get(token)
      if (entry !== undefined) tokens.set(token, { ...entry, isExchanged: true })
    },
    revoke: (token) => {
      tokens.delete(token)
    },
    revokeApproval: (approvalId) => {
      for (const entry of tokens.values()) {
        if (entry.approvalId === approvalId) tokens.delete(entry.token)
      }
    },
    revokeAll: () => tokens.clear(),
  }
}
