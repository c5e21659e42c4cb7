import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  openingMsMax,
  openPracticeClient,
  pageViewPath,
  type PracticeClient,
} from '../testing/practice-client.ts'
import { createTraffic, trafficEntriesMax, type SeenRequest } from './traffic.ts'

let client: PracticeClient
beforeAll(async () => {
  client = await openPracticeClient({}, { isLakeNeeded: false })
})
beforeEach(() => client.control('PUT', 'faults', []))
afterAll(() => client[Symbol.asyncDispose](), openingMsMax)

type Entry = Readonly<Record<string, unknown>> & { readonly id: number }
const list = async (query = '') => {
  const { json } = await client.control('GET', `traffic${query}`)
  return json['requests'] as readonly Entry[]
}
const latest = async () => {
  const [entry] = await list()
  const answer = await client.control('GET', `traffic/${entry?.id}`)
  return answer.json
}

describe('the traffic list', () => {
  test('shows request and reply with headers and bodies', async () => {
    const token = await client.tenantToken()
    const data = [{ event_id: 'é1', event_time: '2026-03-01T11:00:00.000Z' }]
    await client.call({ method: 'POST', path: `${pageViewPath}?x=1`, token, body: { data } })
    expect(await latest()).toMatchObject({
      method: 'POST',
      path: pageViewPath,
      query: 'x=1',
      status: 202,
      requestBytes: Buffer.byteLength(JSON.stringify({ data })),
      replyBytes: 17,
      requestHeaders: { 'content-type': 'application/json', authorization: 'Bearer [redacted]' },
      requestBodyStart: JSON.stringify({ data }),
      replyHeaders: { 'content-type': expect.stringContaining('application/json') },
      replyBodyStart: '{"accepted":true}',
    })
  })

  test('never shows a secret or a token', async () => {
    const core = await client.signIn()
    const coreToken = String(core.json['access_token'])
    const tenant = await client.exchange(coreToken)
    const secrets = [
      ...['xxxxxxxxxxxxxxxxxxxx', coreToken, String(tenant.json['access_token'])],
      String(core.json['signature']),
    ]
    const basic = `Basic ${Buffer.from('3MVG9...:xxxxxxxxxxxxxxxxxxxx').toString('base64')}`
    await client.call({
      method: 'POST',
      path: `/services/oauth2/introspect?token=${encodeURIComponent(coreToken)}`,
      headers: { authorization: basic },
    })
    await client.call({ path: `/services/oauth2/revoke?token=${coreToken}` })
    const shown: string[] = []
    for (const { id } of await list())
      shown.push((await client.control('GET', `traffic/${id}`)).text)
    const text = shown.join('\n')
    for (const secret of [...secrets, basic.slice(6)]) {
      expect(text).not.toContain(secret)
      expect(text).not.toContain(encodeURIComponent(secret))
    }
    expect(text).toContain('client_secret=[redacted]')
    expect(text).toContain('grant_type=client_credentials')
  })

  test('names the fault, and says 0 where no answer was given', async () => {
    await client.control('PUT', 'faults', [
      { target: 'sign-in', status: 503 },
      { target: 'sign-in', kind: 'reset-before' },
    ])
    await client.signIn()
    await expect(client.signIn()).rejects.toMatchObject({ code: 'ECONNRESET' })
    const [cut, down] = await list()
    expect(cut).toMatchObject({ status: 0, fault: 'reset-before' })
    expect(down).toMatchObject({ status: 503, fault: 'status' })
    expect((await client.control('GET', 'stats')).json).toMatchObject({
      requestCountByStatus: { '0': 1, '503': 1 },
    })
  })

  test('shows an object with its fault as the sender wrote it', async () => {
    const path = `${pageViewPath}.no-content-once`
    await client.call({ method: 'POST', path, body: { data: [] } })
    expect((await latest())['path']).toBe(path)
  })

  test('can be narrowed, and asked for what is new', async () => {
    await client.signIn({})
    const [last] = await list('?limit=1')
    await client.call({ path: '/nowhere' })
    await client.signIn()
    expect((await list(`?after=${last?.id}`)).map(({ path }) => path)).toEqual([
      '/services/oauth2/token',
      '/nowhere',
    ])
    expect((await list('?path=nowh&status=404&method=GET')).length).toBe(1)
    const unfit = await client.control('GET', 'traffic?limit=many')
    expect([unfit.status, unfit.json['error']]).toMatchObject([400, { code: 'INVALID_QUERY' }])
    expect((await client.control('GET', 'traffic/none')).status).toBe(404)
  })

  test('leaves out the own pages, and everything when its switch is off', async () => {
    const before = await list()
    await client.call({ path: '/shop/' })
    await client.control('PATCH', 'switches', { isTrafficKept: false })
    await client.signIn()
    const { json } = await client.control('GET', 'stats')
    await client.signIn()
    expect(await list()).toEqual(before)
    const after = (await client.control('GET', 'stats')).json
    expect(Number(after['requestCount'])).toBeGreaterThan(Number(json['requestCount']))
    await client.control('PATCH', 'switches', { isTrafficKept: true })
  })

  test('keeps the beginning of a long body, whole characters only', async () => {
    await client.call({ method: 'POST', path: pageViewPath, body: 'a' + 'é'.repeat(50_000) })
    const detail = await latest()
    const start = String(detail['requestBodyStart'])
    expect(start).toBe('')
    const token = await client.tenantToken()
    await client.call({ method: 'POST', path: pageViewPath, token, body: 'a' + 'é'.repeat(50_000) })
    expect(await latest()).toMatchObject({
      requestBytes: 100_001,
      requestBodyStart: 'a' + 'é'.repeat(2_047),
    })
  })
})

describe('its memory', () => {
  const seen: SeenRequest = {
    ...{ atMs: 0, host: 'h', method: 'GET', url: '/a', status: 200, tookMs: 1 },
    ...{ requestHeaders: {}, requestBytes: 0, requestBodyStart: Buffer.alloc(0) },
    ...{ replyHeaders: {}, replyBytes: 0, replyBodyStart: '', fault: undefined },
  }

  test('holds a named number of entries', () => {
    const traffic = createTraffic()
    for (let turn = 0; turn < trafficEntriesMax + 10; turn += 1) traffic.keep(seen)
    expect(traffic.list({})).toHaveLength(trafficEntriesMax)
    expect(traffic.detail(10)).toBeUndefined()
    expect(traffic.detail(11)?.id).toBe(11)
  })

  test('holds fewer when they are large', () => {
    const traffic = createTraffic()
    const large = { ...seen, requestHeaders: { cookie: 'x'.repeat(100_000) } }
    for (let turn = 0; turn < 100; turn += 1) traffic.keep(large)
    expect(traffic.list({}).length).toBeLessThan(45)
  })
})
