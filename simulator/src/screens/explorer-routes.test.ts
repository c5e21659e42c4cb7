import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  coreHost,
  openingMsMax,
  openPracticeClient,
  type PracticeClient,
} from '../testing/practice-client.ts'

describe('the Data Explorer', () => {
  let client: PracticeClient
  beforeAll(async () => {
    client = await openPracticeClient()
    await client.upsert('page_view', [
      view('e1', { page_path: '/', page_title: "O'Brien \\ sons" }),
      view('e2', { page_path: '/cart', page_title: null }),
    ])
    await client.land()
    await client.upsert('page_view', [view('e3', { page_path: '/done', page_title: '' })])
    await client.upsert('profile', [{ profile_id: 'p1', updated_at: '2026-03-01T11:00:00.000Z' }])
    await client.upsert('page_view', [{ event_id: null }])
    await client.land()
  }, openingMsMax)
  afterAll(() => client[Symbol.asyncDispose](), openingMsMax)

  const ask = (path: string, body: object) =>
    client.call({ method: 'POST', path: `/practice-org/explorer/${path}`, body })
  const rows = (more: object = {}) =>
    ask('rows', { object: 'page_view__dll', filters: [], offset: 0, limit: 50, ...more })
  const filtered = async (column: string, operator: string, value = '') => {
    const answer = await rows({ filters: [{ column, operator, value }] })
    return answer.status === 200 ? keysOf(answer.json) : answer.json
  }

  test('lists every object that SQL may name, with its columns and which of them are system columns', async () => {
    const { json } = await client.call({ path: '/practice-org/explorer/objects' })
    const objects = json['objects'] as { name: string; kind: string; columns: unknown[] }[]
    const pageView = objects.find(({ name }) => name.startsWith('page_view_'))
    expect(pageView).toMatchObject({ kind: 'DataLakeObject', primaryKeyColumn: 'event_id__c' })
    expect(pageView?.columns).toContainEqual({
      name: 'DataSource__c',
      type: 'text',
      isSystem: true,
    })
    expect(objects.map(({ kind }) => kind)).toContain('ProblemRecords')
  })

  test('shows the newest rows first, with system columns', async () => {
    const { json } = await rows()
    expect(keysOf(json)).toEqual(['e3', expect.any(String), expect.any(String)])
    expect(json).toMatchObject({ rowCount: 3, isCountCut: false })
    expect(valuesOf(json, 'DataSource__c')).toEqual(Array(3).fill('dataset-12345'))
  })

  test('sorts by a column and shows one page after another', async () => {
    const sort = { column: 'EVENT_ID__C', isDescending: false }
    expect(keysOf((await rows({ sort, limit: 2 })).json)).toEqual(['e1', 'e2'])
    expect(keysOf((await rows({ sort, limit: 2, offset: 2 })).json)).toEqual(['e3'])
  })

  test('filters by every operator', async () => {
    expect(await filtered('page_path__c', 'equals', '/cart')).toEqual(['e2'])
    expect(await filtered('event_id__c', 'not-equals', 'e1')).toHaveLength(2)
    expect(await filtered('page_path__c', 'contains', 'AR')).toEqual(['e2'])
    expect(await filtered('page_path__c', 'starts-with', '/d')).toEqual(['e3'])
    expect(await filtered('event_id__c', 'greater', 'e2')).toEqual(['e3'])
    expect(await filtered('event_time__c', 'less', '2026-03-02')).toHaveLength(3)
    expect(await filtered('event_time__c', 'contains', '2026-03-01')).toHaveLength(3)
    expect(await filtered('page_title__c', 'empty')).toHaveLength(2)
    expect(await filtered('page_title__c', 'not-empty')).toEqual(['e1'])
  })

  test('takes quotes and backslashes as the text they are', async () => {
    expect(await filtered('page_title__c', 'equals', "O'Brien \\ sons")).toEqual(['e1'])
    expect(await filtered('page_title__c', 'equals', "\\' or 1=1 --")).toEqual([])
  })

  test('a value that is none of its column says so', async () => {
    expect(await filtered('event_time__c', 'greater', 'soon')).toEqual({
      error: {
        code: 'FILTER_UNFIT',
        message: 'invalid input syntax for type timestamp with time zone: "soon"',
      },
    })
  })

  test('an unknown object or column is refused by name', async () => {
    const object = await rows({ object: 'pg_authid' })
    expect(object.status).toBe(404)
    expect(object.text).toContain('There is no object pg_authid.')
    const column = await rows({ sort: { column: 'a" desc', isDescending: true } })
    expect(column.status).toBe(400)
    expect(column.text).toContain('has no column a')
    expect((await rows({ limit: 100_000 })).json).toMatchObject({ error: { code: 'INVALID_BODY' } })
  })

  test('answers a statement with names as Data Cloud writes them', async () => {
    const { json } = await ask('sql', {
      sql: 'select "Event_Id__c", count(*) from page_view__dll group by 1 order by 1 limit 1;',
    })
    expect(json).toEqual({
      columns: [
        { name: 'event_id__c', type: 'VARCHAR' },
        { name: 'count', type: 'BIGINT' },
      ],
      rows: [['e1', 1]],
      rowCount: 1,
    })
  })

  test("a wrong statement gets Postgres's own words", async () => {
    const answer = await ask('sql', { sql: 'select nothing from page_view__dll' })
    expect(answer.status).toBe(400)
    expect(answer.json).toEqual({
      error: { code: '42703', message: 'column "nothing" does not exist' },
    })
  })

  test('a statement that is no SELECT is refused, and one that hides a write fails', async () => {
    expect((await ask('sql', { sql: 'delete from page_view__dll' })).text).toContain('NOT_A_SELECT')
    const hidden = await ask('sql', {
      sql: 'with gone as (delete from page_view__dll returning 1) select * from gone',
    })
    expect(hidden.status).toBe(400)
    expect((await rows()).json['rowCount']).toBe(3)
  })

  test('is closed to Salesforce hosts and to pages of other origins', async () => {
    const path = '/practice-org/explorer/objects'
    expect((await client.call({ path, host: coreHost })).status).toBe(404)
    const foreign = await client.call({ path, headers: { origin: 'https://example.com' } })
    expect(foreign.status).toBe(403)
    expect((await client.call({ path, headers: { origin: client.url } })).status).toBe(200)
  })
})

function view(event_id: string, more: object) {
  return { event_id, event_time: '2026-03-01T11:00:00.000Z', ...more }
}

type Page = { object: { columns: { name: string }[] }; rows: unknown[][] }

function valuesOf(json: Readonly<Record<string, unknown>>, column: string): unknown[] {
  const { object, rows } = json as unknown as Page
  const place = object.columns.findIndex(({ name }) => name === column)
  return rows.map((row) => row[place])
}

function keysOf(json: Readonly<Record<string, unknown>>): unknown[] {
  return valuesOf(json, 'event_id__c')
}
