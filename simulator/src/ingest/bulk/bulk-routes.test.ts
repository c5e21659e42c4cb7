import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  openingMsMax,
  openPracticeClient,
  type PracticeClient,
} from '../../testing/practice-client.ts'
import { bulkClientOf, jobsPath, type BulkClient } from './bulk-client.fixture.ts'

let client: PracticeClient
let bulk: BulkClient
beforeAll(async () => {
  client = await openPracticeClient({ landingDelayMs: 180_000 })
  bulk = bulkClientOf(client)
}, openingMsMax)
afterAll(() => client[Symbol.asyncDispose]())
beforeEach(() => client.clock.advance(3_600_000))

const csv = 'event_id,event_time,purpose\nc1,2026-03-01T11:00:00.000Z,Tracking\n'
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

describe('a bulk job', () => {
  test.each([jobsPath, `${jobsPath}/`])('is created at %s as documented', async (path) => {
    const answer = await bulk.call('POST', path, {
      body: { object: 'consent_log', sourceName: 'dataset-12345', operation: 'upsert' },
    })
    expect(answer.status).toBe(201)
    expect(answer.json).toEqual({
      id: expect.stringMatching(uuid),
      operation: 'upsert',
      object: 'consent_log',
      sourceName: 'dataset-12345',
      createdById: expect.stringMatching(/^005/),
      createdDate: expect.stringMatching(isoTime),
      systemModstamp: expect.stringMatching(isoTime),
      state: 'Open',
      contentType: 'CSV',
      apiVersion: 'v1',
      contentUrl: `${jobsPath}/${String(answer.json['id'])}/batches`,
    })
  })

  test('goes from its files to its rows', async () => {
    const id = await bulk.open()
    const uploaded = await bulk.upload(id, csv)
    expect([uploaded.status, uploaded.text]).toEqual([202, '{"accepted":true}'])
    expect((await bulk.upload(id, csv.replace('c1', 'c2'))).status).toBe(202)
    const closed = await bulk.change(id, 'UploadComplete')
    expect([closed.status, closed.json['state']]).toEqual([200, 'UploadComplete'])
    const keys = `select event_id__c from consent_log__dll where event_id__c in ('c1', 'c2') order by 1`
    client.clock.advance(179_999)
    expect(await client.query(keys)).toEqual([])
    client.clock.advance(1)
    await expect.poll(() => bulk.stateOf(id)).toBe('JobComplete')
    expect(await client.query(keys)).toEqual([['c1'], ['c2']])
    const { json } = await bulk.get(id)
    expect(json).toMatchObject({ retries: 0, totalProcessingTime: expect.any(Number) })
  })

  test('of a delete removes rows', async () => {
    await bulk.land(csv.replace('c1', 'gone'))
    const id = await bulk.land('gone\n', { operation: 'delete' })
    expect(await bulk.stateOf(id)).toBe('JobComplete')
    expect(await client.query(`select 1 from consent_log__dll where event_id__c = 'gone'`)).toEqual(
      [],
    )
  })

  test('with a broken file fails', async () => {
    const id = await bulk.land('event_id\n"open\n')
    expect(await bulk.stateOf(id)).toBe('Failed')
    const [problem] = await client.query(
      `select error_context__c, detailed_error__c from "PR_consent_log__dll"`,
    )
    expect(JSON.parse(String(problem?.[0]))).toEqual({
      dataStreamJobId: id,
      sourceFile: `${id}/1.csv`,
    })
    expect(problem?.[1]).toContain('a quote is opened and never closed')
  })

  test('that is aborted throws its files away', async () => {
    const id = await bulk.open()
    await bulk.upload(id, csv.replace('c1', 'aborted'))
    const aborted = await bulk.change(id, 'Aborted')
    expect([aborted.status, aborted.json['state']]).toEqual([200, 'Aborted'])
    await client.land()
    expect(
      await client.query(`select 1 from consent_log__dll where event_id__c = 'aborted'`),
    ).toEqual([])
  })

  test('can be aborted while it waits for its turn', async () => {
    const id = await bulk.open()
    await bulk.upload(id, csv.replace('c1', 'late'))
    await bulk.change(id, 'UploadComplete')
    expect((await bulk.change(id, 'Aborted')).status).toBe(200)
    await client.land()
    expect(await bulk.stateOf(id)).toBe('Aborted')
    expect(await client.query(`select 1 from consent_log__dll where event_id__c = 'late'`)).toEqual(
      [],
    )
  })

  test('is deleted only when it is neither open nor in progress', async () => {
    const id = await bulk.open()
    const refused = await bulk.remove(id)
    expect(refused.status).toBe(409)
    await bulk.change(id, 'Aborted')
    const deleted = await bulk.remove(id)
    expect([deleted.status, deleted.text]).toEqual([204, ''])
    expect((await bulk.get(id)).status).toBe(404)
    expect((await bulk.remove(id)).status).toBe(404)
  })
})

describe('an illegal transition is a conflict', () => {
  test.each([
    ['UploadComplete', 'UploadComplete'],
    ['Aborted', 'UploadComplete'],
    ['Aborted', 'Aborted'],
  ])('from %s to %s', async (from, to) => {
    const id = await bulk.open()
    await bulk.change(id, from)
    const answer = await bulk.change(id, to)
    expect(answer.status).toBe(409)
    expect(answer.json).toEqual({
      timestamp: expect.stringMatching(/\.\d{6}Z$/),
      error: 'Conflict',
      message: expect.stringContaining(from),
      path: `uri=${jobsPath}/${id}`,
      tenantId: expect.any(String),
      internalErrorCode: 'COMMON_ERROR_GENERIC',
    })
    expect((await bulk.upload(id, csv)).status).toBe(409)
  })

  test('from JobComplete', async () => {
    const id = await bulk.land(csv)
    expect((await bulk.change(id, 'Aborted')).status).toBe(409)
    expect((await bulk.upload(id, csv)).status).toBe(409)
    expect((await bulk.remove(id)).status).toBe(204)
  })
})

describe('the bulk endpoints refuse', () => {
  test.each([
    ['another operation', { operation: 'insert' }, 400],
    ['an object without a stream', { object: 'nothing' }, 404],
    ['another connector', { sourceName: 'dataset-99999' }, 404],
    ['an object that is no text', { object: 5 }, 400],
  ])('to create a job for %s', async (_case, creation, status) => {
    const answer = await bulk.create(creation)
    expect(answer.status).toBe(status)
    expect(answer.json['message']).toMatch(/^(Bad Request|Not Found): \S/)
  })

  test('bodies that are no JSON, and other states', async () => {
    const id = await bulk.open()
    const headers = { 'content-type': 'application/json' }
    expect((await bulk.call('POST', jobsPath, { body: '{', headers })).status).toBe(400)
    expect((await bulk.call('PATCH', `${jobsPath}/${id}`, { body: '[', headers })).status).toBe(400)
    expect((await bulk.change(id, 'InProgress')).status).toBe(400)
    expect(
      (
        await bulk.call('POST', jobsPath, {
          body: 'a=b',
          headers: { 'content-type': 'text/plain' },
        })
      ).status,
    ).toBe(415)
  })

  test('uploads of another type, encoded, or of an unknown job', async () => {
    const id = await bulk.open()
    expect((await bulk.upload(id, csv, { 'content-type': 'application/json' })).status).toBe(415)
    expect((await bulk.upload(id, csv, { 'content-encoding': 'gzip' })).status).toBe(415)
    expect((await bulk.upload(id, csv, { 'content-type': 'text/csv; charset=UTF-8' })).status).toBe(
      202,
    )
    expect((await bulk.upload('nothing', csv)).status).toBe(404)
    expect((await bulk.change('nothing', 'Aborted')).status).toBe(404)
  })

  test('a token that is missing or of other scopes', async () => {
    expect((await client.call({ path: jobsPath })).status).toBe(401)
    await client.control('PATCH', 'app', { scopes: ['api', 'cdp_query_api'] })
    const answer = await bulk.call('GET', jobsPath)
    await client.control('PATCH', 'app', { scopes: ['cdp_ingest_api', 'api', 'cdp_query_api'] })
    expect(answer.status).toBe(403)
  })
})

describe('the list of bulk jobs', () => {
  const idsOf = async (query: string) => {
    const answer = await bulk.call('GET', `${jobsPath}${query}`)
    return (answer.json['data'] as readonly { id: string }[]).map(({ id }) => id)
  }

  test('has the newest first, page by page, and of the states asked for', async () => {
    const first = await bulk.open()
    client.clock.advance(1_000)
    const second = await bulk.open()
    client.clock.advance(1_000)
    await bulk.change(first, 'Aborted')
    expect(await idsOf('?limit=2&orderBy=systemModstamp')).toEqual([first, second])
    expect(await idsOf('?limit=1&offset=1')).toEqual([second])
    expect((await idsOf('/?states=Open,Failed&orderBy=createdDate'))[0]).toBe(second)
    expect(await idsOf('?states=Aborted')).not.toContain(second)
  })

  test('takes a blank parameter for none', async () => {
    const id = await bulk.open()
    expect(await idsOf('?limit=&offset=&orderBy=&states=')).toContain(id)
  })

  test('names the state as its sample does, or as all else does', async () => {
    await bulk.open()
    const sample = await bulk.call('GET', `${jobsPath}?limit=1`)
    expect(sample.json['data']).toEqual([expect.objectContaining({ states: 'Open' })])
    await client.control('PATCH', 'switches', { bulkListStateName: 'state' })
    const other = await bulk.call('GET', `${jobsPath}?limit=1`)
    await client.control('PATCH', 'switches', { bulkListStateName: 'states' })
    expect(other.json['data']).toEqual([expect.objectContaining({ state: 'Open' })])
  })

  test.each(['limit=0', 'limit=101', 'limit=x', 'offset=-1', 'orderBy=id', 'states=Done'])(
    'refuses %s',
    async (query) => {
      expect((await bulk.call('GET', `${jobsPath}?${query}`)).status).toBe(400)
    },
  )
})
