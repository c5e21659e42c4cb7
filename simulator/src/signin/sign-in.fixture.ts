/** Hand-made input for the tests of signing in: assertions, codes, and an org that is as it was seeded. */
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { expect } from 'vitest'
import { switchesAtStart, type Switches } from '../control/switches.ts'
import { connectedAppSeeded, type ConnectedApp } from '../org/connected-app.ts'
import { coreHost, pageCredentials, type PracticeClient } from '../testing/practice-client.ts'

export const loginHost = 'login.salesforce.com'
export const username = connectedAppSeeded.username
export const callbackUrl = 'http://localhost:1717/OauthRedirect'
export const { client_id: clientId, client_secret: clientSecret } = pageCredentials

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
/** What an admin uploads under "Use digital signatures". */
export const certificate = publicKey.export({ type: 'spki', format: 'pem' }).toString()
export const signingKey = privateKey

/** The org as it was seeded, but for the named changes. */
export async function resetOrg(
  client: PracticeClient,
  change: Partial<ConnectedApp> = {},
  switches: Partial<Switches> = {},
): Promise<void> {
  await client.control('PATCH', 'app', { ...connectedAppSeeded, ...change })
  await client.control('PATCH', 'switches', { ...switchesAtStart, ...switches })
}

type Claims = Readonly<Record<string, unknown>>

/** Claims that are good for the next three minutes; the changed ones make them bad. */
export function claimsAt(nowMs: number, change: Claims = {}): Claims {
  const exp = Math.floor(nowMs / 1_000) + 180
  return { iss: clientId, sub: username, aud: 'https://login.salesforce.com', exp, ...change }
}

export function assertionOf(claims: Claims, key: KeyObject = signingKey, alg = 'RS256'): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${part({ alg })}.${part(claims)}`
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`
}

export const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

export function jwtForm(assertion: string) {
  return { grant_type: jwtBearer, assertion }
}

/** Asks for a code as a browser would, and gives the callback it is sent to. */
export async function authorize(
  client: PracticeClient,
  more: Readonly<Record<string, string>> = {},
): Promise<URL> {
  const form = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: callbackUrl,
    ...more,
  }
  const answer = await client.call({
    path: `/services/oauth2/authorize?${new URLSearchParams(form).toString()}`,
    host: coreHost,
  })
  return new URL(String(answer.headers['location']))
}

export function codeForm(code: string, more: Readonly<Record<string, string>> = {}) {
  return {
    grant_type: 'authorization_code',
    code,
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uri: callbackUrl,
    ...more,
  }
}

export function refreshForm(refreshToken: string, more: Readonly<Record<string, string>> = {}) {
  return {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: clientId,
    client_secret: clientSecret,
    ...more,
  }
}

/** A fresh approval of the user, all scopes, with its refresh token. */
export async function approve(client: PracticeClient) {
  const code = (await authorize(client)).searchParams.get('code') ?? ''
  return client.signIn(codeForm(code), coreHost)
}

export const passwordForm = {
  grant_type: 'password',
  client_id: clientId,
  client_secret: clientSecret,
  username,
  password: connectedAppSeeded.userPassword,
}

export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}

/** A setting of the app, a form made by hand, and the refusal that follows. */
export type RefusalRow = {
  readonly when: string
  readonly app?: Partial<ConnectedApp>
  readonly switches?: Partial<Switches>
  /** Client credentials of the integration page, unless it says otherwise. */
  readonly form?: () => Readonly<Record<string, string>>
  readonly host?: string
  readonly error: string
  readonly description: string
}

/** Every refusal of the token endpoint is a 400 in JSON that may not be stored {OERR}. */
export async function expectRefusal(client: PracticeClient, row: RefusalRow): Promise<void> {
  await resetOrg(client, { certificate, ...row.app }, row.switches)
  const answer = await client.signIn(row.form?.() ?? pageCredentials, row.host ?? coreHost)
  expect(answer.status).toBe(400)
  expect(answer.headers['content-type']).toContain('application/json')
  expect(answer.headers['cache-control']).toBe('no-store')
  expect(answer.json).toEqual({ error: row.error, error_description: row.description })
}
