import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  openingMsMax,
  openPracticeClient,
  type PracticeClient,
} from '../testing/practice-client.ts'

let client: PracticeClient
let token = ''
beforeAll(async () => {
  client = await openPracticeClient()
  token = String((await client.signIn()).json['access_token'])
  const items = [1, 2, 3, 4, 5].map((count) => ({
    item_id: `i${count}`,
    event_time: `2026-03-0${count}T11:00:00.000Z`,
    price: count + 0.2,
  }))
  await client.upsert('commerce_item', items)
  await client.land()
  await client.control('PATCH', 'switches', { queryBatchRowsMax: 2 })
}, openingMsMax)
afterAll(() => client[Symbol.asyncDispose]())

const ssot = '/services/data/v64.0/ssot'
const post = (path: string, body: object | string) =>
  client.call({ method: 'POST', path: `${ssot}/${path}`, token, body })
const get = (path: string) => client.call({ path: `${ssot}/${path}`, token })
const itemsSql = 'select item_id__c, price__c, event_time__c from commerce_item__dll order by 1'
const idOf = (json: Readonly<Record<string, unknown>>) =>
  String((json['status'] as Record<string, unknown>)['queryId'])

describe('query-sql', () => {
  test('answers with rows, columns and status', async () => {
    const answer = await post('query-sql?dataspace=default&workloadName=test', {
      sql: itemsSql,
      rowLimit: 2,
    })
    expect(answer.status).toBe(200)
    expect(answer.json).toEqual({
      data: [
        ['i1', 1.2, '2026-03-01 11:00:00.000 UTC'],
        ['i2', 2.2, '2026-03-02 11:00:00.000 UTC'],
      ],
      metadata: [
        { name: 'item_id__c', type: 'Varchar', nullable: true },
        { name: 'price__c', type: 'Numeric', nullable: true, precision: 38, scale: 18 },
        { name: 'event_time__c', type: 'TimestampTZ', nullable: true },
      ],
      returnedRows: 2,
      status: {
        queryId: expect.any(String),
        completionStatus: 'Finished',
        progress: 1,
        rowCount: 5,
        chunkCount: 3,
        expirationTime: '2026-03-01T13:00:00.000Z',
      },
    })
  })

  test('gives more rows, its status, and is deleted', async () => {
    const id = idOf((await post('query-sql', { sql: itemsSql })).json)
    const status = await get(`query-sql/${id}?waitTimeMs=10000`)
    expect(status.json).toMatchObject({
      queryId: id,
      completionStatus: 'Finished',
      status: { completionStatus: 'Finished', rowCount: 5 },
    })
    const rows = await get(`query-sql/${id}/rows?offset=3&rowLimit=1&omitSchema=true`)
    expect(rows.json).toEqual({ data: [['i4', 4.2, expect.any(String)]], returnedRows: 1 })
    const beyond = await get(`query-sql/${id}/rows?offset=5`)
    expect(beyond.status).toBe(400)
    expect(beyond.text).toContain('out of range')
    expect((await get(`query-sql/${id}?waitTimeMs=10001`)).status).toBe(400)
    const path = `${ssot}/query-sql/${id}`
    expect((await client.call({ method: 'DELETE', path, token })).status).toBe(200)
    expect((await get(`query-sql/${id}`)).status).toBe(404)
    expect((await get(`query-sql/${id}/rows?offset=0`)).status).toBe(404)
  })

  test('writes rows and status as its description does, if asked to', async () => {
    await client.control('PATCH', 'switches', {
      querySqlRowStyle: 'row-objects',
      querySqlStatusStyle: 'flat',
    })
    const answer = await post('query-sql', { sql: `${itemsSql} limit 1` })
    expect(answer.json['data']).toEqual([{ row: ['i1', 1.2, expect.any(String)] }])
    const status = await get(`query-sql/${idOf(answer.json)}`)
    expect(status.json).not.toHaveProperty('status')
    await client.control('PATCH', 'switches', { querySqlStatusStyle: 'nested' })
    const nested = await get(`query-sql/${idOf(answer.json)}`)
    expect(Object.keys(nested.json)).toEqual(['status'])
    await client.control('PATCH', 'switches', {
      querySqlRowStyle: 'arrays',
      querySqlStatusStyle: 'both',
    })
  })

  test('binds parameters by name', async () => {
    const answer = await post('query-sql', {
      sql: `select item_id__c from commerce_item__dll where item_id__c = :id and price__c > :price`,
      sqlParameters: [
        { name: 'id', type: 'Varchar', value: 'i3' },
        { name: 'price', type: 'Numeric', value: '1.5' },
      ],
    })
    expect(answer.json['data']).toEqual([['i3']])
  })

  test.each([
    ['a statement that is wrong', { sql: 'select nothing' }, 'column "nothing" does not exist'],
    ['a statement that writes', { sql: 'drop table x' }, 'only SELECT statements are allowed'],
    ['no statement', {}, 'sql'],
    ['a row limit of none', { sql: 'select 1', rowLimit: 0 }, 'rowLimit'],
    [
      'an unfit timeout',
      { sql: 'select 1', querySettings: { query_timeout: 'long' } },
      'query_timeout long is unfit',
    ],
    ['no JSON', 'select 1', 'no JSON'],
  ])('refuses %s', async (_what, body, reason) => {
    const answer = await post('query-sql', body)
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.text)).toEqual([
      { errorCode: 'BAD_REQUEST', message: expect.stringContaining(reason) },
    ])
  })

  test('knows one data space', async () => {
    expect((await post('query-sql?dataspace=other', { sql: 'select 1' })).status).toBe(400)
  })

  test('takes the core token alone', async () => {
    const tenantToken = await client.tenantToken()
    const path = `${ssot}/query-sql`
    const body = { sql: 'select 1' }
    const answer = await client.call({ method: 'POST', path, token: tenantToken, body })
    expect(answer.status).toBe(401)
  })

  test('ends a statement after the time it is given', async () => {
    const sql = 'select count(*) from (select generate_series(1, (select 1e15::bigint))) endless'
    const asked = post('query-sql', { sql, querySettings: { query_timeout: '1000ms' } })
    let status = 0
    const done = asked.then((answer) => {
      status = answer.status
    })
    const passTime = () => {
      client.clock.advance(status === 0 ? 1_000 : 0)
      return status
    }
    await expect.poll(passTime, { timeout: 60_000, interval: 200 }).toBeGreaterThan(0)
    await done
    const answer = await asked
    // It may have been told that the query still runs before the query was ended.
    const end = status === 200 ? await get(`query-sql/${idOf(answer.json)}`) : answer
    expect([408, 200]).toContain(end.status)
    const alive = await post('query-sql', { sql: 'select 1' })
    expect(alive.json['data']).toEqual([[1]])
  })
})

describe('the older twins', () => {
  test('answer with objects, page by page', async () => {
    const answer = await post('query?batchSize=2&offset=1&orderby=item_id__c', {
      sql: 'select item_id__c from commerce_item__dll',
    })
    expect(answer.json).toMatchObject({
      data: [{ item_id__c: 'i2' }, { item_id__c: 'i3' }],
      rowCount: 2,
      done: false,
      metadata: { item_id__c: { type: 'VARCHAR', placeInOrder: 0, typeCode: 12 } },
    })
    expect((await post('query?batchSize=0', { sql: 'select 1' })).status).toBe(400)
  })

  test('answer with row data, batch by batch', async () => {
    const sql = 'select item_id__c from commerce_item__dll order by 1'
    const first = await post('queryv2', { sql })
    expect(first.json).toMatchObject({
      data: [{ rowData: ['i1'] }, { rowData: ['i2'] }],
      done: false,
    })
    const path = `queryv2/${String(first.json['nextBatchId'])}`
    expect((await get(path)).json).toMatchObject({ data: [{ rowData: ['i3'] }, {}] })
    expect((await get(path)).status).toBe(404)
  })

  test('list objects whole and in short', async () => {
    const whole = await get('metadata?entityName=ssot__ContactPointEmail__dlm')
    const [email] = whole.json['metadata'] as readonly Record<string, unknown>[]
    expect(email).toMatchObject({
      category: 'Related',
      relationships: [
        {
          fromEntity: 'ssot__ContactPointEmail__dlm',
          toEntity: 'ssot__Individual__dlm',
          fromEntityAttribute: 'ssot__PartyId__c',
          toEntityAttribute: 'ssot__Id__c',
          cardinality: 'NTOONE',
        },
      ],
    })
    const entities = await get('metadata-entities?entityCategory=Profile')
    expect(entities.json).toMatchObject({
      metadata: expect.arrayContaining([
        {
          name: 'ssot__Individual__dlm',
          displayName: 'Individual',
          category: 'Profile',
          type: 'DataModelObject',
        },
      ]),
      done: true,
    })
  })
})
