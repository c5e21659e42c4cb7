import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  openingMsMax,
  openPracticeClient,
  pageViewPath,
  type PracticeClient,
} from '../testing/practice-client.ts'

let client: PracticeClient
beforeAll(async () => {
  client = await openPracticeClient({ profile: 'accept-only' })
}, openingMsMax)
afterAll(() => client[Symbol.asyncDispose]())

const record = { event_id: 'e1', event_time: '2026-03-01T11:00:00.000Z' }

test('the accept-only profile counts records and stores none, and says so', async () => {
  expect((await client.upsert('page_view', [record, record])).status).toBe(202)
  const stats = await client.land()
  expect(stats.json).toMatchObject({
    pendingCount: 0,
    objects: { page_view: { acceptedCount: 2, addedCount: 0 } },
  })
  expect(await client.query('select * from page_view__dll')).toEqual([])
  const state = await client.control('GET', 'state')
  expect(state.json).toMatchObject({ profile: 'accept-only', switches: { isTrafficKept: false } })
})

test('it checks what comes as always', async () => {
  const token = await client.tenantToken()
  const post = (body: string | object, more: object = {}) =>
    client.call({ method: 'POST', path: pageViewPath, token, body, ...more })
  expect((await post('{')).status).toBe(400)
  expect((await post({ data: {} })).status).toBe(400)
  expect((await post({ data: [{ page_title: 'x'.repeat(200_000) }] })).status).toBe(413)
  expect((await post({ data: [record] }, { token: 'bad' })).status).toBe(401)
  expect((await client.upsert('nothing', [record])).status).toBe(404)
})

test('it takes a burst and no bulk jobs', async () => {
  const token = await client.tenantToken()
  const call = { method: 'POST', path: pageViewPath, token, body: { data: [record] } } as const
  const answers = await Promise.all(Array.from({ length: 300 }, () => client.call(call)))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]))
  const answer = await client.call({
    ...{ method: 'POST', path: '/api/v1/ingest/jobs', token },
    body: { object: 'page_view', sourceName: 'dataset-12345', operation: 'upsert' },
  })
  expect([answer.status, answer.json['message']]).toEqual([
    503,
    'Service Unavailable: the accept-only profile takes no bulk jobs',
  ])
})
