import { expect, test } from 'vitest'
import { SignalError } from '../../core/errors.ts'
import type { EventId } from '../../core/ids.ts'
import { createCommitQueue } from './commit-queue.ts'
import type { CommittedGroup, Group } from './writer.ts'

test('the first append is committed at once, and what waits meanwhile is the next group', async () => {
  const { queue, disk } = createWorld()
  const appends = ['a', 'b', 'c'].map((id) => queue.append([entryOf(id)]))
  expect(disk.groups.map(({ eventIds }) => eventIds)).toEqual([['a']])
  await disk.finish()
  expect(disk.groups.map(({ eventIds }) => eventIds)).toEqual([['a'], ['b', 'c']])
  await disk.finish()
  expect((await Promise.all(appends)).flat().map(({ offset }) => offset)).toEqual([1, 2, 3])
})

test('an append is answered only after its commit', async () => {
  const { queue, disk } = createWorld()
  let answered = false
  const append = queue.append([entryOf('a')]).then(() => (answered = true))
  await turn()
  expect(answered).toBe(false)
  await disk.finish()
  await append
})

test('duplicates are answered with the place of the first, in the order given', async () => {
  const { queue, disk } = createWorld()
  const append = queue.append(['a', 'b', 'c'].map(entryOf))
  await disk.finish([{ index: 1, offset: 77 }])
  expect(await append).toEqual([
    { kind: 'stored', offset: 1 },
    { kind: 'duplicate', offset: 77 },
    { kind: 'stored', offset: 2 },
  ])
})

test('a group ends before it gets too large, but an append is never cut in two', async () => {
  const { queue, disk } = createWorld()
  const entries = Array.from({ length: 3_000 }, (_, index) => entryOf(`e${index}`))
  for (let count = 0; count < 3; count += 1) void queue.append(entries)
  void queue.append([...entries, ...entries])
  for (let count = 0; count < 4; count += 1) await disk.finish()
  expect(disk.groups.map(({ eventIds }) => eventIds.length)).toEqual([3_000, 3_000, 3_000, 6_000])
  await queue.drained()
})

test('what would fill memory while the disk is slow is refused, and nothing of it stored', async () => {
  const { queue, disk } = createWorld()
  const large = { ...entryOf('large'), json: 'x'.repeat(100_000_000) }
  const appends = ['a', 'b', 'c'].map((id) => queue.append([{ ...large, eventId: id as EventId }]))
  const refused = queue.append([large])
  await expect(refused).rejects.toMatchObject({ code: 'journal.full' })
  for (let count = 0; count < 3; count += 1) await disk.finish()
  expect((await Promise.all(appends)).flat()).toHaveLength(3)
})

test('after a failed commit everything that waits and all that comes is refused', async () => {
  const { queue, disk } = createWorld()
  const appends = ['a', 'b'].map((id) =>
    queue.append([entryOf(id)]).catch((cause: unknown) => cause),
  )
  await disk.break()
  for (const failure of await Promise.all(appends)) {
    expect(failure).toMatchObject({ code: 'journal.unavailable' })
  }
  await expect(queue.append([entryOf('c')])).rejects.toMatchObject({ code: 'journal.unavailable' })
  expect(disk.groups).toHaveLength(1)
  await queue.drained()
})

function createWorld() {
  const groups: Group[] = []
  let commit = Promise.withResolvers<CommittedGroup>()
  let nextOffset = 1
  const queue = createCommitQueue({
    commit(group) {
      groups.push(group)
      commit = Promise.withResolvers()
      return commit.promise
    },
    onCommitted() {},
    onFailed: (cause) => new SignalError('journal.unavailable', 'broken', { cause }),
  })
  const disk = {
    groups,
    async finish(duplicates: CommittedGroup['duplicates'] = []) {
      const storedCount = (groups.at(-1)?.eventIds.length ?? 0) - duplicates.length
      commit.resolve({ firstOffset: nextOffset, duplicates, bytes: 1, tookMs: 1 })
      nextOffset += storedCount
      await turn()
    },
    async break() {
      commit.reject(new Error('disk I/O error'))
      await turn()
    },
  }
  return { queue, disk }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

function entryOf(id: string) {
  return { eventId: id as EventId, receivedAtMs: 0, json: `{"eventId":"${id}"}` }
}
