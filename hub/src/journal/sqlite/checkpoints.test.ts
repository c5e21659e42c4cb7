import { expect, onTestFinished, test } from 'vitest'
import { VirtualClock } from '../../platform/virtual-clock.ts'
import { startCheckpoints } from './checkpoints.ts'

test('nothing is moved while nothing is committed', async () => {
  const { clock, ran } = createWorld()
  await clock.advance(60_000)
  expect(ran).toEqual([])
})

test('a little that was committed is moved within a second, once', async () => {
  const { clock, checkpoints, ran } = createWorld()
  checkpoints.committed(100)
  await clock.advance(1_000)
  expect(ran).toEqual(['beside'])
  await clock.advance(60_000)
  expect(ran).toEqual(['beside'])
})

test('much that was committed is moved without waiting', async () => {
  const { clock, checkpoints, ran } = createWorld()
  checkpoints.committed(40_000_000)
  await clock.advance(0)
  expect(ran).toEqual(['beside'])
})

test('a log that has grown long is finished by the writer', async () => {
  const { clock, checkpoints, ran } = createWorld({ walPageCount: 20_000 })
  checkpoints.committed(40_000_000)
  await clock.advance(0)
  expect(ran).toEqual(['beside', 'finish'])
})

test('a checkpoint that fails is told, and no other is run', async () => {
  const cause = new Error('disk I/O error')
  const { clock, checkpoints, ran, failures } = createWorld({ cause })
  checkpoints.committed(100)
  await clock.advance(1_000)
  checkpoints.committed(100)
  await clock.advance(60_000)
  expect(ran).toEqual(['beside'])
  expect(failures).toEqual([cause])
})

test('none is run after stopping', async () => {
  const { clock, checkpoints, ran } = createWorld()
  checkpoints.committed(100)
  await checkpoints.stop()
  await clock.advance(60_000)
  expect(ran).toEqual([])
})

function createWorld({ walPageCount = 10, cause }: { walPageCount?: number; cause?: Error } = {}) {
  const clock = new VirtualClock()
  const ran: string[] = []
  const failures: unknown[] = []
  const run = (name: string) => async () => {
    ran.push(name)
    if (cause !== undefined) throw cause
    return { walPageCount, movedPageCount: walPageCount }
  }
  const checkpoints = startCheckpoints({
    clock,
    beside: run('beside'),
    finish: run('finish'),
    onFailed: (failure) => failures.push(failure),
  })
  onTestFinished(() => checkpoints.stop())
  return { clock, checkpoints, ran, failures }
}
