/** The tenant token: an ES256 JWT with the documented header and claims {JDBC}. */
import { jwtVerify, SignJWT } from 'jose'
import type { Org } from '../org/org.ts'
import type { Clock, EpochMs } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import { identityUrlOf } from './identity-url.ts'
import { openTenantKey } from './tenant-key.ts'

export type TenantTokenRequest = {
  readonly scopes: readonly string[]
  readonly dataspace: string
  readonly lifeSeconds: number
}

export type TenantTokens = {
  issue(request: TenantTokenRequest): Promise<string>
  /** The scopes of a good token; nothing for one that is not ours, not yet or no longer valid. */
  scopesOf(token: string): Promise<readonly string[] | undefined>
  /** Ends one token; harmless for one that is not good. Forgotten with the process. */
  revoke(token: string): Promise<void>
  /** Makes every token given out so far invalid, as if its key had been changed. */
  invalidateAll(): Promise<void>
}

type Needs = {
  readonly org: Org
  readonly clock: Clock
  readonly random: Random
  /** Folder that keeps the key; empty: the key dies with the process, and every token with it. */
  readonly dataDir: string
}

/** nbf is a minute before iat {JDBC}. */
const notBeforeLeadSeconds = 60
const audience = 'api.a360.salesforce.com'
const checkedTokensMax = 1_000
const revokedTokensMax = 10_000

/** @throws Error when the folder cannot be used or holds a broken key */
export async function openTenantTokens({
  org,
  clock,
  random,
  dataDir,
}: Needs): Promise<TenantTokens> {
  const key = await openTenantKey(dataDir)
  const checked = new Map<string, CheckedToken>()
  const revoked = new Set<string>()
  const verify = async (token: string): Promise<CheckedToken | undefined> => {
    try {
      const { payload } = await jwtVerify(token, key.publicKey(), {
        algorithms: ['ES256'],
        audience,
        currentDate: new Date(clock.now()),
        requiredClaims: ['exp', 'nbf', 'scp', 'jti'],
      })
      const { scp, exp, nbf, jti } = payload
      if (typeof scp !== 'string' || jti === undefined) return undefined
      if (exp === undefined || nbf === undefined || revoked.has(jti)) return undefined
      return {
        ...{ id: jti, scopes: scp.split(' ') },
        ...{ notBeforeMs: nbf * 1_000, expiresAtMs: exp * 1_000 },
      }
    } catch {
      // Whatever is wrong with a token, its bearer hears the same.
      return undefined
    }
  }
  /** A token that was checked once may be revoked since, and a clock set back makes it too young. */
  const isGood = ({ id, notBeforeMs, expiresAtMs }: CheckedToken) =>
    !revoked.has(id) && notBeforeMs <= clock.now() && expiresAtMs > clock.now()
  return {
    issue: async (request) => {
      const issuedAtMs = clock.now()
      const claims = claimsOf({ org, ...request, issuedAtMs, jti: random.uuid() })
      return new SignJWT(claims)
        .setProtectedHeader({ kid: `CORE.${org.orgId}.${issuedAtMs}`, typ: 'JWT', alg: 'ES256' })
        .sign(key.privateKey())
    },
    scopesOf: async (token) => {
      const known = checked.get(token)
      if (known !== undefined && isGood(known)) return known.scopes
      const keyUsed = key.publicKey()
      const fresh = await verify(token)
      // A key changed meanwhile: were the token remembered now, it would outlive that change.
      if (fresh === undefined || key.publicKey() !== keyUsed) return undefined
      if (checked.size >= checkedTokensMax) checked.clear()
      checked.set(token, fresh)
      return fresh.scopes
    },
    revoke: async (token) => {
      const good = await verify(token)
      if (good === undefined) return
      checked.delete(token)
      revoked.add(good.id)
      const [oldest] = revoked
      if (revoked.size > revokedTokensMax && oldest !== undefined) revoked.delete(oldest)
    },
    invalidateAll: async () => {
      await key.renew()
      checked.clear()
      revoked.clear()
    },
  }
}

type CheckedToken = {
  readonly id: string
  readonly scopes: readonly string[]
  readonly notBeforeMs: EpochMs
  readonly expiresAtMs: EpochMs
}

type Claims = TenantTokenRequest & {
  readonly org: Org
  readonly issuedAtMs: EpochMs
  readonly jti: string
}

function claimsOf({ org, scopes, dataspace, lifeSeconds, issuedAtMs, jti }: Claims) {
  const iat = Math.floor(issuedAtMs / 1_000)
  return {
    sub: identityUrlOf(org),
    scp: scopes.join(' '),
    iss: `https://${org.coreHost}/`,
    orgId: org.orgId,
    issuerTenantId: `core/prod/${org.orgId}`,
    sfappid: org.app.clientId,
    audienceTenantId: org.tenantId,
    custom_attributes: { dataspace },
    aud: audience,
    nbf: iat - notBeforeLeadSeconds,
    sfoid: org.orgId,
    sfuid: org.userId,
    exp: iat + lifeSeconds,
    iat,
    jti,
  }
}
