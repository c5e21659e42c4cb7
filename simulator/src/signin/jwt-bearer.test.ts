import { X509Certificate } from 'node:crypto'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  coreHost,
  openingMsMax,
  openPracticeClient,
  type PracticeClient,
} from '../testing/practice-client.ts'
import {
  approve,
  assertionOf,
  certificate,
  claimsAt,
  jwtForm,
  loginHost,
  resetOrg,
  signingKey,
} from './sign-in.fixture.ts'

let client: PracticeClient
beforeAll(async () => {
  client = await openPracticeClient({}, { isLakeNeeded: false })
}, openingMsMax)
afterAll(() => client[Symbol.asyncDispose]())
beforeEach(() => resetOrg(client, { certificate }))

const signIn = (change: Readonly<Record<string, unknown>> = {}, host = coreHost) =>
  client.signIn(jwtForm(assertionOf(claimsAt(client.clock.now(), change))), host)

test('an assertion gives a core token that can be exchanged, and no refresh token', async () => {
  const { status, json } = await signIn()
  expect(status).toBe(200)
  expect(json).toMatchObject({ scope: 'cdp_ingest_api api cdp_query_api cdp_profile_api' })
  expect(json).not.toHaveProperty('refresh_token')
  expect((await client.exchange(String(json['access_token']))).status).toBe(200)
})

test.each([loginHost, 'test.salesforce.com', coreHost])(
  'it may be posted to %s, which names My Domain for the rest',
  async (host) => {
    const { json } = await signIn({}, host)
    expect(json['instance_url']).toBe('https://your-org.my.salesforce.com')
  },
)

test.each([
  'https://login.salesforce.com',
  'https://test.salesforce.com',
  'https://login.salesforce.com/',
  'login.salesforce.com',
  'https://your-org.my.salesforce.com',
  ['https://example.com', 'https://login.salesforce.com'],
])('its audience may be %s', async (aud) => {
  expect((await signIn({ aud })).status).toBe(200)
})

test('its audience may be the address at which the client found the practice org', async () => {
  const localhost = client.url.replace('127.0.0.1', 'localhost')
  for (const aud of [client.url, localhost]) {
    expect((await signIn({ aud }, new URL(aud).host)).status).toBe(200)
    expect((await signIn({ aud })).json['error']).toBe('invalid_grant')
  }
})

test('its end may be text, as in the documents, and an hour away, as an official client sends it', async () => {
  const exp = String(Math.floor(client.clock.now() / 1_000) + 3_600)
  expect((await signIn({ exp })).status).toBe(200)
})

test('its end may be the second of the call, as a client in the field signs it', async () => {
  const exp = Math.floor(client.clock.now() / 1_000)
  expect((await signIn({ exp })).status).toBe(200)
})

test('its user is found whatever the case', async () => {
  expect((await signIn({ sub: 'Integration.User@your-org.example' })).status).toBe(200)
})

test('it is checked against a certificate as well as against a bare public key', async () => {
  const privateKey = signingKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const pems = await generate([{ name: 'commonName', value: 'client' }], {
    keyPair: { privateKey, publicKey: certificate },
    algorithm: 'sha256',
  })
  expect(new X509Certificate(pems.cert).subject).toBe('CN=client')
  await resetOrg(client, { certificate: pems.cert })
  expect((await signIn()).status).toBe(200)
})

test('where users authorize themselves it needs an earlier approval, and has its scopes', async () => {
  await resetOrg(client, {
    certificate,
    permittedUsers: 'self-authorize',
    scopes: ['api', 'refresh_token'],
  })
  expect((await signIn()).json['error']).toBe('invalid_grant')
  await approve(client)
  await resetOrg(client, { certificate, permittedUsers: 'self-authorize' })
  expect((await signIn()).json).toMatchObject({ scope: 'api' })
})
