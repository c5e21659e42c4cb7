/** The signed assertion of the JWT bearer flow: reading it, and checking its signature. */
import { createPublicKey, verify, type KeyObject } from 'node:crypto'
import { decodeProtectedHeader } from 'jose'
import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'

/** Documents show `exp` as text, most clients send a number. */
const AssertionClaims = Type.Object({
  iss: Type.Optional(Type.String()),
  sub: Type.Optional(Type.String()),
  aud: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])),
  exp: Type.Optional(Type.Union([Type.Number(), Type.String({ pattern: String.raw`^\d{1,12}$` })])),
})
export type AssertionClaims = Static<typeof AssertionClaims>

export type Assertion = {
  readonly claims: AssertionClaims
  readonly signedText: string
  readonly signature: Buffer
}

const claimsCheck = Compile(AssertionClaims)
const algorithm = 'RS256'

/** Nothing for a text that is no JWT, or one that is not signed with RSA and SHA-256. */
export function readAssertion(text: string): Assertion | undefined {
  const [header, payload, signature, ...more] = text.split('.')
  if (header === undefined || payload === undefined || signature === undefined) return undefined
  if (more.length > 0 || algorithmOf(text) !== algorithm) return undefined
  const claims = jsonOf(payload)
  if (!claimsCheck.Check(claims)) return undefined
  return {
    claims,
    signedText: `${header}.${payload}`,
    signature: Buffer.from(signature, 'base64url'),
  }
}

/** The public key of the app's certificate, PEM of either; nothing for what is neither. */
export function publicKeyOf(certificate: string | null): KeyObject | undefined {
  if (certificate === null || certificate.includes('PRIVATE KEY')) return undefined
  try {
    const key = createPublicKey(certificate)
    return key.asymmetricKeyType === 'rsa' ? key : undefined
  } catch {
    // Whatever is wrong with an uploaded certificate, the client hears the same.
    return undefined
  }
}

export function isSignedBy(assertion: Assertion, key: KeyObject): boolean {
  return verify('RSA-SHA256', Buffer.from(assertion.signedText), key, assertion.signature)
}

function algorithmOf(text: string): string | undefined {
  try {
    return decodeProtectedHeader(text).alg
  } catch {
    return undefined
  }
}

function jsonOf(base64: string): unknown {
  try {
    return JSON.parse(Buffer.from(base64, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
