import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  openingMsMax,
  openPracticeClient,
  type PracticeClient,
} from '../testing/practice-client.ts'
import { spanMsOf } from './clock-change.ts'

let client: PracticeClient
beforeAll(async () => {
  client = await openPracticeClient()
}, openingMsMax)
afterAll(() => client[Symbol.asyncDispose](), openingMsMax)

const clock = (body: object) => client.control('POST', 'clock', body)

describe('the clock of the control API', () => {
  test.each([
    ['3 minutes', 180_000],
    ['1 minute', 60_000],
    ['90s', 90_000],
    ['250 ms', 250],
    ['1.5 hours', 5_400_000],
    [' 2 Days ', 172_800_000],
    ['3650 days', 315_360_000_000],
    ['3651 days', undefined],
    ['-3 minutes', undefined],
    ['3', undefined],
    ['three minutes', undefined],
    ['', undefined],
  ])('reads "%s"', (text, spanMs) => {
    expect(spanMsOf(text)).toBe(spanMs)
  })

  test('moves on: a token expires, and what was accepted lands', async () => {
    await client.control('PATCH', 'switches', { landingDelayMs: 180_000 })
    const token = await client.tenantToken()
    const record = { event_id: 'later', event_time: '2026-03-01T11:00:00.000Z' }
    await client.upsert('page_view', [record])
    const metadata = () => client.call({ path: '/api/v1/metadata', token })
    expect((await clock({ advance: '3 minutes' })).json).toEqual({
      now: '2026-03-01T12:03:00.000Z',
      nowMs: Date.parse('2026-03-01T12:03:00.000Z'),
      aheadMs: 180_000,
      isFrozen: false,
    })
    await expect
      .poll(() => client.query('select event_id__c from page_view__dll'), { interval: 20 })
      .toEqual([['later']])
    expect((await metadata()).status).toBe(200)
    await clock({ advanceMs: 7_199_000 })
    expect((await metadata()).status).toBe(401)
  })

  test('stands still, and goes on from there', async () => {
    const frozen = await clock({ freeze: true })
    client.clock.advance(5_000)
    expect((await client.control('GET', 'clock')).json).toMatchObject({
      now: frozen.json['now'],
      isFrozen: true,
    })
    await clock({ freeze: false })
    client.clock.advance(1_000)
    const after = await client.control('GET', 'clock')
    expect(Number(after.json['nowMs'])).toBe(Number(frozen.json['nowMs']) + 1_000)
  })

  test('comes back by reset alone, and what was accepted lands first', async () => {
    await clock({ advance: '1 day' })
    await client.upsert('page_view', [{ event_id: 'future', event_time: '2026-03-01T11:00:00Z' }])
    const back = await clock({ reset: true })
    expect(back.json).toMatchObject({ aheadMs: 0, isFrozen: false })
    expect((await client.control('GET', 'stats')).json).toMatchObject({ pendingCount: 0 })
  })

  test('passes a month: tokens, open bulk jobs and problem records end with it', async () => {
    const token = await client.tenantToken()
    const bulk = { object: 'profile', sourceName: 'dataset-12345', operation: 'upsert' }
    const jobsPath = '/api/v1/ingest/jobs'
    const job = await client.call({ method: 'POST', path: jobsPath, token, body: bulk })
    await client.upsert('page_view', [{ event_id: '', event_time: '2026-03-01T11:00:00.000Z' }])
    await client.land()
    const problems = () => client.query('select error_code__c from PR_page_view__dll')
    expect(await problems()).toHaveLength(1)
    await clock({ advance: '31 days' })
    expect((await client.call({ path: '/api/v1/metadata', token })).status).toBe(401)
    const path = `${jobsPath}/${String(job.json['id'])}`
    expect((await client.call({ path, token: await client.tenantToken() })).status).toBe(404)
    await expect.poll(problems, { interval: 20 }).toEqual([])
    await clock({ reset: true })
  })

  test('set back, it leaves no limit behind in the future', async () => {
    await clock({ advance: '30 days' })
    const send = async (object: string) => (await client.upsert(object, [])).status
    const throttles = ['throttle-1s-silent', 'page_view.throttle-1s-date']
    for (const name of throttles) expect(await send(name)).toBe(429)
    const fault = { target: 'query', status: 503, durationMs: 60_000 }
    await client.control('PUT', 'faults', [fault])
    expect((await client.call({ path: '/api/v1/metadata' })).status).toBe(503)
    await clock({ reset: true })
    expect((await client.call({ path: '/api/v1/metadata' })).status).toBe(401)
    await client.control('PATCH', 'app', { loginsPerHourMax: 5 })
    expect((await client.signIn()).status).toBe(200)
    await client.control('PATCH', 'app', { loginsPerHourMax: 3_600 })
    for (const name of throttles) {
      expect(await send(name)).toBe(429)
      client.clock.advance(1_000)
      expect(await send(name)).toBe(202)
    }
  })

  test.each<[object, string]>([
    [{}, 'body'],
    [{ advanceMs: -1 }, '/advanceMs'],
    [{ advance: 'soon' }, '"3 minutes"'],
    [{ advanceMs: 1, freeze: true }, 'body'],
    [{ reset: false }, '/reset'],
    [{ back: 1 }, 'body'],
  ])('refuses %j', async (body, why) => {
    const answer = await clock(body)
    expect(answer.status).toBe(400)
    expect(answer.json).toEqual({
      error: { code: 'INVALID_BODY', message: expect.stringContaining(why) },
    })
  })
})
