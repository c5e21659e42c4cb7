import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import type { BulkWork } from '../../landing/bulk-work.ts'
import { createOrg } from '../../org/org.ts'
import { readSeededSetup } from '../../org/seeded-setup.ts'
import { createSetup } from '../../org/setup.ts'
import { createManualClock } from '../../platform/clock.ts'
import { createSeededRandom } from '../../platform/random.ts'
import { openBulkJobs } from './bulk-jobs.ts'

test('closed jobs are taken up again by the next process, those begun for a second time', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'bulk-restart-'))
  const clock = createManualClock(Date.parse('2026-03-01T12:00:00.000Z'))
  const random = createSeededRandom('restart')
  const org = createOrg(createSetup(await readSeededSetup(clock.now(), random)))
  const open = async () => {
    const works: BulkWork[] = []
    const jobs = await openBulkJobs({
      ...{ org, clock, random, dataDir },
      landing: { acceptBulk: (work) => void works.push(work) },
      switches: () => ({ bulkJobsPerHourMax: 3 }),
    })
    return { jobs, works }
  }
  const first = await open()
  const [stream] = org.setup.state().streams
  if (stream === undefined) throw new Error('no stream')
  const ids = []
  for (let count = 0; count < 3; count += 1) {
    const created = await first.jobs.create(stream, 'upsert')
    if (created.kind !== 'job') throw new Error(created.kind)
    await first.jobs.upload(created.job.id, Readable.from([Buffer.from('event_id\ne1\n')]))
    ids.push(created.job.id)
    clock.advance(1)
  }
  const [begun = '', closed = '', stillOpen = ''] = ids
  await first.jobs.close(begun)
  clock.advance(1)
  await first.jobs.close(closed)
  expect(await first.works[0]?.begin()).toBe(true)

  const next = await open()
  expect(next.works.map(({ jobId }) => jobId)).toEqual([begun, closed])
  expect(next.jobs.find(begun)).toMatchObject({ job: { state: 'UploadComplete', retries: 1 } })
  expect(next.jobs.find(closed)).toMatchObject({ job: { state: 'UploadComplete', retries: 0 } })
  expect(next.jobs.find(stillOpen)).toMatchObject({ job: { state: 'Open', fileCount: 1 } })
  expect(await next.jobs.create(stream, 'upsert')).toEqual({ kind: 'too-many' })
  await rm(dataDir, { recursive: true, force: true })
})
