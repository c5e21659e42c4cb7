import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Switches } from '../control/switches.ts'
import type { ConnectedApp } from '../org/connected-app.ts'
import {
  coreHost,
  exchangeForm,
  openingMsMax,
  openPracticeClient,
  pageCredentials,
  type PracticeClient,
} from '../testing/practice-client.ts'
import {
  assertionOf,
  certificate,
  claimsAt,
  jwtForm,
  passwordForm,
  resetOrg,
} from './sign-in.fixture.ts'

let client: PracticeClient
beforeAll(async () => {
  client = await openPracticeClient({}, { isLakeNeeded: false })
}, openingMsMax)
afterAll(() => client[Symbol.asyncDispose]())
beforeEach(() => resetOrg(client))

const coreToken = async (form: Readonly<Record<string, string>> = pageCredentials) =>
  String((await client.signIn(form)).json['access_token'])
const exchangeAtCore = async (subjectToken: string) =>
  client.call({
    method: 'POST',
    path: '/services/a360/token',
    host: coreHost,
    body: new URLSearchParams({ ...exchangeForm, subject_token: subjectToken }),
  })

describe('the exchange', () => {
  test('takes a blank scope for none', async () => {
    const answer = await client.call({
      method: 'POST',
      path: '/services/a360/token',
      host: coreHost,
      body: new URLSearchParams({
        ...exchangeForm,
        ...{ subject_token: await coreToken(), scope: '' },
      }),
    })
    expect(answer.status).toBe(200)
  })

  test('gives an ES256 tenant token with the documented header and claims', async () => {
    const answer = await client.exchange(await coreToken())
    expect(answer.headers['cache-control']).toBe('no-store')
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
    expect(decodeJwt(token)).toEqual({
      sub: expect.stringMatching(/^https:\/\/login\.salesforce\.com\/id\//),
      scp: 'cdp_ingest_api cdp_query_api cdp_profile_api',
      iss: 'https://your-org.my.salesforce.com/',
      orgId: expect.stringMatching(/^00D/),
      issuerTenantId: expect.stringMatching(/^core\/.+\/00D/),
      sfappid: '3MVG9...',
      audienceTenantId: expect.stringMatching(/^a360\/\w+\/[0-9a-f]+$/),
      custom_attributes: { dataspace: 'default' },
      aud: 'api.a360.salesforce.com',
      nbf: iat - 60,
      sfoid: expect.stringMatching(/^00D/),
      sfuid: expect.stringMatching(/^005/),
      exp: iat + 7_199,
      iat,
      jti: expect.any(String),
    })
  })

  test('names the bare tenant host to a client that came by the core host', async () => {
    const core = await coreToken()
    const bare = await exchangeAtCore(core)
    expect(bare.json['instance_url']).toMatch(/^[a-z0-9]+\.c360a\.salesforce\.com$/)
    await resetOrg(client, {}, { instanceUrlStyle: 'with-scheme' })
    const full = await exchangeAtCore(core)
    expect(full.json['instance_url']).toBe(`https://${String(bare.json['instance_url'])}`)
  })

  test('takes all its parameters from the query string, without a body', async () => {
    const form = new URLSearchParams({ ...exchangeForm, subject_token: await coreToken() })
    const path = `/services/a360/token?${form.toString()}`
    expect((await client.call({ method: 'POST', path })).status).toBe(200)
  })

  test('takes a core token again and again', async () => {
    const core = await coreToken()
    expect((await client.exchange(core)).status).toBe(200)
    expect((await client.exchange(core)).status).toBe(200)
  })

  test('takes the core token of a password once, then answers with a page and status 200', async () => {
    await resetOrg(client, { isPasswordFlowEnabled: true })
    const core = await coreToken(passwordForm)
    expect((await client.exchange(core)).json).toHaveProperty('access_token')
    const again = await client.exchange(core)
    expect(again.status).toBe(200)
    expect(again.headers['content-type']).toContain('text/html')
    expect(again.text).toContain('window.location.replace')
    expect(again.text).toContain('?ec=302')
    expect((await client.exchange(await coreToken(passwordForm))).json).toHaveProperty(
      'access_token',
    )
  })

  test('says the life of the tenant token that is set', async () => {
    await resetOrg(client, {}, { tenantTokenLifeSeconds: 28_794 })
    const { json } = await client.exchange(await coreToken())
    expect(json['expires_in']).toBe(28_794)
    const { exp = 0, iat = 0 } = decodeJwt(String(json['access_token']))
    expect(exp - iat).toBe(28_794)
  })

  test('gives a token for another data space of the org', async () => {
    await resetOrg(client, { dataspaces: ['default', 'retail'] })
    const { json } = await client.exchange(await coreToken(), { dataspace: 'retail' })
    expect(decodeJwt(String(json['access_token']))['custom_attributes']).toEqual({
      dataspace: 'retail',
    })
  })
})

type Row = {
  readonly when: string
  readonly app?: Partial<ConnectedApp>
  readonly switches?: Partial<Switches>
  readonly form?: Readonly<Record<string, string>>
  readonly status?: number
  readonly error: string
  readonly description: string
}

const rows: readonly Row[] = [
  {
    when: 'a scope in the request',
    form: { scope: 'cdp_ingest_api' },
    error: 'invalid_scope',
    description: 'the requested scope is invalid',
  },
  {
    when: 'a core token that a shell has mangled',
    form: { subject_token: '00Dxx0000001gPL' },
    error: 'invalid_subject_token',
    description: 'invalid subject token',
  },
  {
    when: 'another grant',
    form: { grant_type: 'client_credentials' },
    error: 'unsupported_grant_type',
    description: 'grant type not supported',
  },
  {
    when: 'another type of token',
    form: { subject_token_type: 'urn:ietf:params:oauth:token-type:jwt' },
    error: 'invalid_request',
    description: 'subject token type not supported',
  },
  {
    when: 'a data space that the org does not have',
    form: { dataspace: 'retail' },
    error: 'invalid_request',
    description: 'unknown dataspace',
  },
  {
    when: 'a run-as user who may not use Data Cloud',
    app: { isRunAsUserEntitled: false },
    error: 'invalid_grant',
    description: 'user is not entitled to Data Cloud',
  },
  {
    when: 'the same with the status of the one log',
    app: { isRunAsUserEntitled: false },
    switches: { notEntitledStatus: 401 },
    status: 401,
    error: 'invalid_grant',
    description: 'user is not entitled to Data Cloud',
  },
  {
    when: 'no Data Cloud scope',
    app: { scopes: ['api'] },
    error: 'invalid_scope',
    description: 'the requested scope is invalid',
  },
  {
    when: 'the same in its other words',
    app: { scopes: ['api'] },
    switches: { missingScopeRefusal: 'not-installed' },
    error: 'invalid_grant',
    description: 'connected app should be installed',
  },
  {
    when: 'a user frozen since',
    app: { isUserFrozen: true },
    error: 'inactive_user',
    description: 'user is inactive',
  },
  {
    when: 'an org locked since',
    app: { isOrgLocked: true },
    error: 'inactive_org',
    description: 'organization is inactive',
  },
  {
    when: 'an app blocked since',
    app: { isActive: false },
    error: 'invalid_subject_token',
    description: 'invalid subject token',
  },
]

describe('a refused exchange', () => {
  test.each(rows)('says why: $when', async (row) => {
    // The scopes are those of the sign-in; everything else may change after it.
    await resetOrg(client, row.app?.scopes === undefined ? {} : { scopes: row.app.scopes })
    const core = await coreToken()
    await resetOrg(client, row.app, row.switches)
    const answer = await client.exchange(core, row.form)
    expect(answer.status).toBe(row.status ?? 400)
    expect(answer.json).toEqual({ error: row.error, error_description: row.description })
  })

  test('comes to a core token without api, which only other grants can give', async () => {
    await resetOrg(client, { certificate, scopes: ['cdp_ingest_api', 'refresh_token'] })
    expect((await client.signIn()).json['error_description']).toBe('no valid scopes defined')
    const core = await coreToken(jwtForm(assertionOf(claimsAt(client.clock.now()))))
    expect((await client.exchange(core)).json['error']).toBe('invalid_scope')
  })

  test('has no place on a login host', async () => {
    const answer = await client.call({
      method: 'POST',
      path: '/services/a360/token',
      host: 'login.salesforce.com',
      body: new URLSearchParams(exchangeForm),
    })
    expect(answer.status).toBe(404)
  })
})
