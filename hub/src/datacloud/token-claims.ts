import { Buffer } from 'node:buffer'
import type { Secret } from '../core/secret.ts'
import { jsonObjectOf, textOf } from './answer.ts'

const msPerSecond = 1_000

/**
 * The scopes a tenant token claims, or null when it cannot be read. Not verified: it is the other side's own word,
 * used only to tell a person what is missing. Source: facts, data-cloud-api 1.4 {JDBC}, claim `scp`, a list with spaces.
 */
export function scopesClaimedBy(token: Secret): readonly string[] | null {
  return textOf(claimsOf(token), 'scp')?.split(/\s+/).filter(Boolean) ?? null
}

/** How long a tenant token lives by its own claims (`exp` − `iat`), or null when it does not say. */
export function claimedLifeMsOf(token: Secret): number | null {
  const claims = claimsOf(token)
  const expiresAt = claims?.['exp']
  const issuedAt = claims?.['iat']
  if (typeof expiresAt !== 'number' || typeof issuedAt !== 'number') return null
  return (expiresAt - issuedAt) * msPerSecond
}

function claimsOf(token: Secret): Readonly<Record<string, unknown>> | null {
  const middle = token.reveal().split('.')[1]
  return middle === undefined ? null : jsonObjectOf(Buffer.from(middle, 'base64url').toString())
}
