import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  coreHost,
  openingMsMax,
  openPracticeClient,
  pageCredentials,
  pageViewPath,
  type PracticeClient,
} from '../testing/practice-client.ts'

let client: PracticeClient
beforeAll(async () => {
  client = await openPracticeClient()
}, openingMsMax)
afterAll(() => client[Symbol.asyncDispose]())

const record = { event_id: 'e1', event_time: '2026-03-01T11:00:00.000Z' }

describe('the control API', () => {
  test('shows the state without the secret', async () => {
    const state = await client.control('GET', 'state')
    expect(state.json).toMatchObject({
      url: client.url,
      subdomain: 'your-org',
      app: { clientId: '3MVG9...', clientSecret: '***' },
      connectors: ['dataset-12345'],
      switches: { landingDelayMs: 500, requestBytesMax: 200_000 },
      faults: [],
    })
    expect(state.json['objects']).toHaveLength(9)
  })

  test.each([
    ['PATCH', 'app', { nonsense: 1 }],
    ['PATCH', 'switches', { latencyMs: -1 }],
    ['PUT', 'faults', [{ target: 'ingest', status: 200, count: 1 }]],
  ] as const)('refuses an unfit body of %s %s', async (method, path, body) => {
    const answer = await client.control(method, path, body)
    expect(answer.status).toBe(400)
    expect(answer.json).toMatchObject({ error: { code: 'INVALID_BODY' } })
  })

  test('answers the next requests with the planned faults', async () => {
    await client.control('PUT', 'faults', [
      { target: 'ingest', status: 429, count: 1, retryAfterSeconds: 3 },
      { target: 'ingest', status: 502, count: 1 },
      { target: 'sign-in', status: 503, count: 1 },
    ])
    const down = await client.signIn(pageCredentials, coreHost)
    expect(down.status).toBe(503)
    expect(down.headers['content-type']).toContain('text/html')
    const throttled = await client.upsert('page_view', [record])
    expect(throttled.status).toBe(429)
    expect(throttled.headers['retry-after']).toBe('3')
    const gateway = await client.upsert('page_view', [record])
    expect(gateway.status).toBe(502)
    expect(gateway.json).toMatchObject({ error: 'Bad Gateway', details: { statusCode: 502 } })
    expect((await client.upsert('page_view', [record])).status).toBe(202)
    expect((await client.control('GET', 'state')).json['faults']).toEqual([])
  })

  test('makes every token invalid at once', async () => {
    const token = await client.tenantToken()
    await client.control('POST', 'sign-everybody-out')
    const answer = await client.call({
      method: 'POST',
      path: pageViewPath,
      token,
      body: { data: [record] },
    })
    expect(answer.status).toBe(401)
    expect((await client.upsert('page_view', [record])).status).toBe(202)
  })

  test('counts what was accepted and what landed', async () => {
    await client.upsert('consent_log', [record, { ...record, event_id: 'e2' }])
    const before = await client.control('GET', 'stats')
    expect(before.json).toMatchObject({
      objects: { consent_log: { acceptedCount: 2, addedCount: 0 } },
    })
    const after = await client.land()
    expect(after.json).toMatchObject({
      pendingCount: 0,
      objects: { consent_log: { acceptedCount: 2, addedCount: 2, droppedCount: 0 } },
    })
  })

  test('describes itself, each body with its schema', async () => {
    const { json } = await client.control('GET', 'openapi.json')
    const paths = json['paths'] as Readonly<Record<string, Readonly<Record<string, object>>>>
    expect(json).toMatchObject({ openapi: '3.1.0', servers: [{ url: client.url }] })
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(['/practice-org/openapi.json', '/practice-org/traffic/{id}']),
    )
    expect(paths['/practice-org/faults']?.['put']).toMatchObject({
      requestBody: { content: { 'application/json': { schema: { type: 'array' } } } },
    })
    expect(paths['/practice-org/traffic']?.['get']).toMatchObject({
      parameters: expect.arrayContaining([expect.objectContaining({ name: 'after', in: 'query' })]),
    })
  })

  test('is answered on the loopback address alone, and to no foreign page', async () => {
    const { json } = await client.control('GET', 'openapi.json')
    const paths = json['paths'] as Readonly<Record<string, Readonly<Record<string, object>>>>
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ path, method: method.toUpperCase() as 'GET' })),
    )
    expect(routes.length).toBeGreaterThan(14)
    for (const { path, method } of routes) {
      expect((await client.call({ method, path, host: coreHost })).status).toBe(404)
      const headers = { origin: 'https://example.org' }
      expect((await client.call({ method, path, headers })).status).toBe(403)
    }
  })

  test('moves the tenant to another host', async () => {
    const before = (await client.control('GET', 'state')).json['tenantHost']
    const moved = await client.control('POST', 'move-tenant')
    expect(moved.json['tenantHost']).not.toBe(before)
    expect((await client.control('GET', 'state')).json['tenantHost']).toBe(moved.json['tenantHost'])
  })
})
