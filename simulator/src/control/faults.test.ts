import { request as send } from 'undici'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  coreHost,
  exchangeForm,
  openingMsMax,
  openPracticeClient,
  pageCredentials,
  type PracticeClient,
} from '../testing/practice-client.ts'

let client: PracticeClient
let token: string
beforeAll(async () => {
  client = await openPracticeClient()
  token = await client.tenantToken()
}, openingMsMax)
afterEach(() => client.control('PUT', 'faults', []))
afterAll(() => client[Symbol.asyncDispose]())

const record = (id: string) => ({ event_id: id, event_time: '2026-03-01T11:00:00.000Z' })
const path = (object: string) => `/api/v1/ingest/sources/dataset-12345/${object}`
const plan = async (...faults: readonly object[]) => {
  const answer = await client.control('PUT', 'faults', faults)
  expect(answer.json['error']).toBeUndefined()
}
const upsert = (object: string, id = 'e1') =>
  client.call({ method: 'POST', path: path(object), token, body: { data: [record(id)] } })

/** A request as the network sees it: headers at once, then the body as far as it comes. */
async function open(object: string, id = 'e1', bodyText = JSON.stringify({ data: [record(id)] })) {
  const answer = await send(client.url + path(object), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: bodyText,
  })
  return { status: answer.statusCode, headers: answer.headers, body: answer.body }
}
const landedIds = async (object: string) => {
  await client.land()
  const rows = await client.query(`select event_id__c from ${object}__dll order by 1`)
  return rows.map(([id]) => id)
}

describe('a planned status', () => {
  test.each([
    ['json', 'application/json'],
    ['html', 'text/html'],
    ['empty', undefined],
  ] as const)('comes with the body that was asked for: %s', async (body, contentType) => {
    await plan({ target: 'ingest', status: 503, body }, { target: 'exchange', status: 503, body })
    const ingest = await upsert('page_view')
    const exchange = await client.exchange('anything')
    for (const answer of [ingest, exchange]) {
      expect(answer.status).toBe(503)
      expect(answer.headers['content-type']?.toString().split(';')[0]).toBe(contentType)
      expect(answer.text === '').toBe(body === 'empty')
    }
  })

  test.each([500, 502, 503, 504])('of %i comes as often as asked, then no more', async (status) => {
    await plan({ target: 'ingest', status, count: 2 })
    const statuses = [
      await upsert('page_view'),
      await upsert('page_view'),
      await upsert('page_view'),
    ]
    expect(statuses.map((answer) => answer.status)).toEqual([status, status, 202])
  })

  test.each<[string, object, string | readonly string[] | undefined]>([
    ['none', {}, undefined],
    ['seconds', { retryAfterSeconds: 3 }, '3'],
    [
      'a date',
      { retryAfterSeconds: 90, retryAfterForm: 'http-date' },
      'Sun, 01 Mar 2026 12:01:30 GMT',
    ],
    ['nonsense', { retryAfterLines: ['soon'] }, 'soon'],
    ['a negative number', { retryAfterLines: ['-5'] }, '-5'],
    ['two of them', { retryAfterLines: ['1', '5'] }, ['1', '5']],
  ])('of 429 can carry %s as Retry-After', async (_what, more, expected) => {
    await plan({ target: 'ingest', status: 429, ...more })
    const answer = await upsert('page_view')
    expect(answer.status).toBe(429)
    const got = answer.headers['retry-after']
    expect(Array.isArray(expected) ? [got].flat().join(', ') : got).toEqual(
      Array.isArray(expected) ? expected.join(', ') : expected,
    )
  })

  test('can lead elsewhere', async () => {
    await plan({ target: 'query', status: 302, body: 'empty', location: 'http://127.0.0.1:1/' })
    const answer = await client.call({ path: '/api/v1/metadata', token })
    expect(answer.status).toBe(302)
    expect(answer.headers['location']).toBe('http://127.0.0.1:1/')
  })

  test('of Connect REST has its form', async () => {
    await plan({ target: 'connect', status: 500 })
    const answer = await client.call({ path: '/services/data/v64.0/ssot/data-streams' })
    expect(JSON.parse(answer.text)).toEqual([
      { errorCode: 'UNKNOWN_EXCEPTION', message: 'planned fault' },
    ])
  })

  test('lets the first requests pass, concerns one object, lasts for a while', async () => {
    await plan({
      target: 'ingest',
      object: 'page_view',
      status: 404,
      afterCount: 1,
      durationMs: 30_000,
    })
    const seen: number[] = []
    const note = async (object: string) => seen.push((await upsert(object)).status)
    await note('page_view')
    await note('custom_event')
    await note('page_view')
    client.clock.advance(29_999)
    await note('page_view')
    client.clock.advance(1)
    await note('page_view')
    expect(seen).toEqual([202, 202, 404, 404, 202])
  })
})

describe('a plan is refused that', () => {
  test.each<[string, object, string]>([
    ['names no status', { target: 'ingest' }, 'needs status'],
    ['names one too many', { target: 'ingest', kind: 'duplicate', status: 500 }, 'has no status'],
    ['names no time', { target: 'query', kind: 'latency' }, 'needs delayMs'],
    ['drops what is no ingestion', { target: 'query', kind: 'silent-drop' }, 'target ingest'],
    ['names an object elsewhere', { target: 'query', status: 500, object: 'x' }, 'target ingest'],
    ['ends in two ways', { target: 'query', status: 500, count: 1, durationMs: 1 }, 'count or'],
    ['has an unknown kind', { target: 'query', kind: 'flood' }, '/0/kind'],
    ['has an unknown member', { target: 'query', status: 500, often: true }, 'additional'],
  ])('%s', async (_what, fault, why) => {
    const answer = await client.control('PUT', 'faults', [fault])
    expect(answer.status).toBe(400)
    expect(answer.json).toEqual({ error: { code: 'INVALID_BODY', message: expect.any(String) } })
    expect(answer.text).toContain(why)
  })
})

describe('a success that is none', () => {
  test('is a page at the exchange and at the ingestion', async () => {
    await plan({ target: 'exchange', kind: 'html-200' }, { target: 'ingest', kind: 'html-200' })
    for (const answer of [await client.exchange('anything'), await upsert('page_view')]) {
      expect(answer.status).toBe(200)
      expect(answer.text).toContain('?ec=302')
      expect(answer.headers['content-type']).toContain('text/html')
    }
  })

  test('is an error body with 200, or nothing with 204', async () => {
    await plan({ target: 'ingest', kind: 'error-200' }, { target: 'ingest', kind: 'no-content' })
    const error = await upsert('page_view')
    expect([error.status, error.json['error']]).toEqual([200, 'Internal Server Error'])
    const empty = await upsert('page_view')
    expect([empty.status, empty.text]).toEqual([204, ''])
  })
})

describe('a broken connection', () => {
  test('before processing loses the request', async () => {
    await plan({ target: 'ingest', kind: 'reset-before' })
    await expect(open('party_identification', 'lost')).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(acceptedOf(await client.control('GET', 'stats'), 'party_identification')).toBe(0)
  })

  test('after processing loses only the answer', async () => {
    await plan({ target: 'ingest', kind: 'reset-after' })
    await expect(open('profile', 'kept')).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(acceptedOf(await client.control('GET', 'stats'), 'profile')).toBe(1)
  })

  test('in mid-reply shows status and half of the body', async () => {
    await plan({ target: 'ingest', kind: 'closed-reply' })
    const { status, headers, body } = await open('page_view')
    expect([status, headers['content-length']]).toEqual([202, '17'])
    let text = ''
    await expect(
      (async () => {
        for await (const chunk of body) text += String(chunk)
      })(),
    ).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' })
    expect(text).toBe('{"accepte')
  })

  test('is another thing than JSON that ends in the middle', async () => {
    await plan({ target: 'ingest', kind: 'truncated-json' })
    const { status, body } = await open('page_view')
    expect([status, await body.text()]).toEqual([202, '{"accepte'])
  })
})

describe('slowness', () => {
  const waitFor = <Value>(promise: Promise<Value>) => {
    let value: Value | undefined
    void promise.then((settled) => (value = settled))
    return async () => {
      // A round trip of another request: whatever could have come would have come.
      await client.control('GET', 'stats')
      return value
    }
  }

  test('before processing delays it', async () => {
    await plan({ target: 'ingest', kind: 'latency', delayMs: 5_000 })
    const answer = upsert('contact_point_phone', 'late')
    const seen = waitFor(answer)
    expect(await seen()).toBeUndefined()
    expect(acceptedOf(await client.control('GET', 'stats'), 'contact_point_phone')).toBe(0)
    client.clock.advance(5_000)
    expect((await answer).status).toBe(202)
  })

  test('of the answer delays only that', async () => {
    await plan({ target: 'ingest', kind: 'late-reply', delayMs: 5_000 })
    const answer = upsert('contact_point_email', 'late')
    const seen = waitFor(answer)
    await expect
      .poll(async () => acceptedOf(await client.control('GET', 'stats'), 'contact_point_email'))
      .toBe(1)
    expect(await seen()).toBeUndefined()
    client.clock.advance(5_000)
    expect((await answer).status).toBe(202)
  })

  test('of the body alone lets the headers pass', async () => {
    await plan({ target: 'ingest', kind: 'stalled-reply', delayMs: 60_000 })
    const { status, headers, body } = await open('page_view')
    expect([status, headers['content-length']]).toEqual([202, '17'])
    const text = body.text()
    const seen = waitFor(text)
    expect(await seen()).toBeUndefined()
    client.clock.advance(60_000)
    expect(await text).toBe('{"accepted":true}')
  })

  test('can come in drops', async () => {
    await plan({ target: 'ingest', kind: 'slow-reply', delayMs: 9_000 })
    const answer = open('page_view')
    const drops: string[] = []
    const ended = answer.then(async ({ body }) => {
      for await (const chunk of body) drops.push(String(chunk))
    })
    await expect
      .poll(
        async () => {
          client.clock.advance(900)
          await client.control('GET', 'stats')
          return drops.join('')
        },
        { interval: 5 },
      )
      .toBe('{"accepted":true}')
    await ended
    expect(drops.length).toBeGreaterThan(5)
  })

  test('of reading makes the sender wait', async () => {
    await plan({ target: 'ingest', kind: 'slow-request', delayMs: 10_000 })
    const bodyText = JSON.stringify({
      data: [{ ...record('slow'), page_url: 'x'.repeat(100_000) }],
    })
    const answer = open('page_view', 'slow', bodyText)
    const seen = waitFor(answer)
    expect(await seen()).toBeUndefined()
    let stepCount = 0
    await expect
      .poll(
        async () => {
          client.clock.advance(1_000)
          stepCount += 1
          return (await seen())?.status
        },
        { interval: 5, timeout: 60_000 },
      )
      .toBe(202)
    expect(stepCount).toBeGreaterThanOrEqual(10)
  })
})

describe('trouble of the tenant', () => {
  test('tokens expire in mid-batch, until there is a new one', async () => {
    await plan({ target: 'ingest', kind: 'token-expiry', afterCount: 2 })
    const own = await client.tenantToken()
    const once = (bearer: string) =>
      client.call({ method: 'POST', path: path('page_view'), token: bearer, body: { data: [] } })
    const statuses: number[] = []
    for (let turn = 0; turn < 4; turn += 1) statuses.push((await once(own)).status)
    expect(statuses).toEqual([202, 202, 401, 401])
    token = await client.tenantToken()
    expect((await once(token)).status).toBe(202)
  })

  test('its host moves: nobody knows the old one, the exchange names the new one', async () => {
    const hostOf = async () => {
      const core = await client.signIn(pageCredentials, coreHost)
      const body = new URLSearchParams({
        ...exchangeForm,
        subject_token: String(core.json['access_token']),
      })
      const answer = await client.call({
        method: 'POST',
        path: '/services/a360/token',
        host: coreHost,
        body,
      })
      return String(answer.json['instance_url'])
    }
    const at = (host: string) =>
      client.call({ method: 'POST', path: path('page_view'), host, token, body: { data: [] } })
    const old = await hostOf()
    expect((await at(old)).status).toBe(202)
    await plan({ target: 'ingest', kind: 'tenant-move' })
    const answer = await at(old)
    expect(answer.status).toBe(404)
    expect(answer.headers['content-type']).toContain('text/html')
    const fresh = await hostOf()
    expect(fresh).toMatch(/^[a-z2-7]{26}\.c360a\.salesforce\.com$/)
    expect(fresh).not.toBe(old)
    expect((await at(fresh)).status).toBe(202)
    expect((await at(old)).status).toBe(404)
  })

  test('what it accepts can vanish, or land twice', async () => {
    await plan({ target: 'ingest', kind: 'silent-drop' }, { target: 'ingest', kind: 'duplicate' })
    const vanished = await upsert('consent_log', 'vanished')
    expect([vanished.status, vanished.json]).toEqual([202, { accepted: true }])
    expect((await upsert('consent_log', 'twice')).status).toBe(202)
    expect(await landedIds('consent_log')).toEqual(['twice'])
    expect((await client.control('GET', 'stats')).json).toMatchObject({
      objects: { consent_log: { acceptedCount: 2, addedCount: 1, replacedCount: 1 } },
    })
  })

  test('a silent drop still refuses what is unfit', async () => {
    await plan({ target: 'ingest', kind: 'silent-drop', count: 2 })
    const broken = await client.call({ method: 'POST', path: path('page_view'), token, body: '{' })
    expect(broken.status).toBe(400)
    const body = { data: [] }
    const stranger = await client.call({
      method: 'POST',
      path: path('page_view'),
      token: 'x',
      body,
    })
    expect(stranger.status).toBe(401)
  })
})

function acceptedOf({ json }: { json: Readonly<Record<string, unknown>> }, object: string): number {
  const { objects } = json as { objects: Record<string, { acceptedCount: number }> }
  return objects[object]?.acceptedCount ?? 0
}
