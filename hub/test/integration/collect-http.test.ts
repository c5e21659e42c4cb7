import { createHmac } from 'node:crypto'
import { writeFile, mkdtemp, rm } from 'node:fs/promises'
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { allowedHeaders } from '../../src/collect/cross-origin.ts'
import { openCollectWorld, sourceNamed, type CollectWorld } from './collect-world.ts'

let stack: AsyncDisposableStack
let world: CollectWorld
beforeEach(async () => {
  stack = new AsyncDisposableStack()
  world = await openCollectWorld(stack, {
    sources: [
      sourceNamed('shop'),
      sourceNamed('server', { type: 'server' }),
      sourceNamed('fenced', { domainAllowlist: ['shop.example.com'] }),
      sourceNamed('off', { enabled: false }),
    ],
  })
})
afterEach(() => stack.disposeAsync())

const track = { type: 'track', event: 'Signed Up', userId: 'u1' }
const origin = 'https://shop.example.com'

describe('every address', () => {
  test.each([
    ['/v1/track', { event: 'x', userId: 'u1' }, 'track', { success: true }],
    ['/v1/t', { event: 'x', userId: 'u1' }, 'track', { success: true }],
    ['/v1/page', { userId: 'u1' }, 'page', { success: true }],
    ['/v1/p', { userId: 'u1' }, 'page', { success: true }],
    ['/v1/screen', { userId: 'u1' }, 'screen', { success: true }],
    ['/v1/s', { userId: 'u1' }, 'screen', { success: true }],
    ['/v1/identify', { userId: 'u1' }, 'identify', { success: true }],
    ['/v1/i', { userId: 'u1' }, 'identify', { success: true }],
    ['/v1/group', { userId: 'u1', groupId: 'g1' }, 'group', { success: true }],
    ['/v1/g', { userId: 'u1', groupId: 'g1' }, 'group', { success: true }],
    ['/v1/alias', { userId: 'u1', previousId: 'a1' }, 'alias', { success: true }],
    ['/v1/a', { userId: 'u1', previousId: 'a1' }, 'alias', { success: true }],
    ['/v1/track/', { event: 'x', userId: 'u1' }, 'track', { success: true }],
    ['/v1/batch', { batch: [track] }, 'track', { success: true }],
    ['/v1/b', { batch: [track] }, 'track', { success: true }],
    ['/v1/import', { batch: [track] }, 'track', { success: true }],
    ['/api/s/track', track, 'track', { ok: true }],
    ['/api/s/t', { event: 'x', userId: 'u1' }, 'track', { ok: true }],
    ['/api/s/event', track, 'track', { ok: true }],
    ['/api/s/s2s/page', { userId: 'u1' }, 'page', { ok: true }],
    ['/api/s/s2s/batch', { batch: [track] }, 'track', { ok: true, receivedEvents: 1, okEvents: 1 }],
  ])('%s takes its events', async (path, body, type, answer) => {
    const response = await world.post(path, body)
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual(answer)
    expect(world.events().map((event) => event.type)).toEqual([type])
  })

  test('RudderStack’s beacon is named by its address and answered in plain text', async () => {
    const response = await world.post(
      '/beacon/v1/batch?writeKey=dk_test_shop',
      { batch: [track] },
      { key: null },
    )
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('OK')
    expect(world.events()).toMatchObject([{ dialect: 'rudderstack' }])
  })

  test('nothing is served elsewhere, and that is said', async () => {
    const response = await world.post('/v1/nothing', {})
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({
      success: false,
      error: { code: 'collect.route_unknown' },
    })
  })
})

test.each(['/%zz', `/v1/projects/${'k'.repeat(300)}/settings`])(
  'an unusable address is told so: %s',
  async (path) => {
    const response = await fetch(`${world.url}${path}`)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ success: false })
  },
)

describe('a body', () => {
  test.each([
    'application/json',
    'application/json;charset=UTF-8',
    'text/plain',
    'application/x-www-form-urlencoded',
    'no content type at all; ;',
    'multipart/form-data',
  ])('is JSON whatever its Content-Type is: %s', async (contentType) => {
    const response = await world.post('/v1/track', track, {
      headers: { 'content-type': contentType },
    })
    expect(response.status).toBe(200)
    expect(world.events()).toHaveLength(1)
  })

  test('may be compressed, with its header, with a wrong one, or unpacked on its way', async () => {
    const packed = gzipSync(JSON.stringify({ batch: [track] }))
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    for (const [body, headers] of [
      [packed, { ...form, 'content-encoding': 'gzip' }],
      [packed, form],
      [JSON.stringify({ batch: [track] }), { 'content-encoding': 'gzip' }],
    ] as const) {
      expect((await world.post('/v1/batch', body, { headers })).status).toBe(200)
    }
    expect(world.events()).toHaveLength(3)
  })

  test('is bounded, packed and unpacked', async () => {
    const text = 'x'.repeat(5 * 1024 * 1024)
    const bomb = gzipSync(JSON.stringify({ batch: [{ ...track, text }] }))
    expect(bomb.length).toBeLessThan(10_000)
    const unpacked = await world.post('/v1/batch', bomb, {
      headers: { 'content-encoding': 'gzip' },
    })
    expect(unpacked.status).toBe(413)
    expect(await unpacked.json()).toMatchObject({ error: { code: 'collect.body_too_large' } })

    const plain = await world.post('/v1/batch', JSON.stringify({ batch: [{ ...track, text }] }))
    expect(plain.status).toBe(413)
    expect(await plain.json()).toMatchObject({ error: { code: 'collect.body_too_large' } })
    expect(world.entries).toEqual([])
  })

  test('of nearly a mebibyte is taken', async () => {
    const text = 'x'.repeat(30_000)
    const batch = Array.from({ length: 34 }, () => ({ ...track, properties: { text } }))
    expect((await world.post('/v1/batch', { batch })).status).toBe(200)
    expect(world.events()).toHaveLength(34)
  })

  test('that is broken is refused with the place of the fault', async () => {
    const response = await world.post('/v1/track', '{"event":"x",}')
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({
      success: false,
      error: {
        code: 'collect.body_invalid',
        message:
          'The body is not JSON: at character 13 there must be a property name in double quotes, here: {"event":"x", ⟶ }',
      },
    })
  })

  test.each([
    ['', '/v1/track', 'The body is empty; send JSON.'],
    ['[]', '/v1/track', 'The body must be one event, a JSON object.'],
    ['"x"', '/v1/batch', 'The body must hold its events in an array called `batch`.'],
    [{ batch: 'x' }, '/v1/batch', 'The body must hold its events in an array called `batch`.'],
  ])('%j at %s is refused', async (body, path, message) => {
    const response = await world.post(path, body)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      error: { code: 'collect.body_invalid', message },
    })
  })

  test('in an unknown encoding, or cut off, is refused', async () => {
    const br = await world.post('/v1/track', track, { headers: { 'content-encoding': 'br' } })
    expect(br.status).toBe(415)
    const cut = gzipSync(JSON.stringify(track)).subarray(0, 30)
    expect((await world.post('/v1/track', cut)).status).toBe(400)
  })
})

describe('a batch', () => {
  test('a bad event costs only itself, and its sender is told', async () => {
    const response = await world.post('/v1/batch', {
      batch: [track, { ...track, event: '' }, null, { type: 'page' }, { ...track, userId: 'u2' }],
    })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      success: true,
      quarantined: [
        { index: 1, reason: 'event_name_missing', detail: 'A track call needs `event`, its name.' },
        { index: 2, reason: 'not_an_object', detail: 'Each event must be a JSON object.' },
        {
          index: 3,
          reason: 'user_missing',
          detail: 'The event needs a `userId` or an `anonymousId`.',
        },
      ],
    })
    expect(world.entries.map(({ kind }) => kind)).toEqual([
      'event',
      'quarantined',
      'quarantined',
      'quarantined',
      'event',
    ])
  })

  test('an event is too large from the first byte past the bound', async () => {
    const sized = (bytes: number) => {
      const empty = { ...track, properties: { text: '' } }
      const text = 'x'.repeat(bytes - JSON.stringify(empty).length)
      return { ...track, properties: { text } }
    }
    await world.post('/v1/batch', { batch: [sized(32_768), sized(32_769)] })
    expect(world.events()).toHaveLength(1)
    expect(world.quarantined()).toMatchObject([{ reason: 'event_too_large' }])
  })

  test('events past the bound of a batch are set aside one by one', async () => {
    const batch = Array.from({ length: 2_502 }, (_, index) => ({
      ...track,
      messageId: `m${index}`,
    }))
    expect((await world.post('/v1/batch', { batch })).status).toBe(200)
    expect(world.events()).toHaveLength(2_500)
    expect(world.quarantined()).toMatchObject([
      { reason: 'batch_too_long' },
      { reason: 'batch_too_long' },
    ])
    const huge = Array.from({ length: 10_001 }, () => 1)
    expect((await world.post('/v1/batch', { batch: huge })).status).toBe(413)
  })

  test('an empty one is harmless', async () => {
    expect((await world.post('/v1/batch', { batch: [] })).status).toBe(200)
  })

  test('its context reaches each event, up to a size', async () => {
    const context = { app: { name: 'shop' } }
    await world.post('/v1/batch', { batch: [track], context })
    expect(world.events()[0]?.context).toEqual(context)
    const large = await world.post('/v1/batch', {
      batch: [track],
      context: { a: 'x'.repeat(9_000) },
    })
    expect(large.status).toBe(400)
  })
})

describe('a single call', () => {
  test('that cannot be used is refused with the reason, and kept to be seen', async () => {
    const response = await world.post('/v1/track', { userId: 'u1' })
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({
      success: false,
      error: { code: 'collect.event_invalid', message: 'A track call needs `event`, its name.' },
    })
    expect(world.quarantined()).toMatchObject([
      { reason: 'event_name_missing', dialect: 'segment' },
    ])
  })

  test('that is too large is refused', async () => {
    const response = await world.post('/v1/track', {
      ...track,
      properties: { text: 'x'.repeat(40_000) },
    })
    expect(response.status).toBe(413)
    expect(world.quarantined()).toMatchObject([{ reason: 'event_too_large' }])
  })
})

describe('the write key', () => {
  test.each([
    ['dk_wrong_key', 'collect.key_unknown'],
    ['dk_test_off', 'collect.key_unknown'],
    [null, 'collect.key_missing'],
  ])('%s is refused', async (key, code) => {
    const response = await world.post('/v1/track', track, { key })
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ success: false, error: { code } })
    expect(world.entries).toEqual([])
  })

  test('of the body is enough', async () => {
    await world.post('/v1/track', { ...track, writeKey: 'dk_test_server' }, { key: null })
    await world.post('/v1/batch', { batch: [track], writeKey: 'dk_test_shop' }, { key: null })
    expect(world.events().map(({ sourceId }) => sourceId)).toEqual(['pip_server', 'pip_shop'])
  })

  test('Jitsu’s browser endpoint says so without a failing status, its server endpoint with one', async () => {
    const browser = await world.post('/api/s/track', track, { key: 'wrong' })
    expect(browser.status).toBe(200)
    expect(await browser.json()).toMatchObject({ ok: false })
    expect((await world.post('/api/s/s2s/track', track, { key: 'wrong' })).status).toBe(401)
    expect(world.entries).toEqual([])
  })

  test('opens only for the websites of its pipeline', async () => {
    const from = (page: string) =>
      world.post('/v1/track', track, { key: 'dk_test_fenced', headers: { origin: page } })
    expect((await from(origin)).status).toBe(200)
    expect((await from('https://evil.example')).status).toBe(403)
    expect((await world.post('/v1/track', track, { key: 'dk_test_fenced' })).status).toBe(200)
  })
})

describe('too fast', () => {
  test('is answered with whole seconds to wait', async () => {
    const slow = await openCollectWorld(stack, {
      limits: { requestsPerSecondMax: 2 },
      clock: { now: () => 1_000_000 },
    })
    const statuses = []
    for (let turn = 0; turn < 3; turn += 1)
      statuses.push((await slow.post('/v1/track', track)).status)
    expect(statuses).toEqual([200, 200, 429])
    const response = await slow.post('/api/s/track', track, { headers: { origin } })
    expect(response.status).toBe(429)
    expect(response.headers.get('retry-after')).toBe('1')
    expect(response.headers.get('access-control-expose-headers')).toBe('Retry-After')
    expect(slow.events()).toHaveLength(2)
  })

  test('too much at once is answered likewise', async () => {
    const narrow = await openCollectWorld(stack, { limits: { inFlightBytesMax: 10 } })
    const response = await narrow.post('/v1/track', track)
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('1')
  })
})

describe('the journal', () => {
  test('an event is acknowledged only when it is stored', async () => {
    world.failNext(1)
    const response = await world.post('/v1/track', { ...track, messageId: 'm1' })
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
    const { error } = (await response.json()) as { error: { code: string; message: string } }
    expect(error.code).toBe('journal.unavailable')
    expect(error.message).not.toContain('not stored')
    expect((await world.post('/v1/track', { ...track, messageId: 'm1' })).status).toBe(200)
    expect(world.events()).toHaveLength(1)
  })

  test('not even an image, and not even Jitsu’s browser endpoint, says otherwise', async () => {
    world.failNext(2)
    expect((await world.post('/api/s/track', track)).status).toBe(503)
    const pixel = await fetch(`${world.url}/v1/pixel/track?wk=dk_test_shop&e=x&uid=u1`)
    expect(pixel.status).toBe(503)
    expect(pixel.headers.get('content-type')).toBe('image/gif')
  })

  test('an answer waits for the journal', async () => {
    const gate = Promise.withResolvers<void>()
    const asked = Promise.withResolvers<void>()
    const held = await openCollectWorld(stack, {
      needs: {
        journal: {
          append: async (entries) => {
            asked.resolve()
            await gate.promise
            return entries.map(() => ({ kind: 'stored' as const, offset: 1 as never }))
          },
        },
      },
    })
    let isAnswered = false
    const answer = held.post('/v1/track', track).then((response) => {
      isAnswered = true
      return response.status
    })
    await asked.promise
    // A whole other request passes meanwhile.
    expect((await fetch(`${held.url}/health`)).status).toBe(200)
    expect(isAnswered).toBe(false)
    gate.resolve()
    expect(await answer).toBe(200)
  })
})

describe('a browser on another site', () => {
  test.each([
    '/v1/t',
    '/v1/batch',
    '/api/s/track',
    '/v1/projects/k/settings',
    '/sourceConfig/',
    '/nowhere',
  ])('may ask before it sends to %s', async (path) => {
    const response = await fetch(`${world.url}${path}`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-new-in-next-version',
      },
    })
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe(origin)
    expect(response.headers.get('access-control-allow-credentials')).toBe('true')
    expect(Number(response.headers.get('access-control-max-age'))).toBeGreaterThan(600)
    const allowed = response.headers.get('access-control-allow-headers')?.split(', ') ?? []
    expect(allowed).toEqual(expect.arrayContaining([...allowedHeaders, 'x-new-in-next-version']))
  })

  test('may read every answer, refusals included', async () => {
    for (const key of ['dk_test_shop', 'wrong']) {
      const response = await world.post('/v1/t', track, { key, headers: { origin } })
      expect(response.headers.get('access-control-allow-origin')).toBe(origin)
      expect(response.headers.get('access-control-allow-credentials')).toBe('true')
      expect(response.headers.get('access-control-expose-headers')).toBe('Retry-After')
      expect(response.headers.get('vary')).toContain('Origin')
    }
    const large = await world.post('/v1/t', 'x'.repeat(2_000_000), { headers: { origin } })
    expect(large.status).toBe(413)
    expect(large.headers.get('access-control-allow-origin')).toBe(origin)
  })

  test('is given a cookie of its own, which names it when it names nobody', async () => {
    const response = await world.post('/v1/p', {}, { headers: { origin } })
    const cookie = response.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(
      /^_dfid=[0-9a-f-]{36}; Max-Age=34560000; Path=\/; HttpOnly; SameSite=Lax$/,
    )
    const id = cookie.slice('_dfid='.length, '_dfid='.length + 36)
    const again = await world.post('/v1/p', {}, { headers: { origin, cookie: `_dfid=${id}` } })
    expect(again.headers.get('set-cookie')).toContain(id)
    expect(world.events().map(({ anonymousId }) => anonymousId)).toEqual([id, id])
  })

  test('its privacy signal, address, agent and language are stamped', async () => {
    const headers = {
      origin,
      'sec-gpc': '1',
      'user-agent': 'Mozilla/5.0',
      'accept-language': 'de-DE,de',
    }
    await world.post('/v1/p', {}, { headers })
    await world.post('/v1/p', {}, { headers: { ...headers, 'x-ip-policy': 'stripLastOctet' } })
    expect(world.events().map(({ context }) => context)).toEqual([
      { ip: '127.0.0.1', gpc: true, userAgent: 'Mozilla/5.0', locale: 'de-DE' },
      { ip: '127.0.0.0', gpc: true, userAgent: 'Mozilla/5.0', locale: 'de-DE' },
    ])
  })

  test('a server is given none of it', async () => {
    const response = await world.post('/v1/page', { userId: 'u1' })
    expect(response.headers.get('set-cookie')).toBeNull()
    expect(world.events()[0]?.context).toEqual({})
  })
})

describe('a proxy', () => {
  const forwarded = {
    origin,
    'x-forwarded-for': '203.0.113.9',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'data.shop.example.com',
  }

  test('that nobody trusts is not believed', async () => {
    const response = await world.post('/v1/p', {}, { headers: forwarded })
    expect(world.events()[0]?.context).toMatchObject({ ip: '127.0.0.1' })
    expect(response.headers.get('set-cookie')).not.toContain('Secure')
  })

  test('that is trusted tells address, protocol and host', async () => {
    const behind = await openCollectWorld(stack, { needs: { trustedProxies: ['127.0.0.1'] } })
    const response = await behind.post('/v1/p', {}, { headers: forwarded })
    expect(behind.events()[0]?.context).toMatchObject({ ip: '203.0.113.9' })
    expect(response.headers.get('set-cookie')).toContain(
      'Domain=example.com; Path=/; HttpOnly; Secure',
    )
  })
})

describe('a signed request', () => {
  function signed(body: string | Uint8Array, secret = 'secret-of-server', atMs = Date.now()) {
    const timestamp = String(atMs)
    const digest = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex')
    return { 'x-signature': `sha256=${digest}`, 'x-timestamp': timestamp }
  }
  const body = JSON.stringify(track)

  test.each([
    ['Authorization', { authorization: 'Bearer dk_test_server' }],
    ['Basic', { authorization: `Basic ${Buffer.from('dk_test_server:').toString('base64')}` }],
    ['X-Write-Key', { 'x-write-key': 'dk_test_server' }],
    ['X-Pipeline-Key', { 'x-pipeline-key': 'dk_test_server' }],
    ['its secret alone', {}],
  ])('is taken for the pipeline named by %s', async (_name, named) => {
    const headers = { ...signed(body), ...named }
    const response = await world.post('/v1/events', body, { headers, key: null })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ success: true })
    expect(world.events()).toMatchObject([{ sourceId: 'pip_server', dialect: 'signal' }])
  })

  test.each([
    ['without a signature', () => ({})],
    ['signed with another pipeline’s secret', () => signed(body, 'secret-of-shop')],
    ['signed for another body', () => signed('{}')],
    ['signed too long ago', () => signed(body, 'secret-of-server', Date.now() - 310_000)],
    ['signed in the future', () => signed(body, 'secret-of-server', Date.now() + 310_000)],
  ])('is refused %s', async (_name, sign: () => Record<string, string>) => {
    const headers = sign()
    const response = await world.post('/v1/events', body, { headers, key: 'dk_test_server' })
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ error: { code: 'collect.signature_invalid' } })
    expect(world.entries).toEqual([])
  })

  test('is refused when it is played back', async () => {
    const headers = signed(body)
    expect((await world.post('/v1/events', body, { headers, key: null })).status).toBe(200)
    expect((await world.post('/v1/events', body, { headers, key: null })).status).toBe(401)
    expect(world.events()).toHaveLength(1)
  })

  test('may be sent again when it could not be stored, and lands once', async () => {
    const headers = signed(body)
    world.failNext(1, { storing: true })
    expect((await world.post('/v1/events', body, { headers, key: null })).status).toBe(503)
    expect((await world.post('/v1/events', body, { headers, key: null })).status).toBe(200)
    expect(world.events()).toHaveLength(1)
  })

  test('may hold many events, and be compressed: the bytes that travel are signed', async () => {
    const packed = gzipSync(JSON.stringify({ batch: [track, track] }))
    const headers = { ...signed(packed), 'content-encoding': 'gzip' }
    expect((await world.post('/v1/batch', packed, { headers, key: null })).status).toBe(200)
    expect(world.events().map(({ sourceId }) => sourceId)).toEqual(['pip_server', 'pip_server'])
    expect((await world.post('/v1/batch', packed, { headers, key: null })).status).toBe(401)
  })
})

describe('an image', () => {
  const gif = { 'content-type': 'image/gif', pragma: 'no-cache', expires: '0' }

  test.each([
    ['/v1/pixel/track?wk=dk_test_shop&e=Email%20Opened&uid=u1&p.subject=Hi&mid=m1&cb=9'],
    [
      '/v1/pixel/track?writeKey=dk_test_shop&event=Email+Opened&userId=u1&properties.subject=Hi&messageId=m1',
    ],
    [
      `/v1/pixel/track?data=${encodeURIComponent(
        Buffer.from(
          JSON.stringify({
            writeKey: 'dk_test_shop',
            event: 'Email Opened',
            userId: 'u1',
            properties: { subject: 'Hi' },
            messageId: 'm1',
          }),
        ).toString('base64'),
      )}`,
    ],
    [
      '/pixel/v1/track?writeKey=dk_test_shop&event=Email+Opened&userId=u1&properties.subject=Hi&messageId=m1',
    ],
  ])('carries an event: %s', async (path) => {
    const response = await fetch(`${world.url}${path}`)
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      ...gif,
      'cache-control': 'no-store, no-cache, must-revalidate',
    })
    const bytes = new Uint8Array(await response.arrayBuffer())
    expect(new TextDecoder().decode(bytes.subarray(0, 6))).toBe('GIF89a')
    expect(world.events()).toMatchObject([
      {
        type: 'track',
        dialect: 'pixel',
        event: 'Email Opened',
        userId: 'u1',
        eventId: 'm1',
        properties: { subject: 'Hi' },
      },
    ])
  })

  test('is shown whatever is wrong', async () => {
    for (const path of [
      '/v1/pixel/track',
      '/v1/pixel/track?wk=wrong',
      '/v1/pixel/junk?wk=dk_test_shop&uid=u',
    ]) {
      const response = await fetch(`${world.url}${path}`)
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/gif'])
    }
    expect(world.events()).toEqual([])
    expect(world.quarantined()).toMatchObject([{ reason: 'type_unknown', dialect: 'pixel' }])
  })

  test('seen by somebody unknown is the cookie’s visitor’s', async () => {
    const response = await fetch(`${world.url}/v1/pixel/page?wk=dk_test_shop`)
    const id = /^_dfid=([^;]+)/.exec(response.headers.get('set-cookie') ?? '')?.[1]
    expect(id).toHaveLength(36)
    expect(world.events()).toMatchObject([{ type: 'page', anonymousId: id }])
  })
})

describe('what browsers load first', () => {
  async function json(path: string, headers: Record<string, string> = {}) {
    const response = await fetch(`${world.url}${path}`, { headers })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }

  test.each(['/v1/projects/dk_test_shop/settings', '/projects/dk_test_shop/settings'])(
    '%s aims Segment’s client at this collector',
    async (path) => {
      const { status, body } = await json(path)
      expect(status).toBe(200)
      expect(body['integrations']).toMatchObject({
        'Segment.io': { apiKey: 'dk_test_shop', apiHost: `${world.host}/v1`, protocol: 'http' },
      })
    },
  )

  test('a page on https is aimed at https', async () => {
    const { body } = await json('/v1/projects/dk_test_shop/settings', { origin })
    expect(body['integrations']).toMatchObject({ 'Segment.io': { protocol: 'https' } })
  })

  test('RudderStack’s client is given its configuration', async () => {
    const { status, body } = await json('/sourceConfig/?p=npm&v=3.34.1&writeKey=dk_test_shop')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      source: { id: 'pip_shop', writeKey: 'dk_test_shop', enabled: true, destinations: [] },
    })
  })

  test('an unknown key is told so', async () => {
    expect((await json('/v1/projects/wrong/settings')).status).toBe(401)
    expect((await json('/sourceConfig/?writeKey=wrong')).status).toBe(401)
  })

  test('the collector says that it is up', async () => {
    expect(await json('/health')).toEqual({ status: 200, body: { status: 'ok' } })
  })

  test('scripts are served as built, packed for who can unpack, and not sent twice', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'collect-'))
    stack.defer(() => rm(folder, { recursive: true }))
    const path = join(folder, 'd.js')
    const scripted = await openCollectWorld(stack, {
      needs: { browserScriptPath: path, jitsuScriptPath: path },
    })
    expect((await fetch(`${scripted.url}/d.js`)).status).toBe(404)
    await writeFile(path, 'window._df = 1')
    for (const name of ['/d.js', '/datafly.js', '/p.js']) {
      const response = await fetch(`${scripted.url}${name}`)
      expect(response.headers.get('content-encoding')).toBe('gzip')
      expect(response.headers.get('content-type')).toContain('javascript')
      expect(await response.text()).toBe('window._df = 1')
      const etag = response.headers.get('etag') ?? ''
      const again = await fetch(`${scripted.url}${name}`, { headers: { 'if-none-match': etag } })
      expect(again.status).toBe(304)
    }
  })

  test('where Jitsu’s script is not installed, the way out is named', async () => {
    const { status, body } = await json('/p.js')
    expect(status).toBe(404)
    expect(JSON.stringify(body)).toContain('@jitsu/js')
  })

  test('RudderStack’s own cookies are set for a page of the same site only', async () => {
    const behind = await openCollectWorld(stack, { needs: { trustedProxies: ['127.0.0.1'] } })
    const ask = (page: string, name: string) =>
      behind.post(
        '/rsaRequest',
        {
          reqType: 'setCookies',
          workspaceId: 'signal',
          data: { options: { maxAge: 86_400_000 }, cookies: [{ name, value: 'RS_ENC_v3_x' }] },
        },
        { headers: { origin: page, 'x-forwarded-host': 'data.example.com' } },
      )
    const own = await ask(origin, 'rl_anonymous_id')
    expect(own.headers.get('set-cookie')).toBe(
      'rl_anonymous_id=RS_ENC_v3_x; Max-Age=86400; Domain=example.com; Path=/; SameSite=Lax',
    )
    expect((await ask(origin, 'session')).headers.get('set-cookie')).toBeNull()
    expect((await ask('https://evil.example', 'rl_anonymous_id')).status).toBe(400)
  })
})

test('a body that never ends costs no more than its bound', async () => {
  const status = await new Promise<number | string>((resolve) => {
    const request = httpRequest(`${world.url}/v1/track`, {
      method: 'POST',
      headers: { 'x-write-key': 'dk_test_shop' },
    })
    const chunk = Buffer.alloc(64 * 1024, 32)
    let isOver = false
    const write = (): void => {
      if (!isOver) request.write(chunk, write)
    }
    const end = (result: number | string): void => {
      isOver = true
      resolve(result)
    }
    request.on('response', (response) => end(response.statusCode ?? 0))
    request.on('error', (error) => end(error.message))
    write()
  })
  expect([413, 'write EPIPE', 'read ECONNRESET', 'socket hang up']).toContain(status)
  expect((await world.post('/v1/track', track)).status).toBe(200)
})

test('a drained collector answers what is under way and takes nothing more', async () => {
  const gate = Promise.withResolvers<void>()
  const asked = Promise.withResolvers<void>()
  const held = await openCollectWorld(stack, {
    needs: {
      journal: {
        append: async (entries) => {
          asked.resolve()
          await gate.promise
          return entries.map(() => ({ kind: 'stored' as const, offset: 1 as never }))
        },
      },
    },
  })
  const keepAlive = new Agent({ keepAlive: true })
  const answer = Promise.withResolvers<IncomingMessage>()
  const options = { method: 'POST', agent: keepAlive, headers: { 'x-write-key': 'dk_test_shop' } }
  httpRequest(`${held.url}/v1/track`, options, (response) => {
    response.resume()
    answer.resolve(response)
  }).end(JSON.stringify(track))
  await asked.promise
  const drained = held.collector.drain()
  gate.resolve()
  const { statusCode, headers } = await answer.promise
  expect([statusCode, headers.connection]).toEqual([200, 'close'])
  await drained
  keepAlive.destroy()
  await expect(fetch(`${held.url}/health`)).rejects.toThrow('fetch failed')
})
