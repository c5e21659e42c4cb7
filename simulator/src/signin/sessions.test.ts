import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  coreHost,
  openingMsMax,
  openPracticeClient,
  pageCredentials,
  type PracticeClient,
} from '../testing/practice-client.ts'
import { approve, loginHost, resetOrg, username } from './sign-in.fixture.ts'

let client: PracticeClient
beforeAll(async () => {
  client = await openPracticeClient({}, { isLakeNeeded: false })
}, openingMsMax)
afterAll(() => client[Symbol.asyncDispose]())
beforeEach(() => resetOrg(client))

const coreToken = async () => String((await client.signIn()).json['access_token'])

describe('introspection', () => {
  const introspect = (token: string, form: Readonly<Record<string, string>> = pageCredentials) =>
    client.call({
      method: 'POST',
      path: '/services/oauth2/introspect',
      body: new URLSearchParams({ ...form, token }),
    })

  test('describes a core token, its end in seconds', async () => {
    const iat = client.clock.now() / 1_000
    expect((await introspect(await coreToken())).json).toEqual({
      active: true,
      scope: 'cdp_ingest_api api cdp_query_api cdp_profile_api',
      client_id: '3MVG9...',
      username,
      sub: expect.stringMatching(/^https:\/\/login\.salesforce\.com\/id\//),
      token_type: 'access_token',
      exp: iat + 7_200,
      iat,
      nbf: iat,
    })
  })

  test('takes HTTP Basic', async () => {
    const basic = Buffer.from('3MVG9...:xxxxxxxxxxxxxxxxxxxx').toString('base64')
    const answer = await client.call({
      method: 'POST',
      path: '/services/oauth2/introspect',
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({ token: await coreToken() }),
    })
    expect(answer.json['active']).toBe(true)
  })

  test('describes a refresh token', async () => {
    const refreshToken = String((await approve(client)).json['refresh_token'])
    expect((await introspect(refreshToken)).json).toMatchObject({
      active: true,
      token_type: 'refresh_token',
    })
  })

  test('says no more of a token that is not good', async () => {
    expect((await introspect('x')).json).toEqual({ active: false })
  })

  test.each([
    ['a wrong key', { client_id: 'x' }, 'invalid_client_id'],
    ['a wrong secret', { client_secret: 'x' }, 'invalid_client'],
  ])('refuses %s', async (_case, change, error) => {
    const answer = await introspect('x', { ...pageCredentials, ...change })
    expect(answer.status).toBe(400)
    expect(answer.json['error']).toBe(error)
  })
})

describe('revocation', () => {
  test.each(['GET', 'POST'] as const)('by %s ends a core token', async (method) => {
    const token = await coreToken()
    const path = `/services/oauth2/revoke?token=${token}`
    const answer = await client.call({ method, path, host: coreHost })
    expect(answer.status).toBe(200)
    expect(answer.text).toBe('')
    expect((await client.exchange(token)).json['error']).toBe('invalid_subject_token')
  })

  test('takes the token from a form, on a login host too', async () => {
    const token = await coreToken()
    const answer = await client.call({
      method: 'POST',
      path: '/services/oauth2/revoke',
      host: loginHost,
      body: new URLSearchParams({ token }),
    })
    expect(answer.status).toBe(200)
  })

  test.each([
    ['a token that is not good', 'x', 'invalid_token', 'invalid token'],
    ['no token', '', 'unsupported_token_type', 'this token type is not supported'],
  ])('refuses %s', async (_case, token, error, description) => {
    const revoke = (headers: Readonly<Record<string, string>>) =>
      client.call({ path: `/services/oauth2/revoke?token=${token}`, headers })
    const plain = await revoke({})
    expect(plain.status).toBe(400)
    expect(plain.headers['content-type']).toContain('application/x-www-form-urlencoded')
    expect(Object.fromEntries(new URLSearchParams(plain.text))).toEqual({
      error,
      error_description: description,
    })
    const json = await revoke({ accept: 'application/json' })
    expect(json.json).toEqual({ error, error_description: description })
  })
})

describe('the identity of a token', () => {
  const identityPath = async () => new URL(String((await client.signIn()).json['id'])).pathname

  test('stands at the address that the token reply names', async () => {
    const path = await identityPath()
    const answer = await client.call({ path, host: loginHost, token: await coreToken() })
    expect(answer.status).toBe(200)
    expect(answer.json).toMatchObject({
      id: `https://login.salesforce.com${path}`,
      username,
      active: true,
      urls: { rest: 'https://your-org.my.salesforce.com/services/data/v{version}/' },
    })
  })

  test('is told by the userinfo endpoint as well', async () => {
    const token = await coreToken()
    const path = '/services/oauth2/userinfo'
    const answer = await client.call({ path, host: coreHost, token })
    expect(answer.json).toMatchObject({
      preferred_username: username,
      organization_id: expect.stringMatching(/^00D/),
      user_id: expect.stringMatching(/^005/),
    })
    const byParameter = await client.call({ path: `${path}?access_token=${token}` })
    expect(byParameter.json['sub']).toBe(answer.json['sub'])
  })

  test('is refused in a word', async () => {
    const path = await identityPath()
    const token = await coreToken()
    const ask = async (asked: string, bearer?: string) => {
      const answer = await client.call({
        path: asked,
        ...(bearer === undefined ? {} : { token: bearer }),
      })
      return [answer.status, answer.text]
    }
    expect(await ask(path)).toEqual([403, 'Missing_OAuth_Token'])
    expect(await ask(path, 'x')).toEqual([403, 'Bad_OAuth_Token'])
    expect(await ask('/id/00D000000000000/005000000000000', token)).toEqual([403, 'Wrong_Org'])
    expect(await ask(`${path}x`, token)).toEqual([404, 'Bad_Id'])
    expect(await ask('/services/oauth2/userinfo')).toEqual([403, 'Missing_OAuth_Token'])
  })
})
