import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { noon, openLandingWorld, streamOf } from './landing-world.fixture.ts'
import { openPendingLog as open, type PendingLog } from './pending-log.ts'
import { replayPending } from './replay.ts'

const openingMsMax = 60_000
const order = streamOf('order', {
  ...{ category: 'Other', primaryKey: 'id' },
  fields: { id: 'text', note: 'text' },
})

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'pending-log-'))
})
afterEach(async () => {
  for (const { log } of opened.splice(0)) await log[Symbol.asyncDispose]()
  await rm(dataDir, { recursive: true, force: true })
})

/** Those of a process that was killed are closed only after the test. */
const opened: { readonly log: PendingLog }[] = []
async function openPendingLog(folder: string) {
  const pendingLog = await open(folder)
  opened.push(pendingLog)
  return pendingLog
}

const append = (log: PendingLog, sequence: number, id: string) =>
  log.append({
    change: { kind: 'upsert', stream: order, records: [{ id, note: 'ä"\n' }] },
    ...{ bytes: 20, acceptedAtMs: noon, sequence },
  })
const segments = () => readdir(join(dataDir, 'pending'))

test('what was accepted and has not landed is there for the next process, in its order', async () => {
  const { log } = await openPendingLog(dataDir)
  await Promise.all([append(log, 1, 'a'), append(log, 2, 'b'), append(log, 3, 'c')])
  log.landed([2])
  await append(log, 4, 'd')
  const next = await openPendingLog(dataDir)
  expect(next.left).toMatchObject([
    {
      kind: 'upsert',
      streamId: order.id,
      records: [{ id: 'a', note: 'ä"\n' }],
      bytes: 20,
    },
    { records: [{ id: 'c' }] },
    { records: [{ id: 'd' }] },
  ])
})

test('a line that was torn by the end of its process is left out', async () => {
  const { log } = await openPendingLog(dataDir)
  await append(log, 1, 'a')
  const [segment = ''] = await segments()
  await appendFile(join(dataDir, 'pending', segment), '{"id":"1.2","streamId":"1ds')
  expect((await openPendingLog(dataDir)).left).toHaveLength(1)
})

test('nothing is left of what has landed', async () => {
  const { log } = await openPendingLog(dataDir)
  await append(log, 1, 'a')
  log.landed([1])
  opened.splice(0)
  await log[Symbol.asyncDispose]()
  expect(await segments()).toEqual([])
})

test('a full segment is followed by another and goes when all of it has landed', async () => {
  const { log } = await openPendingLog(dataDir)
  const large = 'x'.repeat(16_000_000)
  await append(log, 1, large)
  await append(log, 2, 'b')
  expect(await segments()).toHaveLength(2)
  log.landed([1])
  await append(log, 3, 'c')
  expect(await segments()).toHaveLength(1)
  expect((await openPendingLog(dataDir)).left).toMatchObject([
    { records: [{ id: 'b' }] },
    { records: [{ id: 'c' }] },
  ])
})

test(
  'a practice org that was killed lands at its next start what it had accepted',
  async () => {
    const killed = await openPendingLog(dataDir)
    await append(killed.log, 1, 'first')
    await append(killed.log, 2, 'second')
    const next = await openPendingLog(dataDir)
    await using world = await openLandingWorld([order], { log: next.log })
    await replayPending(next, [order], world.landing)
    expect(world.landing.pendingCount()).toBe(2)
    await world.landing.landNow()
    expect(await world.rows('select id__c from order__dll order by 1')).toEqual([
      ['first'],
      ['second'],
    ])
    expect((await openPendingLog(dataDir)).left).toEqual([])
  },
  openingMsMax,
)
