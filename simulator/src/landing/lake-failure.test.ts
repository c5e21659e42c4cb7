import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { switchesAtStart } from '../control/switches.ts'
import { createLake, type Lake } from '../lake/lake.ts'
import { lakeObjectOf } from '../lake/lake-object.ts'
import { setupEmpty } from '../org/setup.ts'
import { createManualClock } from '../platform/clock.ts'
import { createSeededRandom } from '../platform/random.ts'
import type { BulkOutcome } from './bulk-work.ts'
import { noon, streamOf } from './landing-world.fixture.ts'
import { openLanding } from './landing.ts'

const order = streamOf('order', {
  ...{ category: 'Other', primaryKey: 'id' },
  fields: { id: 'text' },
})
const object = lakeObjectOf(order, new Set())

let isFull = false
/** A lake without Postgres, on a disk that may be full. */
const lake: Lake = {
  ...createLake(setupEmpty, ''),
  opened: Promise.resolve(),
  objectOf: () => object,
  addProblems: () => Promise.resolve(),
  upsert: (_object, rows) =>
    isFull
      ? Promise.reject(new Error('no space left on the disk'))
      : Promise.resolve({ addedCount: rows.length, replacedCount: 0, olderCount: 0 }),
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lake-failure-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))
beforeEach(() => {
  isFull = true
})

function open() {
  const clock = createManualClock(noon)
  const landing = openLanding({
    ...{ lake, clock, random: createSeededRandom('failure'), orgId: '00Dxx' },
    switches: () => ({ ...switchesAtStart, landingDelayMs: 1_000 }),
  })
  return { clock, landing }
}

test('requests that the lake could not take keep their place and land when it can', async () => {
  const { clock, landing } = open()
  await using _landing = landing
  await landing.accept({ kind: 'upsert', stream: order, records: [{ id: 'a' }, { id: 'b' }] })
  await expect(landing.landNow()).rejects.toThrow('no space left')
  expect([landing.pendingCount(), landing.countsOf(order).addedCount]).toEqual([2, 0])
  isFull = false
  await landing.accept({ kind: 'upsert', stream: order, records: [{ id: 'c' }] })
  await expect
    .poll(() => {
      clock.advance(1_000)
      return landing.pendingCount()
    })
    .toBe(0)
  expect(landing.countsOf(order)).toMatchObject({ acceptedCount: 3, addedCount: 3 })
})

test('a bulk job fails with the reason, and streaming goes on', async () => {
  const { landing } = open()
  await using _landing = landing
  const path = join(folder, '1.csv')
  await writeFile(path, 'id\na\n')
  const ended = Promise.withResolvers<BulkOutcome>()
  landing.acceptBulk({
    ...{ jobId: 'j1', stream: order, operation: 'upsert', files: [{ path, name: 'j1/1.csv' }] },
    begin: () => Promise.resolve(true),
    end: async (outcome) => ended.resolve(outcome),
  })
  await landing.landNow()
  expect(await ended.promise).toEqual({ kind: 'failed', reason: 'no space left on the disk' })
  expect(landing.history.of(order.id)).toMatchObject([
    { status: 'Failed', note: 'Bulk job j1: no space left on the disk', processedCount: 0 },
  ])
  isFull = false
  await landing.accept({ kind: 'upsert', stream: order, records: [{ id: 'b' }] })
  await landing.landNow()
  expect(landing.history.of(order.id)).toMatchObject([{ status: 'Success' }, { status: 'Failed' }])
})
