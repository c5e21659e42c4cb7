import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createBulkFiles } from './bulk-files.ts'
import type { BulkJob } from './bulk-job.ts'

const job: BulkJob = {
  ...{ id: 'j1', operation: 'upsert', object: 'order', sourceName: 'shop' },
  ...{
    streamId: '1ds-order',
    createdById: '005',
    createdAtMs: 1,
    modifiedAtMs: 2,
  },
  ...{ state: 'Open', fileCount: 0, retries: 0, processingMs: 0 },
}

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'bulk-files-'))
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

test('a file larger than the limit leaves nothing behind', async () => {
  const files = createBulkFiles(dataDir)
  const body = () => Readable.from([Buffer.from('12345'), Buffer.from('6')])
  expect(await files.receive(job, body(), 5)).toBe('too-large')
  expect(await readdir(join(dataDir, 'bulk', 'j1'))).toEqual([])
  expect(await files.receive(job, body(), 6)).toBe('received')
  const [file] = await files.filesOf({ ...job, fileCount: 1 })
  expect(file?.name).toBe('j1/1.csv')
  expect(await readFile(file?.path ?? '', 'utf8')).toBe('123456')
})

test('a file whose sender went away leaves nothing behind', async () => {
  const files = createBulkFiles(dataDir)
  const cut = new Readable({ read: () => undefined })
  cut.push(Buffer.from('123'))
  cut.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }))
  expect(await files.receive(job, cut, 5)).toBe('cut')
  expect(await readdir(join(dataDir, 'bulk', 'j1'))).toEqual([])
})

test('jobs are there for the next process, and half-written ones are gone', async () => {
  const files = createBulkFiles(dataDir)
  await files.writeJob(job)
  await files.receive({ ...job, id: 'unwritten' }, Readable.from([Buffer.from('1')]), 5)
  const next = createBulkFiles(dataDir)
  expect(await next.readJobs()).toEqual([job])
  expect(await readdir(join(dataDir, 'bulk'))).toEqual(['j1'])
  await next.remove(job)
  expect(await createBulkFiles(dataDir).readJobs()).toEqual([])
})
