import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  coreHost,
  exchangeForm,
  openingMsMax,
  openPracticeClient,
  pageCredentials,
  type PracticeClient,
} from '../testing/practice-client.ts'

let client: PracticeClient
beforeAll(async () => {
  client = await openPracticeClient({}, { isLakeNeeded: false })
}, openingMsMax)
afterAll(() => client[Symbol.asyncDispose]())

const appOfPage = {
  clientId: '3MVG9...',
  clientSecret: 'xxxxxxxxxxxxxxxxxxxx',
  isActive: true,
  scopes: ['cdp_ingest_api', 'api', 'refresh_token', 'cdp_query_api', 'cdp_profile_api'],
  isClientCredentialsFlowEnabled: true,
  runAsUser: 'integration.user@your-org.example',
  isRunAsUserEntitled: true,
  isIpRestricted: false,
  loginsPerHourMax: 3_600,
}
beforeEach(async () => {
  await client.control('PATCH', 'app', appOfPage)
})

describe('the core token', () => {
  test('has the documented members, and never an expiry', async () => {
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

  test('is given for parameters in the query string', async () => {
    const answer = await client.call({
      method: 'POST',
      path: `/services/oauth2/token?${new URLSearchParams(pageCredentials).toString()}`,
    })
    expect(answer.status).toBe(200)
  })

  test('is given for HTTP Basic credentials', async () => {
    const basic = Buffer.from('3MVG9...:xxxxxxxxxxxxxxxxxxxx').toString('base64')
    const answer = await client.call({
      method: 'POST',
      path: '/services/oauth2/token',
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    })
    expect(answer.status).toBe(200)
  })

  test('points a client that came by loopback back to loopback', async () => {
    const answer = await client.signIn()
    expect(answer.json['instance_url']).toBe(client.url)
  })

  test('is described by introspection and forgotten after revocation', async () => {
    const token = String((await client.signIn()).json['access_token'])
    const introspect = () =>
      client.call({
        method: 'POST',
        path: '/services/oauth2/introspect',
        body: new URLSearchParams({ ...pageCredentials, token }),
      })
    expect((await introspect()).json).toMatchObject({
      active: true,
      exp: client.clock.now() / 1_000 + 7_200,
    })
    const revoked = await client.call({ path: `/services/oauth2/revoke?token=${token}` })
    expect(revoked.status).toBe(200)
    expect((await introspect()).json).toEqual({ active: false })
  })
})

describe('a refused sign-in', () => {
  const wrong = (change: Readonly<Record<string, string>>) => ({ ...pageCredentials, ...change })
  test.each([
    [
      'a wrong secret',
      wrong({ client_secret: 'x' }),
      'invalid_client',
      'invalid client credentials',
    ],
    ['a wrong key', wrong({ client_id: 'x' }), 'invalid_client_id', 'client identifier invalid'],
    [
      'another grant',
      wrong({ grant_type: 'x' }),
      'unsupported_grant_type',
      'grant type not supported',
    ],
    ['a scope', wrong({ scope: 'api' }), 'invalid_request', 'scope parameter not supported'],
  ])('%s', async (_case, form, error, description) => {
    const answer = await client.signIn(form, coreHost)
    expect(answer.status).toBe(400)
    expect(answer.headers['content-type']).toContain('application/json')
    expect(answer.json).toEqual({ error, error_description: description })
  })

  test.each([
    [
      'no api scope',
      { scopes: ['cdp_ingest_api', 'full'] },
      'invalid_grant',
      'no valid scopes defined',
    ],
    ['no run-as user', { runAsUser: null }, 'invalid_grant', 'no client credentials user enabled'],
    ['an IP policy', { isIpRestricted: true }, 'invalid_grant', 'ip restricted'],
    [
      'the flow off',
      { isClientCredentialsFlowEnabled: false },
      'unauthorized_client',
      'client credentials flow not enabled',
    ],
    [
      'a deactivated app',
      { isActive: false },
      'invalid_app_access',
      'this app is blocked by admin',
    ],
    ['too many logins', { loginsPerHourMax: 0 }, 'rate_limit_exceeded', 'login rate exceeded'],
  ])('%s', async (_case, change, error, description) => {
    await client.control('PATCH', 'app', change)
    const answer = await client.signIn(pageCredentials, coreHost)
    expect(answer.status).toBe(400)
    expect(answer.json).toEqual({ error, error_description: description })
  })

  test.each(['login.salesforce.com', 'test.salesforce.com'])('%s', async (host) => {
    const answer = await client.signIn(pageCredentials, host)
    expect(answer.status).toBe(400)
    expect(answer.json).toEqual({
      error: 'invalid_grant',
      error_description: 'request not supported on this domain',
    })
  })
})

describe('the exchange', () => {
  const coreToken = async () => String((await client.signIn()).json['access_token'])

  test('gives an ES256 tenant token with the documented header and claims', async () => {
    const answer = await client.exchange(await coreToken())
    expect(answer.json).toEqual({
      access_token: expect.any(String),
      instance_url: client.url,
      token_type: 'Bearer',
      issued_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      expires_in: 7_199,
    })
    const token = String(answer.json['access_token'])
    expect(decodeProtectedHeader(token)).toEqual({
      kid: expect.stringMatching(/^CORE\.00D\w+\.\d+$/),
      typ: 'JWT',
      alg: 'ES256',
    })
    const iat = client.clock.now() / 1_000
    expect(decodeJwt(token)).toMatchObject({
      scp: 'cdp_ingest_api cdp_query_api cdp_profile_api',
      audienceTenantId: expect.stringMatching(/^a360\//),
      custom_attributes: { dataspace: 'default' },
      aud: 'api.a360.salesforce.com',
      nbf: iat - 60,
      iat,
      exp: iat + 7_199,
    })
  })

  test('names the bare tenant host to a client that came by the core host', async () => {
    const exchangeAtCore = async () =>
      client.call({
        method: 'POST',
        path: '/services/a360/token',
        host: coreHost,
        body: new URLSearchParams({ ...exchangeForm, subject_token: await coreToken() }),
      })
    const bare = await exchangeAtCore()
    expect(bare.json['instance_url']).toMatch(/^[a-z0-9]+\.c360a\.salesforce\.com$/)
    await client.control('PATCH', 'switches', { instanceUrlStyle: 'with-scheme' })
    const full = await exchangeAtCore()
    expect(full.json['instance_url']).toBe(`https://${String(bare.json['instance_url'])}`)
    await client.control('PATCH', 'switches', { instanceUrlStyle: 'bare-host' })
  })

  test('outlives the core token it was made from', async () => {
    const core = await coreToken()
    const tenant = String((await client.exchange(core)).json['access_token'])
    await client.call({ path: `/services/oauth2/revoke?token=${core}` })
    expect((await client.exchange(core)).status).toBe(400)
    const answer = await client.call({ path: '/api/v1/metadata', token: tenant })
    expect(answer.status).toBe(200)
  })

  test.each([
    ['a scope', { scope: 'cdp_ingest_api' }, 'invalid_scope'],
    ['a mangled token', { subject_token: '00Dxx0000001gPL' }, 'invalid_subject_token'],
    ['another grant', { grant_type: 'client_credentials' }, 'unsupported_grant_type'],
  ])('refuses %s', async (_case, more, error) => {
    const answer = await client.exchange(await coreToken(), more)
    expect(answer.status).toBe(400)
    expect(answer.json['error']).toBe(error)
  })

  test('refuses an app without any Data Cloud scope', async () => {
    await client.control('PATCH', 'app', { scopes: ['api'] })
    const answer = await client.exchange(await coreToken())
    expect(answer.status).toBe(400)
    expect(answer.json['error']).toBe('invalid_scope')
  })

  test('refuses a run-as user who may not use Data Cloud', async () => {
    await client.control('PATCH', 'app', { isRunAsUserEntitled: false })
    const answer = await client.exchange(await coreToken())
    expect(answer.json['error']).toBe('invalid_grant')
  })

  test('refuses the core token of an app that was deactivated since', async () => {
    const core = await coreToken()
    await client.control('PATCH', 'app', { isActive: false })
    expect((await client.exchange(core)).json['error']).toBe('invalid_subject_token')
  })
})
