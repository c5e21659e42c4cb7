import { tableFromIPC } from 'apache-arrow'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  openingMsMax,
  openPracticeClient,
  type PracticeClient,
} from '../testing/practice-client.ts'

let client: PracticeClient
beforeAll(async () => {
  client = await openPracticeClient()
  await client.upsert(
    'page_view',
    [1, 2, 3, 4, 5].map((count) => ({
      event_id: `e${count}`,
      event_time: `2026-03-0${count}T11:00:00.000Z`,
      page_title: 'it\'s "here"',
    })),
  )
  await client.land()
}, openingMsMax)
afterAll(() => client[Symbol.asyncDispose]())

const ask = async (path: string, body?: object, method: 'GET' | 'POST' = 'POST') => {
  const token = await client.tenantToken()
  return client.call({ method, path, token, ...(body === undefined ? {} : { body }) })
}

describe('version 1', () => {
  test('answers with objects in the documented envelope', async () => {
    const sql = `select event_id__c, event_time__c from page_view__dll where event_id__c = 'e1'`
    const answer = await ask('/api/v1/query', { sql })
    expect(answer.status).toBe(200)
    expect(answer.json).toEqual({
      data: [{ event_id__c: 'e1', event_time__c: '2026-03-01 11:00:00.000 UTC' }],
      startTime: expect.any(String),
      endTime: expect.any(String),
      rowCount: 1,
      queryId: expect.any(String),
      done: true,
      metadata: {
        event_id__c: { type: 'VARCHAR', placeInOrder: 0, typeCode: 12 },
        event_time__c: { type: 'TIMESTAMP WITH TIME ZONE', placeInOrder: 1, typeCode: 2014 },
      },
    })
  })

  test('takes limit, offset and order', async () => {
    const sql = 'select event_id__c from page_view__dll'
    const answer = await ask('/api/v1/query?limit=2&offset=1&orderby=event_id__c desc', { sql })
    expect(answer.json['data']).toEqual([{ event_id__c: 'e4' }, { event_id__c: 'e3' }])
    expect(answer.json['done']).toBe(false)
    for (const unfit of ['orderby=1;drop', 'limit=0', 'limit=50000', 'offset=-1', 'limit=1e3']) {
      expect((await ask(`/api/v1/query?${unfit}`, { sql })).status).toBe(400)
    }
  })
})

describe('version 2', () => {
  const sql = 'select event_id__c from page_view__dll order by 1'

  test('answers with arrays, in batches that are each given once', async () => {
    await client.control('PATCH', 'switches', { queryBatchRowsMax: 2 })
    const first = await ask('/api/v2/query', { sql })
    expect(first.json).toMatchObject({ data: [['e1'], ['e2']], rowCount: 2, done: false })
    const path = `/api/v2/query/${String(first.json['nextBatchId'])}`
    const second = await ask(path, undefined, 'GET')
    expect(second.json).toMatchObject({
      data: [['e3'], ['e4']],
      queryId: first.json['queryId'],
      done: false,
    })
    expect((await ask(path, undefined, 'GET')).status).toBe(404)
    const last = await ask(`/api/v2/query/${String(second.json['nextBatchId'])}`, {})
    expect(last.json).toMatchObject({ data: [['e5']], done: true })
    expect(last.json).not.toHaveProperty('nextBatchId')
  })

  test('prints numbers with 18 digits, and gives Arrow in base64 when asked to', async () => {
    const statement = { sql: `select 0.2::numeric as price, date '2026-03-01' as day` }
    const plain = await ask('/api/v2/query', statement)
    expect(plain.json).toMatchObject({
      data: [['0.200000000000000000', '2026-03-01']],
      metadata: {
        price: { type: 'DECIMAL', placeInOrder: 0, typeCode: 3 },
        day: { type: 'DATE', placeInOrder: 1, typeCode: 91 },
      },
    })
    const arrow = await client.call({
      method: 'POST',
      path: '/api/v2/query',
      token: await client.tenantToken(),
      body: statement,
      headers: { 'enable-arrow-stream': 'true' },
    })
    expect(arrow.json).toMatchObject({ rowCount: 1, done: true, metadata: { price: {} } })
    expect(arrow.json).not.toHaveProperty('data')
    const table = tableFromIPC(Buffer.from(String(arrow.json['arrowStream']), 'base64'))
    expect(table.schema.fields.map(({ name }) => name)).toEqual(['price', 'day'])
    expect(Number(table.getChild('day')?.get(0))).toBe(Date.parse('2026-03-01'))
  })

  test('forgets a batch after three minutes', async () => {
    await client.control('PATCH', 'switches', { queryBatchRowsMax: 2 })
    const first = await ask('/api/v2/query', { sql })
    client.clock.advance(180_001)
    const late = await ask(`/api/v2/query/${String(first.json['nextBatchId'])}`, undefined, 'GET')
    expect(late.status).toBe(404)
  })

  test('takes the nested statement of the Heroku client', async () => {
    const answer = await ask('/api/v2/query', { sql: { sql: 'select 1 as one' } })
    expect(answer.json['data']).toEqual([[1]])
  })
})

describe('a statement', () => {
  test('may name objects and columns in any case, quoted or not', async () => {
    const [lakeObject] = await client.query(
      `select 1 from "PAGE_VIEW__DLL" where "EVENT_ID__C" = 'e1'`,
    )
    expect(lakeObject).toEqual([1])
    const state = await client.control('GET', 'state')
    const objects = state.json['objects'] as readonly { object: string; lakeObject: string }[]
    const name = objects.find((entry) => entry.object === 'page_view')?.lakeObject ?? ''
    expect(name).toMatch(/^page_view_dataset_12345_[0-9A-F]{8}__dll$/)
    expect(await client.query(`select count(*) from "${name}"`)).toEqual([[5]])
    expect(await client.query(`select count(*) from ${name}`)).toEqual([[5]])
  })

  test('keeps its text and its own names', async () => {
    const answer = await ask('/api/v1/query', {
      sql: `select '"EVENT_ID__C"' as "Total", page_title__c from page_view__dll limit 1 -- "PAGE"`,
    })
    expect(answer.json['data']).toEqual([{ Total: '"EVENT_ID__C"', page_title__c: 'it\'s "here"' }])
  })

  test.each([
    ['that is wrong', 'select nothing from page_view__dll', 'column "nothing" does not exist'],
    ['that changes something', 'delete from page_view__dll', 'only SELECT statements are allowed'],
    ['of two', 'select 1; select 2', 'cannot insert multiple commands'],
    [
      'that changes something in passing',
      'with gone as (delete from page_view__dll returning 1) select * from gone',
      'must not contain data-modifying statements',
    ],
    ['that would sleep', 'select pg_sleep(1)', 'permission denied'],
  ])('%s is refused with the reason', async (_case, sql, reason) => {
    const answer = await ask('/api/v2/query', { sql })
    expect(answer.status).toBe(400)
    expect(answer.json).toMatchObject({
      error: 'Bad Request',
      message: expect.stringContaining(reason),
    })
    expect(await client.query('select count(*) from page_view__dll')).toEqual([[5]])
  })

  test('needs the query scope', async () => {
    await client.control('PATCH', 'app', { scopes: ['api', 'cdp_ingest_api'] })
    const answer = await ask('/api/v2/query', { sql: 'select 1' })
    await client.control('PATCH', 'app', { scopes: ['api', 'cdp_ingest_api', 'cdp_query_api'] })
    expect(answer.status).toBe(403)
  })
})

describe('metadata', () => {
  test('describes a lake object', async () => {
    const answer = await ask('/api/v1/metadata?entityType=DataLakeObject', undefined, 'GET')
    const entities = answer.json['metadata'] as readonly Record<string, unknown>[]
    expect(entities).toHaveLength(9)
    const email = entities.find(
      (entry) => entry['displayName'] === 'dataset-12345-contact_point_email',
    )
    expect(email).toMatchObject({
      name: expect.stringMatching(/^contact_point_email_dataset_123(?:45)?_[0-9A-F]{8}__dll$/),
      category: 'Profile',
      fields: expect.arrayContaining([
        { name: 'email__c', displayName: 'email', type: 'STRING' },
        { name: 'updated_at__c', displayName: 'updated_at', type: 'DATE_TIME' },
      ]),
      indexes: [],
      relationships: [],
      primaryKeys: [
        { name: 'contact_point_id__c', displayName: 'contact_point_id', indexOrder: '1' },
      ],
    })
  })

  test('is filtered by category and name', async () => {
    const path = '/api/v1/metadata?entityCategory=Profile&entityType=DataLakeObject'
    const profiles = await ask(path, undefined, 'GET')
    expect(profiles.json['metadata']).toHaveLength(4)
    const none = await ask('/api/v1/metadata?entityName=nothing', undefined, 'GET')
    expect(none.json['metadata']).toEqual([])
  })
})
