import { decodeJwt } from 'jose'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  coreHost,
  openingMsMax,
  openPracticeClient,
  pageCredentials,
  type PracticeClient,
} from '../testing/practice-client.ts'
import { passwordForm, resetOrg } from './sign-in.fixture.ts'

let client: PracticeClient
beforeAll(async () => {
  client = await openPracticeClient({}, { isLakeNeeded: false })
}, openingMsMax)
afterAll(() => client[Symbol.asyncDispose]())
beforeEach(() => resetOrg(client))

test('a core token has the documented members, and never an expiry', async () => {
  const answer = await client.signIn(pageCredentials, coreHost)
  expect(answer.status).toBe(200)
  expect(answer.headers['cache-control']).toBe('no-store')
  expect(answer.json).toEqual({
    access_token: expect.stringMatching(/^00D\w{12}!AQ/),
    signature: expect.any(String),
    scope: 'cdp_ingest_api api cdp_query_api cdp_profile_api',
    instance_url: 'https://your-org.my.salesforce.com',
    id: expect.stringMatching(/^https:\/\/login\.salesforce\.com\/id\/00D\w+\/005\w+$/),
    token_type: 'Bearer',
    issued_at: String(client.clock.now()),
    api_instance_url: 'https://api.salesforce.com',
  })
})

test('it is given for parameters in the query string', async () => {
  const answer = await client.call({
    method: 'POST',
    path: `/services/oauth2/token?${new URLSearchParams(pageCredentials).toString()}`,
  })
  expect(answer.status).toBe(200)
})

test.each(['3MVG9...:xxxxxxxxxxxxxxxxxxxx', '3MVG9...:%78xxxxxxxxxxxxxxxxxxx'])(
  'it is given for HTTP Basic %s',
  async (credentials) => {
    const answer = await client.call({
      method: 'POST',
      path: '/services/oauth2/token',
      headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    })
    expect(answer.status).toBe(200)
  },
)

test('it points a client that came by loopback back to loopback', async () => {
  expect((await client.signIn()).json['instance_url']).toBe(client.url)
})

test('it carries the scopes of the app but for full and those of refreshing', async () => {
  await resetOrg(client, { scopes: ['full', 'refresh_token', 'offline_access', 'api', 'cdp_api'] })
  expect((await client.signIn()).json['scope']).toBe('api cdp_api')
})

test('it carries the scopes asked for, where they may be', async () => {
  await resetOrg(client, {}, { scopeParameter: 'taken' })
  const answer = await client.signIn({ ...pageCredentials, scope: 'api cdp_ingest_api' })
  expect(answer.json['scope']).toBe('cdp_ingest_api api')
})

test('it comes in JWT form where the app issues those, good for REST and not for the exchange', async () => {
  await resetOrg(client, { isJwtCoreToken: true })
  const { json } = await client.signIn()
  expect(json['token_format']).toBe('jwt')
  const token = String(json['access_token'])
  expect(decodeJwt(token)).toMatchObject({ iss: 'https://your-org.my.salesforce.com' })
  expect((await client.call({ path: '/services/oauth2/userinfo', token })).status).toBe(200)
  expect((await client.exchange(token)).json).toEqual({
    error: 'invalid_subject_token',
    error_description: 'invalid subject token',
  })
})

test('it ends with the session timeout, whatever it was used for', async () => {
  const token = String((await client.signIn()).json['access_token'])
  client.clock.advance(7_199_999)
  expect((await client.exchange(token)).status).toBe(200)
  client.clock.advance(1)
  expect((await client.exchange(token)).json['error']).toBe('invalid_subject_token')
})

test('it lives on with use, where use prolongs a session', async () => {
  await resetOrg(client, {}, { isCoreTokenProlongedByUse: true, coreTokenLifeMs: 10_000 })
  const token = String((await client.signIn()).json['access_token'])
  for (let round = 0; round < 3; round += 1) {
    client.clock.advance(9_000)
    expect((await client.exchange(token)).status).toBe(200)
  }
  client.clock.advance(10_000)
  expect((await client.exchange(token)).status).toBe(400)
})

test('a blank secret in HTTP Basic counts as none', async () => {
  await resetOrg(client, { isSecretRequired: false, isPasswordFlowEnabled: true })
  const { username, password } = passwordForm
  const answer = await client.call({
    method: 'POST',
    path: '/services/oauth2/token',
    headers: { authorization: `Basic ${Buffer.from('3MVG9...:').toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'password', username, password }),
  })
  expect(answer.status).toBe(200)
})
