import { expect, test } from 'vitest'
import { createAdminWorld, operatorToken } from '../admin-world.fixture.ts'
import { sessionMsMax, signInLinkMsMax } from './access.ts'

const path = '/v1/admin/pipelines'
const anonymous = { authorization: '' }

function cookieOf(headers: Record<string, unknown>): string {
  return String(headers['set-cookie']).split(';')[0] ?? ''
}

async function signedIn() {
  const world = await createAdminWorld()
  const link = await world.access.issueSignInLink()
  const { status, headers } = await world.call('POST', '/v1/admin/session', { link })
  expect(status).toBe(201)
  // No Authorization header at all: a browser has only its cookie.
  const call = (
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    more: Record<string, string> = {},
  ) =>
    world.api.inject({
      method,
      url,
      headers: { host: 'localhost:8084', cookie: cookieOf(headers), ...more },
    })
  return { world, link, headers, call }
}

test('a call without a token is told what to send', async () => {
  const { api } = await createAdminWorld()
  const answer = await api.inject({ method: 'GET', url: path, headers: { host: 'localhost' } })
  expect(answer.statusCode).toBe(401)
  expect(answer.headers['www-authenticate']).toContain('Bearer')
  expect(answer.json()).toEqual({
    error: { code: 'TOKEN_MISSING', message: expect.stringContaining('Authorization: Bearer') },
  })
})

test('a token that is not known is refused, and so is another scheme', async () => {
  const world = await createAdminWorld()
  const wrong = await world.call('GET', path, undefined, { authorization: 'Bearer nobody' })
  expect([wrong.status, wrong.body]).toMatchObject([401, { error: { code: 'INVALID_TOKEN' } }])
  const basic = await world.call('GET', path, undefined, { authorization: 'Basic abc' })
  expect(basic.status).toBe(401)
  expect((await world.call('GET', path, undefined, anonymous)).status).toBe(401)
})

test('an API token is shown once, works, and ends when it is revoked', async () => {
  const world = await createAdminWorld()
  const made = await world.call<{ id: string; token: string }>('POST', '/v1/admin/tokens', {
    name: 'ci',
  })
  expect(made.status).toBe(201)
  const authorization = `Bearer ${made.body.token}`
  expect((await world.call('GET', path, undefined, { authorization })).status).toBe(200)
  const listed = await world.call('GET', '/v1/admin/tokens')
  expect(JSON.stringify(listed.body)).not.toContain(made.body.token)
  expect(listed.body).toMatchObject({ data: [{ name: 'operator' }, { name: 'ci' }] })
  expect((await world.call('DELETE', `/v1/admin/tokens/${made.body.id}`)).status).toBe(204)
  expect((await world.call('GET', path, undefined, { authorization })).status).toBe(401)
  expect((await world.call('DELETE', `/v1/admin/tokens/${made.body.id}`)).status).toBe(404)
})

test("the store holds no token's text", async () => {
  const world = await createAdminWorld()
  await world.access.issueSignInLink()
  const stored = JSON.stringify(await world.store.access.list())
  expect(stored).not.toContain(operatorToken)
})

test("the operator's changed token ends the former one", async () => {
  const world = await createAdminWorld()
  await world.access.admitToken('operator', operatorToken)
  expect((await world.call('GET', path)).status).toBe(200)
  await world.access.admitToken('operator', 'another-token-another-token-another-token')
  expect((await world.call('GET', path)).status).toBe(401)
})

test('a sign-in link starts one session, by a cookie no script can read', async () => {
  const { world, link, headers, call } = await signedIn()
  expect(headers['set-cookie']).toMatch(
    /^signal_session=\w+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/,
  )
  const session = await call('GET', '/v1/admin/session')
  expect(session.json()).toMatchObject({ kind: 'session', expires_at: '2026-01-22T12:00:00.000Z' })
  const again = await world.call('POST', '/v1/admin/session', { link })
  expect([again.status, again.body]).toMatchObject([
    401,
    { error: { code: 'INVALID_CREDENTIALS' } },
  ])
})

test('a sign-in link runs out, and a token is not one', async () => {
  const world = await createAdminWorld()
  const link = await world.access.issueSignInLink()
  await world.clock.advance(signInLinkMsMax)
  expect((await world.call('POST', '/v1/admin/session', { link })).status).toBe(401)
  expect((await world.call('POST', '/v1/admin/session', { link: operatorToken })).status).toBe(401)
  expect((await world.call('GET', path)).status).toBe(200)
})

test('a session runs out, and says so', async () => {
  const { world, call } = await signedIn()
  await world.clock.advance(sessionMsMax)
  expect((await call('GET', path)).json()).toMatchObject({ error: { code: 'EXPIRED_TOKEN' } })
})

test('a change by cookie needs the header that only the console adds', async () => {
  const { call } = await signedIn()
  const forged = await call('DELETE', '/v1/admin/session')
  expect([forged.statusCode, forged.json()]).toMatchObject([403, { error: { code: 'FORBIDDEN' } }])
  expect((await call('GET', path)).statusCode).toBe(200)
  const own = await call('DELETE', '/v1/admin/session', { 'x-signal-console': '1' })
  expect(own.statusCode).toBe(204)
  expect((await call('GET', path)).statusCode).toBe(401)
})

test('a session secret is no Bearer token, and a token no session', async () => {
  const { world, headers } = await signedIn()
  const secret = cookieOf(headers).split('=')[1]
  const asToken = await world.call('GET', path, undefined, { authorization: `Bearer ${secret}` })
  expect(asToken.status).toBe(401)
  const asCookie = { host: 'localhost', cookie: `signal_session=${operatorToken}` }
  expect((await world.api.inject({ method: 'GET', url: path, headers: asCookie })).statusCode).toBe(
    401,
  )
})

test('what has run out is forgotten when the next link is made', async () => {
  const { world } = await signedIn()
  await world.clock.advance(sessionMsMax)
  await world.access.issueSignInLink()
  const kinds = (await world.store.access.list()).map((token) => token.kind)
  expect(kinds.sort()).toEqual(['sign-in-link', 'token'])
})

test('a token that asks too often is told for how many seconds to wait', async () => {
  const world = await createAdminWorld({ requestsPerMinuteMax: 2 })
  expect((await world.call('GET', '/v1/admin/session')).status).toBe(200)
  expect((await world.call('GET', '/v1/admin/session')).status).toBe(200)
  const { status, headers, body } = await world.call('GET', '/v1/admin/session')
  expect([status, headers['retry-after']]).toEqual([429, '60'])
  expect(body).toEqual({
    error: { code: 'RATE_LIMITED', message: 'Rate limit exceeded. Retry after 60 seconds.' },
  })
  await world.clock.advance(60_000)
  expect((await world.call('GET', '/v1/admin/session')).status).toBe(200)
})
