import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { Readable } from 'node:stream'
import { request } from 'undici'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  openingMsMax,
  openPracticeClient,
  type PracticeClient,
} from '../../testing/practice-client.ts'
import { bulkClientOf, jobsPath, type BulkClient } from './bulk-client.fixture.ts'

let client: PracticeClient
let bulk: BulkClient
beforeAll(async () => {
  client = await openPracticeClient()
  bulk = bulkClientOf(client)
}, openingMsMax)
afterAll(() => client[Symbol.asyncDispose]())
beforeEach(() => client.clock.advance(3_600_000))

/** An upload that says nothing of its length and goes on until told. */
async function beginUpload(id: string) {
  const rest = Promise.withResolvers<string>()
  const pieces = async function* () {
    yield 'event_id\n'
    yield await rest.promise
  }
  const answer = request(`${client.url}${jobsPath}/${id}/batches`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${await client.tenantToken()}`,
      'content-type': 'text/csv',
    },
    body: Readable.from(pieces()),
  }).then(async ({ statusCode, body }) => {
    await body.dump()
    return statusCode
  })
  return { answer, finish: () => rest.resolve('c1\n') }
}

test('an hour takes 20 jobs, and another after it', async () => {
  const statuses = []
  for (let count = 0; count < 21; count += 1) statuses.push((await bulk.create()).status)
  expect(statuses.filter((status) => status === 201)).toHaveLength(20)
  expect((await bulk.create()).json).toMatchObject({ error: 'Too many requests' })
  expect(statuses.at(-1)).toBe(429)
  client.clock.advance(3_600_000)
  expect((await bulk.create()).status).toBe(201)
})

test('a job takes 100 files', async () => {
  const id = await bulk.open()
  for (let count = 0; count < 100; count += 1) {
    expect((await bulk.upload(id, 'event_id\n')).status).toBe(202)
  }
  const answer = await bulk.upload(id, 'event_id\n')
  expect(answer.status).toBe(409)
  expect(answer.json['message']).toContain('at most 100 files')
})

test('a job takes one file at a time, and is not closed meanwhile', async () => {
  const id = await bulk.open()
  const first = await beginUpload(id)
  await expect.poll(async () => (await bulk.upload(id, 'event_id\n')).status).toBe(409)
  const closing = await bulk.change(id, 'UploadComplete')
  expect(closing.status).toBe(409)
  expect(closing.json['message']).toContain('still being uploaded')
  first.finish()
  expect(await first.answer).toBe(202)
  expect((await bulk.change(id, 'UploadComplete')).status).toBe(200)
})

test.each(['aborted', 'aborted and deleted', 'forgotten by a reset'])(
  'an upload whose job is %s meanwhile is a conflict and leaves nothing',
  async (how) => {
    const id = await bulk.open()
    const upload = await beginUpload(id)
    await expect
      .poll(async () => (await bulk.change(id, 'UploadComplete')).json['message'])
      .toContain('still being uploaded')
    if (how === 'forgotten by a reset') await client.control('POST', 'reset')
    else await bulk.change(id, 'Aborted')
    if (how === 'aborted and deleted') expect((await bulk.remove(id)).status).toBe(204)
    upload.finish()
    expect(await upload.answer).toBe(409)
  },
)

test('five uploads may go on at once in the org', async () => {
  const ids = await Promise.all(Array.from({ length: 6 }, () => bulk.open()))
  const [last = '', ...others] = ids
  const uploads = await Promise.all(others.map(beginUpload))
  await expect.poll(async () => (await bulk.upload(last, 'event_id\n')).status).toBe(429)
  for (const { finish } of uploads) finish()
  expect(await Promise.all(uploads.map(({ answer }) => answer))).toEqual(uploads.map(() => 202))
  expect((await bulk.upload(last, 'event_id\n')).status).toBe(202)
})

test('a file of more than 150 MB is refused by its stated length', async () => {
  const id = await bulk.open()
  const begun = httpRequest(`${client.url}${jobsPath}/${id}/batches`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${await client.tenantToken()}`,
      'content-type': 'text/csv',
      'content-length': '150000001',
    },
  })
  begun.flushHeaders()
  const [answer] = await once(begun, 'response')
  begun.destroy()
  expect(answer.statusCode).toBe(413)
  expect((await bulk.upload(id, 'event_id\n')).status).toBe(202)
})

test('a job that stays open for seven days is gone', async () => {
  const id = await bulk.open()
  client.clock.advance(7 * 24 * 3_600_000)
  expect(await bulk.stateOf(id)).toBe('Open')
  client.clock.advance(1)
  expect((await bulk.get(id)).status).toBe(404)
  expect((await bulk.upload(id, 'event_id\n')).status).toBe(404)
})
