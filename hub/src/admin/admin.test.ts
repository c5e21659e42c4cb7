import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Counter, Registry } from 'prom-client'
import { expect, onTestFinished, test } from 'vitest'
import { SignalError } from '../core/errors.ts'
import { adminBodyBytesMax } from './admin.ts'
import { createAdminWorld, operatorToken } from './admin-world.fixture.ts'
import { adminRoutes } from './routes.ts'

async function builtConsole(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'signal-console-'))
  onTestFinished(() => rm(dir, { recursive: true }))
  await mkdir(join(dir, 'assets'))
  await writeFile(join(dir, 'index.html'), '<!doctype html><title>Signal</title>')
  await writeFile(join(dir, 'assets', 'app-1a2b.js'), 'export {}')
  return dir
}

test('the status shows the version, the banner and where to send events', async () => {
  const world = await createAdminWorld({
    banner: 'Practice org',
    practiceOrgUrl: 'http://127.0.0.1:8090',
  })
  const { body } = await world.call('GET', '/v1/admin/status')
  expect(body).toEqual({
    version: '0.0.0',
    banner: 'Practice org',
    collect_url: 'http://localhost:8080',
    practice_org_url: 'http://127.0.0.1:8090',
    started_at: '2026-01-15T12:00:00.000Z',
    journal: { oldest: 1, head: 0 },
  })
})

test('every call under /v1/admin but signing in needs a token', () => {
  const open = adminRoutes.filter(
    ({ operation }) => operation.path.startsWith('/v1/') && operation.access !== 'authenticated',
  )
  expect(open.map(({ operation }) => operation.operationId)).toEqual(['createSession'])
})

test('probes and metrics need neither a token nor a known host', async () => {
  const registry = new Registry()
  new Counter({ name: 'signal_test_total', help: 'Test.', registers: [registry] }).inc()
  const { api } = await createAdminWorld({ registry })
  const get = (url: string) => api.inject({ url, headers: { host: '10.0.0.1.example' } })
  expect((await get('/healthz')).json()).toEqual({ status: 'ok' })
  expect((await get('/readyz')).json()).toEqual({ status: 'ok' })
  const metrics = await get('/metrics')
  expect(metrics.headers['content-type']).toContain('text/plain')
  expect(metrics.body).toContain('signal_test_total 1')
})

test('the hub is not ready while its storage does not answer', async () => {
  const world = await createAdminWorld()
  world.store.sources.list = async () => {
    throw new SignalError('store.unavailable', 'gone')
  }
  expect((await world.call('GET', '/readyz')).status).toBe(503)
  const failed = await world.call('GET', '/v1/admin/pipelines')
  expect([failed.status, failed.body]).toMatchObject([503, { error: { code: 'UNAVAILABLE' } }])
})

test('something that fails unforeseen tells nothing of the inside', async () => {
  const world = await createAdminWorld()
  world.store.sources.list = async () => {
    throw new Error('SELECT secret FROM somewhere')
  }
  const { status, body } = await world.call('GET', '/v1/admin/pipelines')
  expect([status, body]).toMatchObject([500, { error: { code: 'INTERNAL_ERROR' } }])
  expect(JSON.stringify(body)).not.toContain('SELECT')
})

test('a call under a foreign host name is refused, under loopback and addresses it is not', async () => {
  const world = await createAdminWorld({ hosts: ['signal.example.com'] })
  const statusAt = async (host: string) =>
    (await world.call('GET', '/v1/admin/status', undefined, { host })).status
  expect(await statusAt('evil.example:8084')).toBe(421)
  expect(await statusAt('localhost.evil.example')).toBe(421)
  expect(await statusAt('127.0.0.1:8084')).toBe(200)
  expect(await statusAt('[::1]:8084')).toBe(200)
  expect(await statusAt('LOCALHOST:8084')).toBe(200)
  expect(await statusAt('signal.example.com')).toBe(200)
  expect((await world.api.inject({ url: '/', headers: { host: 'evil.example' } })).statusCode).toBe(
    421,
  )
})

test('a body that cannot be read is explained', async () => {
  const world = await createAdminWorld()
  const path = '/v1/admin/tokens'
  const broken = await world.call('POST', path, '{"name": ')
  expect([broken.status, broken.body]).toMatchObject([400, { error: { code: 'INVALID_JSON' } }])
  const form = await world.call('POST', path, 'name=x', {
    'content-type': 'application/x-www-form-urlencoded',
  })
  expect([form.status, form.body]).toMatchObject([
    415,
    { error: { code: 'UNSUPPORTED_MEDIA_TYPE' } },
  ])
  const large = await world.call('POST', path, { name: 'x'.repeat(adminBodyBytesMax) })
  expect([large.status, large.body]).toMatchObject([413, { error: { code: 'BODY_TOO_LARGE' } }])
  const list = await world.call('POST', path, [])
  expect([list.status, list.body]).toMatchObject([
    422,
    { error: { details: [{ message: 'body must be an object.' }] } },
  ])
  const none = await world.call('POST', path)
  expect([none.status, none.body]).toMatchObject([422, { error: { details: [{ field: 'name' }] } }])
})

test('a call that does not exist is said not to', async () => {
  const world = await createAdminWorld()
  const { status, body } = await world.call('GET', '/v1/admin/nothing?token=secret')
  expect([status, body]).toMatchObject([
    404,
    { error: { code: 'NOT_FOUND', message: expect.stringContaining('/v1/admin/nothing.') } },
  ])
})

test('the document of the API is served as it is committed', async () => {
  const world = await createAdminWorld()
  expect((await world.call('GET', '/openapi.json')).body).toMatchObject({ openapi: '3.1.0' })
})

test("the console's page is served for every address of its own, its files for ever", async () => {
  const world = await createAdminWorld({ consoleDir: await builtConsole() })
  const get = (url: string) => world.api.inject({ url, headers: { host: 'localhost' } })
  for (const url of ['/', '/sign-in', '/integrations/library?category=cdp']) {
    const page = await get(url)
    expect([page.statusCode, page.headers['content-type']]).toEqual([
      200,
      'text/html; charset=utf-8',
    ])
    expect(page.headers['cache-control']).toBe('no-cache')
    expect(page.body).toContain('<title>Signal</title>')
  }
  const file = await get('/assets/app-1a2b.js')
  expect(file.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  expect((await get('/assets/gone.js')).statusCode).toBe(404)
  expect((await get('/../package.json')).body).not.toContain('workspaces')
})

test('every answer forbids scripts and styles from elsewhere, framing and sniffing', async () => {
  const world = await createAdminWorld({ consoleDir: await builtConsole() })
  for (const url of ['/', '/healthz', '/v1/admin/status']) {
    const { headers } = await world.api.inject({ url, headers: { host: 'localhost' } })
    expect(headers['content-security-policy']).toContain(
      "default-src 'none'; script-src 'self'; style-src 'self'",
    )
    expect(headers['content-security-policy']).not.toContain('unsafe')
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    })
  }
})

test('without a built console the page says how to build it', async () => {
  const world = await createAdminWorld()
  const page = await world.api.inject({ url: '/', headers: { host: 'localhost' } })
  expect([page.statusCode, page.body]).toEqual([503, expect.stringContaining('not built')])
})

test('it listens on a port of its own, and closes', async () => {
  const world = await createAdminWorld()
  expect(world.api.port).toBe(0)
  await world.api.listen(0, '127.0.0.1')
  expect(world.api.port).toBeGreaterThan(0)
  await world.api[Symbol.asyncDispose]()
  expect(operatorToken.length).toBeGreaterThanOrEqual(32)
})
