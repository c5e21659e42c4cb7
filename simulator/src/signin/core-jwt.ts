import { generateKeyPair, SignJWT, type CryptoKey } from 'jose'
import type { Org } from '../org/org.ts'
import type { EpochMs } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import { identityUrlOf } from './identity-url.ts'

type CoreJwt = {
  readonly scopes: readonly string[]
  readonly issuedAtMs: EpochMs
  readonly expiresAtMs: EpochMs
}

/**
 * Signs core tokens in JWT form. Facts say that they exist and what they are not good for; which claims they carry is
 * assumed. The key is made when the first one is asked for, since most orgs never do.
 */
export function createCoreJwtSigner(org: Org, random: Random) {
  let keys: Promise<{ readonly privateKey: CryptoKey }> | undefined
  return async ({ scopes, issuedAtMs, expiresAtMs }: CoreJwt): Promise<string> => {
    keys ??= generateKeyPair('RS256')
    const { privateKey } = await keys
    return new SignJWT({
      scp: scopes.join(' '),
      aud: [`https://${org.coreHost}`],
      sub: identityUrlOf(org),
      client_id: org.app.clientId,
      iss: `https://${org.coreHost}`,
      iat: Math.floor(issuedAtMs / 1_000),
      exp: Math.floor(expiresAtMs / 1_000),
      jti: random.uuid(),
    })
      .setProtectedHeader({ kid: `CORE_AT.${org.orgId}`, typ: 'JWT', alg: 'RS256' })
      .sign(privateKey)
  }
}
