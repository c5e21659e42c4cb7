import {
  adminApprovalRefusal,
  blockedRefusal,
  clientRefusal,
  firstRefusal,
  loginRateRefusal,
  orgRefusal,
  userRefusal,
} from './app-checks.ts'
import { isSignedBy, publicKeyOf, readAssertion, type AssertionClaims } from './assertion.ts'
import {
  accessScopesOf,
  refuse,
  type Refusal,
  type SignInDecision,
  type SignInWorld,
} from './sign-in.ts'
import type { TokenRequest } from './token-request.ts'

export type JwtBearerWorld = SignInWorld & {
  /** What `aud` may name: the login hosts, My Domain, and the practice org's own address. */
  readonly audiences: readonly string[]
  /** Scopes of the user's earlier approvals, each of which came with a refresh token. */
  readonly approvedScopes: readonly string[]
}

/**
 * Signs in as the user named in an assertion that the app's certificate vouches for. No secret is needed, no refresh
 * token is given, and `scope` is not part of the flow {JWTF}.
 */
export function decideJwtBearer(world: JwtBearerWorld, request: TokenRequest): SignInDecision {
  const { app } = world
  if (request.assertion === undefined) return refuse('invalid_request', 'assertion is required')
  const assertion = readAssertion(request.assertion)
  if (assertion === undefined) return invalidAssertion
  const { claims } = assertion
  const key = publicKeyOf(app.certificate)
  const refusal = firstRefusal([
    () => clientRefusal(world, claims.iss),
    () => blockedRefusal(world),
    () =>
      key === undefined
        ? refuse('invalid_request', 'missing or invalid assertion certificate')
        : undefined,
    () => (key !== undefined && isSignedBy(assertion, key) ? undefined : invalidAssertion),
    () => audienceRefusal(world, claims),
    () => lifeRefusal(world, claims),
    () =>
      request.scope === undefined
        ? undefined
        : refuse('invalid_request', 'scope parameter not supported'),
    () => subjectRefusal(world, claims),
    () => orgRefusal(world),
    () => userRefusal(world),
    () => adminApprovalRefusal(world),
    () => (scopesOf(world).length === 0 ? notApproved : undefined),
    () => loginRateRefusal(world),
  ])
  if (refusal !== undefined) return refusal
  return {
    kind: 'granted',
    grant: 'jwt-bearer',
    username: app.username,
    scopes: scopesOf(world),
  }
}

/** Seen for a text that is no JWT as well as for a wrong signature: two write-ups. */
const invalidAssertion = refuse('invalid_grant', 'invalid assertion')
/** Also what an unknown user hears: seen when an assertion is posted to the wrong login host. */
const notApproved = refuse('invalid_grant', "user hasn't approved this consumer")

/** Documented text {OERR}; "audience is invalid" was seen as well. */
function audienceRefusal({ audiences }: JwtBearerWorld, { aud }: AssertionClaims) {
  const named = aud === undefined ? [] : [aud].flat()
  const isOurs = named.some((audience) => audiences.includes(withScheme(audience)))
  return isOurs ? undefined : refuse('invalid_grant', 'Audience validation failed')
}

/** Documents write an address; a client in the field names the bare host {FZ}. */
function withScheme(audience: string): string {
  const plain = audience.replace(/\/$/, '')
  return plain.includes('://') ? plain : `https://${plain}`
}

/** A client in the field signs `exp` as the very second of the call {FZ}; how much is forgiven is assumed. */
const clockSkewMs = 180_000

/** An expired assertion reads like an expired code: seen in three write-ups. One that lives too long: assumed. */
function lifeRefusal({ nowMs, rules }: JwtBearerWorld, { exp }: AssertionClaims) {
  const expiresAtMs = Number(exp ?? 0) * 1_000
  if (expiresAtMs + clockSkewMs <= nowMs)
    return refuse('invalid_grant', 'expired authorization code')
  // A second is forgiven, since `exp` has no smaller unit.
  const isTooFar = expiresAtMs > nowMs + rules.assertionLifeMsMax + 1_000
  return isTooFar ? invalidAssertion : undefined
}

function subjectRefusal({ app }: JwtBearerWorld, { sub }: AssertionClaims): Refusal | undefined {
  return sub?.toLowerCase() === app.username.toLowerCase() ? undefined : notApproved
}

/** With "All users may self-authorize" an earlier approval decides, and its scopes are what is given {JWTF}. */
function scopesOf({ app, approvedScopes }: JwtBearerWorld): readonly string[] {
  return accessScopesOf(app.permittedUsers === 'admin-approved' ? app.scopes : approvedScopes)
}
