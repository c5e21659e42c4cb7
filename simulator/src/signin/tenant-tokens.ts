/**
 * The tenant token: an ES256 JWT with the documented header and claims {JDBC}. Its key is made at
 * the start, so a token does not outlive the process that gave it.
 */
import { generateKeyPair, jwtVerify, SignJWT } from 'jose'
import type { Org } from '../org/org.ts'
import type { Clock, EpochMs } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'

export type TenantToken = { readonly token: string; readonly expiresInSeconds: number }

export type TenantTokens = {
  issue(scopes: readonly string[], dataspace: string): Promise<TenantToken>
  /** The scopes of a good token; nothing for one that is not ours, not yet or no longer valid. */
  scopesOf(token: string): Promise<readonly string[] | undefined>
  /** Makes every token given out so far invalid, as if its key had been changed. */
  invalidateAll(): Promise<void>
}

/** exp − iat of a real token {JDBC}. */
const tenantTokenLifeSeconds = 7_199
/** nbf is a minute before iat {JDBC}. */
const notBeforeLeadSeconds = 60
const audience = 'api.a360.salesforce.com'
const checkedTokensMax = 1_000

export async function openTenantTokens(
  org: Org,
  clock: Clock,
  random: Random,
): Promise<TenantTokens> {
  let keys = await generateKeyPair('ES256')
  const checked = new Map<string, CheckedToken>()
  const verify = async (token: string): Promise<CheckedToken | undefined> => {
    try {
      const { payload } = await jwtVerify(token, keys.publicKey, {
        algorithms: ['ES256'],
        audience,
        currentDate: new Date(clock.now()),
        requiredClaims: ['exp', 'nbf', 'scp'],
      })
      const scopeList = payload['scp']
      if (typeof scopeList !== 'string' || payload.exp === undefined) return undefined
      return { scopes: scopeList.split(' '), expiresAtMs: payload.exp * 1_000 }
    } catch {
      // Whatever is wrong with a token, its bearer hears the same.
      return undefined
    }
  }
  return {
    issue: async (scopes, dataspace) => {
      const issuedAtMs = clock.now()
      const claims = claimsOf({ org, scopes, dataspace, issuedAtMs, jti: random.uuid() })
      const token = await new SignJWT(claims)
        .setProtectedHeader({ kid: `CORE.${org.orgId}.${issuedAtMs}`, typ: 'JWT', alg: 'ES256' })
        .sign(keys.privateKey)
      return { token, expiresInSeconds: tenantTokenLifeSeconds }
    },
    scopesOf: async (token) => {
      const known = checked.get(token)
      if (known !== undefined && known.expiresAtMs > clock.now()) return known.scopes
      const fresh = await verify(token)
      if (fresh === undefined) return undefined
      if (checked.size >= checkedTokensMax) checked.clear()
      checked.set(token, fresh)
      return fresh.scopes
    },
    invalidateAll: async () => {
      keys = await generateKeyPair('ES256')
      checked.clear()
    },
  }
}

type CheckedToken = { readonly scopes: readonly string[]; readonly expiresAtMs: EpochMs }

type Claims = {
  readonly org: Org
  readonly scopes: readonly string[]
  readonly dataspace: string
  readonly issuedAtMs: EpochMs
  readonly jti: string
}

function claimsOf({ org, scopes, dataspace, issuedAtMs, jti }: Claims) {
  const iat = Math.floor(issuedAtMs / 1_000)
  return {
    sub: `https://login.salesforce.com/id/${org.orgId}/${org.userId}`,
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
    exp: iat + tenantTokenLifeSeconds,
    iat,
    jti,
  }
}
