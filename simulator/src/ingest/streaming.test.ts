import { Readable } from 'node:stream'
import { request } from 'undici'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  openingMsMax,
  openPracticeClient,
  pageViewPath,
  type PracticeClient,
} from '../testing/practice-client.ts'

let client: PracticeClient
beforeAll(async () => {
  client = await openPracticeClient()
}, openingMsMax)
afterAll(() => client[Symbol.asyncDispose]())
beforeEach(async () => {
  await client.control('PATCH', 'app', { scopes: ['cdp_ingest_api', 'api', 'cdp_query_api'] })
  await client.control('PATCH', 'switches', { isStrict: false, requestsPerSecondMax: 250 })
  client.clock.advance(1_000)
})

const record = { event_id: 'e1', event_time: '2026-03-01T11:00:00.000Z' }
const consent = {
  event_id: 'c1',
  event_time: '2026-03-01T11:00:00.000Z',
  individual_id: 'u1',
  anonymous_id: '',
  purpose: 'Tracking',
  status: 'Opt In',
  provider: null,
}
const consentPath = '/api/v1/ingest/sources/dataset-12345/consent_log'

async function post(path: string, body: object | string, headers: Record<string, string> = {}) {
  const token = await client.tenantToken()
  return client.call({ method: 'POST', path, token, body, headers })
}

describe('the streaming endpoint', () => {
  test.each([pageViewPath, `${pageViewPath}/`])('accepts records at %s', async (path) => {
    const answer = await post(path, { data: [record] })
    expect(answer.status).toBe(202)
    expect(answer.text).toBe('{"accepted":true}')
  })

  test('accepts what the schema would refuse', async () => {
    expect((await post(pageViewPath, { data: [{ event_id: 5 }] })).status).toBe(202)
  })

  test('refuses it in strict mode', async () => {
    await client.control('PATCH', 'switches', { isStrict: true })
    const answer = await post(consentPath, { data: [consent, { ...consent, event_id: 5 }] })
    expect(answer.status).toBe(400)
    expect(answer.json['details']).toEqual({
      validationReport: [
        {
          record: JSON.stringify({ ...consent, event_id: 5 }),
          causingExceptions: ['#/event_id: expected type: String, found: Integer'],
        },
      ],
    })
  })

  test('answers a missing, broken or expired token as documented', async () => {
    const unauthorized = {
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      error: 'Unauthorized',
      message: 'Authorization header verification failed',
      internalErrorCode: 'COMMON_ERROR_GENERIC',
      details: { status: 'UNAUTHENTICATED: Invalid JWT (not before or expired)', statusCode: 401 },
    }
    const token = await client.tenantToken()
    const call = { method: 'POST', path: pageViewPath, body: { data: [record] } } as const
    expect((await client.call(call)).json).toEqual(unauthorized)
    expect((await client.call({ ...call, token: `${token}x` })).status).toBe(401)
    expect((await client.call({ ...call, token })).status).toBe(202)
    client.clock.advance(7_199_000)
    const expired = await client.call({ ...call, token })
    expect(expired.status).toBe(401)
    expect(expired.json).toEqual(unauthorized)
  })

  test('forbids a token without the ingestion scope', async () => {
    await client.control('PATCH', 'app', { scopes: ['api', 'cdp_query_api'] })
    const answer = await post(pageViewPath, { data: [record] })
    expect(answer.status).toBe(403)
    expect(answer.json).toMatchObject({ error: 'Forbidden' })
  })

  test.each([
    '/api/v1/ingest/sources/dataset-99999/page_view',
    '/api/v1/ingest/sources/dataset-12345/Page_View',
  ])('does not find %s', async (path) => {
    const answer = await post(path, { data: [record] })
    expect(answer.status).toBe(404)
    expect(answer.json).toEqual({
      timestamp: expect.any(String),
      error: 'Not Found',
      message: 'Not Found',
    })
  })

  test('refuses JSON that is nested without end, which nothing could report or keep', async () => {
    const body = `{"data":[{"event_id":${'['.repeat(90_000)}${']'.repeat(90_000)}}]}`
    for (const path of [pageViewPath, `${pageViewPath}/actions/test`]) {
      const answer = await post(path, body)
      expect(answer.status).toBe(400)
      expect(answer.json['message']).toBe('Bad Request: JSON is nested deeper than 100 levels.')
    }
    expect((await post(pageViewPath, { data: [{ ...record, page_url: [[{}]] }] })).status).toBe(202)
    expect((await client.land()).status).toBe(200)
  })

  test('swallows unknown objects when told to', async () => {
    await client.control('PATCH', 'switches', { unknownObject: 'swallow' })
    const answer = await post('/api/v1/ingest/sources/dataset-12345/nothing', { data: [record] })
    await client.control('PATCH', 'switches', { unknownObject: 'not-found' })
    expect(answer.status).toBe(202)
  })

  test('wants JSON', async () => {
    expect((await post(pageViewPath, 'a=b', { 'content-type': 'text/plain' })).status).toBe(415)
    expect((await post(pageViewPath, '{}', { 'content-encoding': 'gzip' })).status).toBe(415)
  })

  test('takes a body of 200,000 bytes and not one more', async () => {
    const bodyOf = (byteCount: number) => {
      const empty = JSON.stringify({ data: [{ ...record, page_title: '' }] })
      return empty.replace(
        '"page_title":""',
        `"page_title":"${'x'.repeat(byteCount - empty.length)}"`,
      )
    }
    expect((await post(pageViewPath, bodyOf(200_000))).status).toBe(202)
    expect((await post(pageViewPath, bodyOf(200_001))).status).toBe(413)
    expect((await post(pageViewPath, bodyOf(5_000_000))).status).toBe(413)
  })

  test('counts the bytes of a body that does not say its length', async () => {
    const token = await client.tenantToken()
    const pieces = Readable.from(['{"data":[{"page_title":"', 'x'.repeat(200_000), '"}]}'])
    const answer = await request(client.url + pageViewPath, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: pieces,
    })
    await answer.body.dump()
    expect(answer.statusCode).toBe(413)
  })

  test.each(['{', '[]', '{"data":{}}', '{"data":["a"]}', '{"data":[[]]}', ''])(
    'refuses the body %j',
    async (body) => {
      const answer = await post(pageViewPath, body)
      expect(answer.status).toBe(400)
      expect(answer.json).toMatchObject({ error: 'Bad Request', path: `uri=${pageViewPath}` })
      expect(answer.json['details']).toBeUndefined()
    },
  )

  test('answers 429 beyond the requests of a second, and again 202 after it', async () => {
    await client.control('PATCH', 'switches', { requestsPerSecondMax: 2 })
    const token = await client.tenantToken()
    const call = { method: 'POST', path: pageViewPath, token, body: { data: [record] } } as const
    client.clock.advance(1_000)
    const statuses = []
    for (let count = 0; count < 3; count += 1) statuses.push((await client.call(call)).status)
    expect(statuses).toEqual([202, 202, 429])
    expect((await client.call(call)).json).toEqual({
      timestamp: expect.any(String),
      error: 'Too many requests',
      message: 'Too many requests',
    })
    client.clock.advance(500)
    expect((await client.call(call)).status).toBe(202)
  })
})
