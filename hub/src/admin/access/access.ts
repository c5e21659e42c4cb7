import { createHash, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../../platform/clock.ts'
import type { Random } from '../../platform/random.ts'
import type { AccessStore, AdminToken } from '../../store/store.ts'
import type { Caller } from '../route.ts'

/** How long a sign-in link may be used, once. */
export const signInLinkMsMax = 60 * 60 * 1000
/** How long a console session lasts. */
export const sessionMsMax = 7 * 24 * 60 * 60 * 1000

const tokenRandomChars = 40
const idRandomChars = 20

/**
 * Who may use the admin API: API tokens, console sessions, and the one-time links that start a session.
 * Only SHA-256 digests are kept, so nobody who reads the store can sign in.
 */
export interface Access {
  /** Makes an API token; its text is seen here and never again. */
  issueToken(name: string): Promise<IssuedToken>
  /**
   * Admits the operator's own token (`SIGNAL_ADMIN_TOKEN`) in place of the one it brought before; harmless when
   * repeated.
   */
  admitToken(name: string, token: string): Promise<void>
  /** Makes the code of `/sign-in#<code>`, good for one use within {@link signInLinkMsMax}. */
  issueSignInLink(): Promise<string>
  /** Turns a code into a session, or null when it is unknown, used or too old. */
  startSession(code: string): Promise<IssuedSession | null>
  endSession(id: string): Promise<void>
  /** Whose secret this is, or why it is refused. */
  callerOf(secret: string, kind: Caller['kind']): Promise<CallerFound>
}

export type IssuedToken = { readonly token: string; readonly stored: AdminToken }
export type IssuedSession = { readonly secret: string; readonly expiresAtMs: number }
export type CallerFound =
  | { readonly kind: 'known'; readonly caller: Caller }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'expired' }

/** Id under which the operator's own token stands: one at a time, so that a changed one ends the former. */
const operatorTokenId = 'tok_environment'

type Needs = { readonly store: AccessStore; readonly clock: Clock; readonly random: Random }

export function createAccess({ store, clock, random }: Needs): Access {
  async function issue(fields: Pick<AdminToken, 'name' | 'kind' | 'expiresAtMs'>, prefix: string) {
    const secret = `${prefix}${random.token(tokenRandomChars)}`
    const stored = {
      ...fields,
      id: `tok_${random.token(idRandomChars)}`,
      sha256: sha256Of(secret),
      createdAtMs: clock.now(),
    }
    await store.put(stored)
    return { secret, stored }
  }

  /** Forgets what has run out, so that sign-ins do not pile up. */
  async function forgetExpired(): Promise<void> {
    const nowMs = clock.now()
    for (const token of await store.list()) {
      if (token.expiresAtMs !== null && token.expiresAtMs <= nowMs) await store.delete(token.id)
    }
  }

  return {
    async issueToken(name) {
      const { secret, stored } = await issue({ name, kind: 'token', expiresAtMs: null }, 'sig_')
      return { token: secret, stored }
    },
    async admitToken(name, token) {
      const sha256 = sha256Of(token)
      const present = await store.findBySha256(sha256)
      if (present?.id === operatorTokenId) return
      const createdAtMs = clock.now()
      await store.put({
        id: operatorTokenId,
        name,
        sha256,
        kind: 'token',
        createdAtMs,
        expiresAtMs: null,
      })
    },
    async issueSignInLink() {
      await forgetExpired()
      const expiresAtMs = clock.now() + signInLinkMsMax
      const fields = { name: 'Sign-in link', kind: 'sign-in-link', expiresAtMs } as const
      return (await issue(fields, '')).secret
    },
    async startSession(code) {
      const sha256 = sha256Of(code)
      // Looked at before it is taken, so that an API token pasted here is not used up.
      if ((await store.findBySha256(sha256))?.kind !== 'sign-in-link') return null
      const link = await store.consume(sha256)
      if (link === null || isExpired(link, clock.now())) return null
      const expiresAtMs = clock.now() + sessionMsMax
      const session = await issue({ name: 'Console', kind: 'session', expiresAtMs }, '')
      return { secret: session.secret, expiresAtMs }
    },
    async endSession(id) {
      await store.delete(id)
    },
    async callerOf(secret, kind) {
      const sha256 = sha256Of(secret)
      const found = await store.findBySha256(sha256)
      if (found === null || found.kind !== kind || !isSameDigest(found.sha256, sha256)) {
        return { kind: 'unknown' }
      }
      if (isExpired(found, clock.now())) return { kind: 'expired' }
      const { id: tokenId, name, expiresAtMs } = found
      return { kind: 'known', caller: { tokenId, name, kind, expiresAtMs } }
    },
  }
}

function isExpired(token: AdminToken, nowMs: number): boolean {
  return token.expiresAtMs !== null && token.expiresAtMs <= nowMs
}

function sha256Of(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** Compares in constant time, so that an answer's delay tells nothing of the digest. */
function isSameDigest(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))
}
