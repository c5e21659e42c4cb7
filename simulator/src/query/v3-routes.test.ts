import { tableFromIPC } from 'apache-arrow'
import { request } from 'undici'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  openingMsMax,
  openPracticeClient,
  type PracticeClient,
} from '../testing/practice-client.ts'

let client: PracticeClient
let token = ''
beforeAll(async () => {
  client = await openPracticeClient()
  token = await client.tenantToken()
  const items = [1, 2, 3, 4, 5].map((count) => ({
    item_id: `i${count}`,
    event_time: `2026-03-0${count}T11:00:00.000Z`,
    price: count + 0.2,
  }))
  await client.upsert('commerce_item', items)
  await client.land()
}, openingMsMax)
afterAll(() => client[Symbol.asyncDispose]())
beforeEach(() => client.control('PATCH', 'switches', { queryBatchRowsMax: 2 }))

const path = '/api/v3/query'
const post = (body: object, headers: Record<string, string> = {}) =>
  client.call({ method: 'POST', path, token, body, headers })
const get = (rest: string, headers: Record<string, string> = {}) =>
  client.call({ path: `${path}/${rest}`, token, headers })
const statusIn = (answer: { readonly headers: Readonly<Record<string, unknown>> }) =>
  JSON.parse(String(answer.headers['x-hyperdb-status'])) as Record<string, unknown>
const start = async (sql: string) => {
  const answer = await post({ sql, transferMode: 'ASYNC' })
  expect(answer.status).toBe(200)
  return String(statusIn(answer)['queryId'])
}
/** Arrow comes as bytes, which the client of the other tests takes for text. */
const arrowOf = async (url: string, body?: object) => {
  const answer = await request(client.url + url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/vnd.apache.arrow.stream',
    },
    body: body === undefined ? null : JSON.stringify(body),
  })
  expect(answer.statusCode).toBe(200)
  expect(answer.headers['content-type']).toBe('application/vnd.apache.arrow.stream')
  return tableFromIPC(new Uint8Array(await answer.body.arrayBuffer()))
}
const itemsSql = 'select item_id__c, price__c, event_time__c from commerce_item__dll order by 1'

describe('a quick query', () => {
  test('is answered at once, with its status in the header', async () => {
    const answer = await post({ sql: itemsSql, transferMode: 'ADAPTIVE' })
    expect(answer.status).toBe(200)
    expect(answer.json).toMatchObject({
      metadata: {
        columns: [
          { name: 'item_id__c', type: 'varchar', nullable: true },
          { name: 'price__c', type: 'numeric', nullable: true, precision: 38, scale: 18 },
          { name: 'event_time__c', type: 'timestamptz', nullable: true },
        ],
      },
      returnedRows: 5,
    })
    // Decimals are numbers with all their digits, which JSON.parse would not show.
    expect(answer.text).toContain('["i1",1.200000000000000000,"2026-03-01 11:00:00.000 UTC"]')
    expect(statusIn(answer)).toEqual({
      queryId: expect.stringMatching(/^MTI3LjAuMC4xOjc0ODQ_[0-9a-f]{32}$/),
      completionStatus: 'FINISHED',
      chunkCount: 3,
      rowCount: 5,
      progress: 1,
      expirationTime: '2026-03-01T13:00:00.000Z',
      executionStats: { wallClockTime: 0, rowsProcessed: 5 },
    })
  })

  test('gives as many rows as are asked for', async () => {
    const cut = await post({ sql: itemsSql, resultRange: { rowLimit: 2 } })
    expect(cut.json).toMatchObject({ returnedRows: 2 })
    expect(statusIn(cut)).toMatchObject({ rowCount: 5 })
    const bytes = await post({ sql: itemsSql, resultRange: { byteLimit: 1 } })
    expect(bytes.json).toMatchObject({ returnedRows: 1 })
    const limited = await post({ sql: itemsSql, queryRowLimit: 3 })
    expect(statusIn(limited)).toMatchObject({ rowCount: 3 })
    const schema = await post({ sql: itemsSql, queryRowLimit: 0 })
    expect(schema.json).toMatchObject({ data: [], returnedRows: 0 })
    expect(schema.json['metadata']).toMatchObject({ columns: [{}, {}, {}] })
  })

  test('is answered in Arrow', async () => {
    const table = await arrowOf(path, { sql: `${itemsSql} limit 1` })
    const [row] = table.toArray()
    expect(table.schema.fields.map(({ type }) => String(type))).toEqual([
      'Utf8',
      'Decimal[38e+18]',
      'Timestamp<MILLISECOND, UTC>',
    ])
    expect(row?.item_id__c).toBe('i1')
    expect(Number(row?.event_time__c)).toBe(Date.parse('2026-03-01T11:00:00Z'))
    const empty = await arrowOf(path, { sql: `${itemsSql} limit 0` })
    expect(empty.numRows).toBe(0)
    expect(empty.schema.fields).toHaveLength(3)
  })
})

describe('a query in the background', () => {
  test('is asked for its status and fetched by rows', async () => {
    const queryId = await start(itemsSql)
    const status = await get(`${queryId}?waitTimeMs=10000`)
    expect(status.json).toMatchObject({ queryId, completionStatus: 'FINISHED', rowCount: 5 })
    expect(statusIn(status)).toEqual(status.json)
    const rows = await get(`${queryId}/rows?offset=3&limit=10&byteLimit=20971520`)
    expect(rows.json).toMatchObject({
      data: [
        ['i4', 4.2, expect.any(String)],
        ['i5', 5.2, expect.any(String)],
      ],
    })
    expect(rows.json).toHaveProperty('metadata')
    const bare = await get(`${queryId}/rows?offset=0&omitSchema=true`)
    expect(bare.json).not.toHaveProperty('metadata')
    const beyond = await get(`${queryId}/rows?offset=5`)
    expect(beyond.status).toBe(400)
    expect(beyond.json['message']).toContain('Request out of range')
    expect((await get(`${queryId}/rows`)).status).toBe(400)
  })

  test('is fetched by chunks, as often as wanted, in JSON and Arrow', async () => {
    const queryId = await start(itemsSql)
    const last = await get(`${queryId}/chunks/2`)
    expect(last.json).toMatchObject({ data: [['i5', 5.2, expect.any(String)]], returnedRows: 1 })
    expect((await get(`${queryId}/chunks/2`)).json).toEqual(last.json)
    expect((await get(`${queryId}/chunks/3`)).status).toBe(400)
    const table = await arrowOf(`${path}/${queryId}/chunks/0`)
    expect(table.numRows).toBe(2)
  })

  test('tells its columns', async () => {
    const queryId = await start('select true as yes, 1::bigint as many where false')
    const metadata = await get(`${queryId}/metadata`)
    expect(metadata.json).toEqual({
      metadata: {
        columns: [
          { name: 'yes', type: 'bool', nullable: true },
          { name: 'many', type: 'bigint', nullable: true },
        ],
      },
    })
    expect(metadata.headers).not.toHaveProperty('x-hyperdb-status')
    const table = await arrowOf(`${path}/${queryId}/metadata`)
    expect(table.schema.fields.map(({ name }) => name)).toEqual(['yes', 'many'])
  })

  test('that is wrong says so when it is asked for', async () => {
    const queryId = await start('select nothing from commerce_item__dll')
    const status = await get(queryId)
    expect(status.status).toBe(400)
    expect(status.json['message']).toContain('column "nothing" does not exist')
  })

  test('is gone after its deletion, and after an hour', async () => {
    const deleted = await start('select 1')
    const gone = await client.call({ method: 'DELETE', path: `${path}/${deleted}`, token })
    expect(gone.status).toBe(204)
    expect((await get(deleted)).status).toBe(404)
    const kept = await start('select 1')
    expect((await get(kept)).status).toBe(200)
    client.clock.advance(3_600_001)
    expect((await get(kept)).status).toBe(404)
  })

  test('is cancelled by its deletion', async () => {
    const queryId = await start(
      'select count(*) from (select generate_series(1, (select 1e15::bigint))) a',
    )
    const running = await get(`${queryId}?waitTimeMs=0`)
    expect(running.json).toMatchObject({ completionStatus: 'RUNNING_OR_UNSPECIFIED', progress: 0 })
    const gone = await client.call({ method: 'DELETE', path: `${path}/${queryId}`, token })
    expect(gone.status).toBe(204)
    expect(await client.query('select 1')).toEqual([[1]])
  })
})

describe('parameters', () => {
  test.each([
    [
      { paramStyle: 'QUESTION_MARK', sql: `select ? + 1, '?' -- ?` },
      [{ type: 'Integer', value: '1' }],
      [[2, '?']],
    ],
    [
      { sql: 'select ?' },
      [{ type: 'varchar', value: "'; drop table x; --" }],
      [["'; drop table x; --"]],
    ],
    [
      { paramStyle: 'NAMED', sql: 'select :a, :b, :a::text' },
      [
        { name: 'a', type: 'numeric', value: '1.5' },
        { name: 'b', type: 'bool', value: 'true' },
      ],
      [[1.5, true, '1.5']],
    ],
    [
      { paramStyle: 'DOLLARED', sql: 'select $2, $1' },
      [
        { type: 'varchar', value: 'x' },
        { type: 'bigint', value: 5 },
      ],
      [[5, 'x']],
    ],
    [{ sql: 'select ? is null' }, [{ type: 'varchar', value: null }], [[true]]],
  ])('are bound: %j', async (query, parameters, data) => {
    const answer = await post({ ...query, parameters })
    expect(answer.json['data']).toEqual(data)
  })

  test.each([
    [
      'without a value',
      { sql: 'select ?, ?', parameters: [{ value: '1' }] },
      'no value for parameter ?',
    ],
    [
      'of an unknown type',
      { sql: 'select ?', parameters: [{ type: 'money', value: '1' }] },
      'unknown parameter type money',
    ],
    [
      'of the wrong type',
      { sql: 'select ?', parameters: [{ type: 'integer', value: 'x' }] },
      'invalid input syntax',
    ],
    ['in an unknown style', { sql: 'select 1', paramStyle: 'HASH' }, 'paramStyle'],
  ])('%s are refused', async (_what, body, reason) => {
    const answer = await post(body)
    expect(answer.status).toBe(400)
    expect(answer.json['message']).toContain(reason)
  })
})

test('a time without a zone is meant in the zone of the settings', async () => {
  const sql = `select timestamptz '2026-03-01 12:00'`
  const answer = await post({ sql, settings: { timezone: 'Asia/Tokyo', language: 'de_DE' } })
  expect(answer.json['data']).toEqual([['2026-03-01 03:00:00.000 UTC']])
  const unfit = await post({ sql, settings: { timezone: 'Nowhere' } })
  expect(unfit.status).toBe(400)
})

test('a client that wants neither JSON nor Arrow is refused', async () => {
  const answer = await post({ sql: 'select 1' }, { accept: 'text/csv' })
  expect(answer.status).toBe(406)
  const either = await post({ sql: 'select 1' }, { accept: 'text/csv;q=1, */*;q=0.1' })
  expect(either.status).toBe(200)
})

test('an unknown query is not found, a statement that writes is refused', async () => {
  expect((await get('MTI3LjAuMC4xOjc0ODQ_0')).status).toBe(404)
  expect((await post({ sql: 'delete from commerce_item__dll' })).status).toBe(400)
  expect((await client.call({ method: 'POST', path, token, body: 'no json' })).status).toBe(400)
})
