import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  openingMsMax,
  openPracticeClient,
  type PracticeClient,
} from '../testing/practice-client.ts'

let client: PracticeClient
beforeAll(async () => {
  client = await openPracticeClient()
}, openingMsMax)
afterAll(() => client[Symbol.asyncDispose]())

const record = (id: string) => ({ event_id: id, event_time: '2026-03-01T11:00:00.000Z' })

test('a reset brings everything back to the start', async () => {
  const { clock: _clock, ...before } = (await client.control('GET', 'state')).json
  const token = await client.tenantToken()
  const jobsOf = async () => {
    const path = '/api/v1/ingest/jobs'
    return (await client.call({ path, token: await client.tenantToken() })).json['data']
  }
  await client.upsert('page_view', [record('landed'), { event_id: '' }])
  await client.land()
  await client.upsert('page_view', [record('waiting')])
  const job = { object: 'profile', sourceName: 'dataset-12345', operation: 'upsert' }
  await client.call({ method: 'POST', path: '/api/v1/ingest/jobs', token, body: job })
  expect(await jobsOf()).toHaveLength(1)
  await client.control('PUT', 'faults', [{ target: 'query', status: 500, count: 9 }])
  await client.control('PATCH', 'switches', { requestBytesMax: 10, landingDelayMs: 0 })
  await client.control('PATCH', 'app', { clientSecret: 'another', isActive: false })
  await client.control('POST', 'move-tenant')
  await client.control('POST', 'clock', { advance: '1 hour' })
  await client.call({ path: '/nowhere' })

  expect((await client.control('POST', 'reset')).json).toEqual({ done: true })

  const { clock, ...after } = (await client.control('GET', 'state')).json
  expect(after).toEqual(before)
  expect(clock).toMatchObject({ aheadMs: 0, isFrozen: false })
  expect((await client.control('GET', 'traffic')).json).toEqual({ requests: [] })
  expect((await client.control('GET', 'stats')).json).toMatchObject({
    pendingCount: 0,
    objects: { page_view: { acceptedCount: 0, addedCount: 0, problemCount: 0 } },
  })
  expect(await client.query('select * from page_view__dll')).toEqual([])
  expect(await client.query('select * from PR_page_view__dll')).toEqual([])
  expect((await client.call({ path: '/api/v1/metadata', token })).status).toBe(401)
  expect(await jobsOf()).toEqual([])
})

test('after a reset it goes on as before', async () => {
  await client.control('POST', 'reset')
  await client.upsert('page_view', [record('again')])
  await client.land()
  expect(await client.query('select event_id__c from page_view__dll')).toEqual([['again']])
})

test('after a reset nothing that was made remains: connectors, streams, queries, turns, limits', async () => {
  await client.control('POST', 'reset')
  const send = async (object: string, data: readonly object[] = []) =>
    (await client.upsert(object, data)).status
  const core = String((await client.signIn()).json['access_token'])
  const connect = (method: 'GET' | 'POST', path: string, body?: object) =>
    client.call({
      ...{ method, path: `/services/data/v68.0/ssot/${path}`, token: core },
      ...(body === undefined ? {} : { body }),
    })
  const connections = 'connections?connectorType=IngestApi'
  const before = (await connect('GET', connections)).json['totalSize']
  await connect('POST', 'connections', { connectorType: 'IngestApi', label: 'Till', name: 'till' })
  expect((await connect('GET', connections)).json['totalSize']).not.toBe(before)
  const kept = await connect('POST', 'query-sql', { sql: 'select 1 as one' })
  const { queryId } = (kept.json['status'] ?? kept.json) as { readonly queryId?: string }
  expect(queryId).toMatch(/./)
  expect(await send('unavailable-once')).toBe(503)
  expect(await send('page_view.answer-lost-once').catch(() => 'lost')).toBe('lost')
  await client.control('PATCH', 'switches', { requestsPerSecondMax: 1 })
  expect([await send('page_view'), await send('page_view')]).toEqual([202, 429])
  await client.control('PATCH', 'app', { loginsPerHourMax: 1 })
  expect((await client.signIn()).json['error']).toBe('rate_limit_exceeded')

  await client.control('POST', 'reset')

  expect((await connect('GET', connections)).status).toBe(401)
  const fresh = String((await client.signIn()).json['access_token'])
  const again = (path: string) =>
    client.call({ path: `/services/data/v68.0/ssot/${path}`, token: fresh })
  expect((await again(connections)).json['totalSize']).toBe(before)
  expect((await again(`query-sql/${queryId}`)).status).toBe(404)
  await client.control('PATCH', 'switches', { requestsPerSecondMax: 1 })
  expect(await send('unavailable-once')).toBe(503)
  await client.control('PATCH', 'switches', { requestsPerSecondMax: 250 })
  expect(await send('page_view.answer-lost-once').catch(() => 'lost')).toBe('lost')
})
