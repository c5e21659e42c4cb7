import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ConnectedApp } from '../org/connected-app.ts'
import {
  coreHost,
  openingMsMax,
  openPracticeClient,
  type PracticeClient,
} from '../testing/practice-client.ts'
import {
  approve,
  authorize,
  callbackUrl,
  challengeOf,
  clientId,
  codeForm,
  loginHost,
  refreshForm,
  resetOrg,
} from './sign-in.fixture.ts'

let client: PracticeClient
beforeAll(async () => {
  client = await openPracticeClient({}, { isLakeNeeded: false })
}, openingMsMax)
afterAll(() => client[Symbol.asyncDispose]())
beforeEach(() => resetOrg(client))

const expired = {
  error: 'invalid_grant',
  error_description: 'expired access/refresh token',
}

describe('the web-server flow', () => {
  test('leads to the callback with a code and the state', async () => {
    const callback = await authorize(client, { state: 'a b' })
    expect(callback.origin + callback.pathname).toBe(callbackUrl)
    expect(callback.searchParams.get('code')).toMatch(/^aPrx/)
    expect(callback.searchParams.get('state')).toBe('a b')
  })

  test('knows no callback that a Location header could not carry', async () => {
    const callbackUrls = ['http://a.example/\r\nb']
    expect((await client.control('PATCH', 'app', { callbackUrls })).status).toBe(400)
  })

  test('gives tokens for the code, the refresh token among them', async () => {
    const { status, json } = await approve(client)
    expect(status).toBe(200)
    expect(json).toMatchObject({
      refresh_token: expect.stringMatching(/^5Aep861/),
      scope: 'cdp_ingest_api api cdp_query_api cdp_profile_api',
    })
    expect((await client.exchange(String(json['access_token']))).status).toBe(200)
  })

  test('gives no refresh token to a client that did not ask for it', async () => {
    const callback = await authorize(client, { scope: 'api cdp_ingest_api' })
    const code = callback.searchParams.get('code') ?? ''
    const { json } = await client.signIn(codeForm(code), loginHost)
    expect(json).toMatchObject({ scope: 'api cdp_ingest_api' })
    expect(json).not.toHaveProperty('refresh_token')
  })

  test('takes a code only once, and only for fifteen minutes', async () => {
    const used = (await authorize(client)).searchParams.get('code') ?? ''
    expect((await client.signIn(codeForm(used))).status).toBe(200)
    const again = await client.signIn(codeForm(used))
    const late = (await authorize(client)).searchParams.get('code') ?? ''
    client.clock.advance(900_000)
    for (const answer of [again, await client.signIn(codeForm(late))]) {
      expect(answer.json).toEqual({
        error: 'invalid_grant',
        error_description: 'expired authorization code',
      })
    }
  })

  test('takes a code only with the callback it was given to', async () => {
    const code = (await authorize(client)).searchParams.get('code') ?? ''
    const answer = await client.signIn(codeForm(code, { redirect_uri: 'http://localhost/' }))
    expect(answer.json['error']).toBe('redirect_uri_mismatch')
  })

  const verifier = 'a-verifier-of-the-length-that-rfc-7636-asks-for'
  test.each([
    ['the right verifier', challengeOf(verifier), verifier, undefined],
    ['another verifier', challengeOf(verifier), 'another', 'invalid_request'],
    ['no verifier', challengeOf(verifier), '', 'invalid_grant'],
    ['a verifier without a challenge', '', verifier, 'invalid_grant'],
  ])('compares the code challenge with %s', async (_case, challenge, given, error) => {
    const callback = await authorize(client, { code_challenge: challenge })
    const code = callback.searchParams.get('code') ?? ''
    const answer = await client.signIn(codeForm(code, { code_verifier: given }))
    expect(answer.json['error']).toBe(error)
  })

  test.each<[string, Partial<ConnectedApp>, Readonly<Record<string, string>>, string, string]>([
    [
      'an app that is not installed',
      { isInstalled: false },
      {},
      'invalid_client',
      'app must be installed into org',
    ],
    ['a blocked app', { isActive: false }, {}, 'OAUTH_APP_BLOCKED', 'this app is blocked by admin'],
    [
      'another response type',
      {},
      { response_type: 'x' },
      'unsupported_response_type',
      'response type not supported',
    ],
    [
      'a scope the app does not have',
      {},
      { scope: 'api web' },
      'invalid_scope',
      'the requested scope is not allowed',
    ],
    [
      'no challenge where one is required',
      { isPkceRequired: true },
      {},
      'invalid_request',
      'missing required code challenge',
    ],
    ['a frozen user', { isUserFrozen: true }, {}, 'inactive_user', 'user is inactive'],
    [
      'a user whom no admin approved',
      { isUserAdminApproved: false },
      {},
      'OAUTH_APP_ACCESS_DENIED',
      'user is not admin approved to access this app',
    ],
    [
      'a user who clicks "Deny"',
      { isUserDenying: true },
      {},
      'access_denied',
      'end-user denied authorization',
    ],
  ])('tells the callback of %s', async (_case, app, more, error, description) => {
    await resetOrg(client, app)
    const { searchParams } = await authorize(client, { state: 's', ...more })
    expect(Object.fromEntries(searchParams)).toEqual({
      error,
      error_description: description,
      state: 's',
    })
  })

  test.each([
    ['a wrong key', { client_id: 'x', redirect_uri: callbackUrl }, 'invalid_client_id'],
    ['no callback', { client_id: clientId }, 'redirect_uri_missing'],
    [
      'a callback that is not the app’s',
      { client_id: clientId, redirect_uri: 'https://example.com/' },
      'redirect_uri_mismatch',
    ],
  ])('shows %s to the person, and sends it nowhere', async (_case, form, error) => {
    const path = `/services/oauth2/authorize?${new URLSearchParams(form).toString()}`
    const answer = await client.call({ path, host: coreHost })
    expect(answer.status).toBe(400)
    expect(answer.headers['location']).toBeUndefined()
    expect(new URLSearchParams(answer.text).get('error')).toBe(error)
  })
})

describe('a refresh token', () => {
  const refreshTokenOf = async () => String((await approve(client)).json['refresh_token'])

  test('gives new core tokens again and again, without another refresh token', async () => {
    const refreshToken = await refreshTokenOf()
    for (const host of [coreHost, loginHost]) {
      const { status, json } = await client.signIn(refreshForm(refreshToken), host)
      expect(status).toBe(200)
      expect(json).not.toHaveProperty('refresh_token')
      expect((await client.exchange(String(json['access_token']))).status).toBe(200)
    }
  })

  test('needs no secret where the app does not ask for one', async () => {
    const refreshToken = await refreshTokenOf()
    const form = refreshForm(refreshToken, { client_secret: '' })
    expect((await client.signIn(form)).json['error']).toBe('invalid_client')
    await client.control('PATCH', 'app', { isSecretRequired: false })
    expect((await client.signIn(form)).status).toBe(200)
  })

  test('is rotated where the app says so: the new one must be saved, the old one ends', async () => {
    const first = await refreshTokenOf()
    await client.control('PATCH', 'app', { isRefreshTokenRotated: true })
    const second = String((await client.signIn(refreshForm(first))).json['refresh_token'])
    expect(second).not.toBe(first)
    expect((await client.signIn(refreshForm(first))).json).toEqual(expired)
    expect((await client.signIn(refreshForm(second))).status).toBe(200)
  })

  test('ends with the life that the policy gives it', async () => {
    await resetOrg(client, { refreshTokenLifeMs: 86_400_000 })
    const refreshToken = await refreshTokenOf()
    client.clock.advance(86_399_999)
    expect((await client.signIn(refreshForm(refreshToken))).status).toBe(200)
    client.clock.advance(1)
    expect((await client.signIn(refreshForm(refreshToken))).json).toEqual(expired)
  })

  test('ends when the user approves the app a sixth time', async () => {
    const oldest = await refreshTokenOf()
    for (let round = 0; round < 4; round += 1) await refreshTokenOf()
    expect((await client.signIn(refreshForm(oldest))).status).toBe(200)
    await refreshTokenOf()
    expect((await client.signIn(refreshForm(oldest))).json).toEqual(expired)
  })

  test('is revoked together with the core tokens given for it', async () => {
    const refreshToken = await refreshTokenOf()
    const core = String((await client.signIn(refreshForm(refreshToken))).json['access_token'])
    const path = `/services/oauth2/revoke?token=${refreshToken}`
    expect((await client.call({ path, host: coreHost })).status).toBe(200)
    expect((await client.signIn(refreshForm(refreshToken))).json).toEqual(expired)
    expect((await client.exchange(core)).json['error']).toBe('invalid_subject_token')
  })

  const forgotten = 'is forgotten, with the count of logins, when the practice org is reset'
  test(forgotten, { timeout: openingMsMax }, async () => {
    const refreshToken = await refreshTokenOf()
    await client.control('POST', 'reset')
    expect((await client.signIn(refreshForm(refreshToken))).json).toEqual(expired)
    await client.control('PATCH', 'app', { loginsPerHourMax: 1 })
    expect((await client.signIn()).status).toBe(200)
  })

  test('is no longer good for a frozen user', async () => {
    const refreshToken = await refreshTokenOf()
    await client.control('PATCH', 'app', { isUserFrozen: true })
    expect((await client.signIn(refreshForm(refreshToken))).json['error']).toBe('inactive_user')
  })
})
