import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { EpochMs, EventId, Offset } from '../core/ids.ts'
import { offsetOf, offsetZero } from '../core/ids.ts'
import type { Clock } from '../platform/clock.ts'
import { VirtualClock } from '../platform/virtual-clock.ts'
import {
  type Acknowledged,
  appendUntilKilled,
  once,
  startAppending,
} from './append-until-killed.fixture.ts'
import { type Journal, type NewEntry, dedupeWindowMs } from './journal.ts'

export type JournalUnderTest = {
  open(options: {
    readonly dataDir: string
    readonly clock: Clock
    readonly journalBytesMax: number
    readonly onCommitted: (entryCount: number) => void
  }): Promise<Journal>
  /** A program that is given a folder and a prefix, appends without end, and prints `offset eventId` of each. */
  readonly appendForever: URL
}

const startMs = Date.UTC(2026, 0, 15, 12)
const megabyte = 1_000_000
/** Each test starts threads, which takes its time on a busy machine. */
const testMsMax = 30_000

/** What every journal must do, whatever it is made of. */
export function describeJournal(name: string, { open, appendForever }: JournalUnderTest): void {
  async function openIn(dataDir: string, { journalBytesMax = megabyte } = {}) {
    const commits: number[] = []
    const clock = new VirtualClock(startMs)
    const onCommitted = (entryCount: number) => commits.push(entryCount)
    const journal = await open({ dataDir, clock, journalBytesMax, onCommitted })
    onTestFinished(() => journal[Symbol.asyncDispose]())
    return { journal, commits, clock }
  }

  describe(name, { timeout: testMsMax }, () => {
    test('an empty journal stands at the place before the first entry', async () => {
      const { journal } = await openIn(await newFolder())
      expect([journal.head(), journal.oldest()]).toEqual([0, 1])
      expect(await read(journal)).toEqual([])
      expect(await journal.readBack({ before: null, entryCountMax: 5 })).toEqual({
        entries: [],
        head: 0,
      })
      expect(await journal.append([])).toEqual([])
    })

    test('entries are read back in the order of acknowledgement, byte for byte', async () => {
      const { journal } = await openIn(await newFolder())
      const odd = [
        '{"a":"ü € 😀"}',
        '{"b":"\\n\\u2028 \u2028"}',
        '{"c":"\\ud800"}',
        `{"d":"${'x'.repeat(40_000)}"}`,
      ]
      const entries = odd.map((json, index) => ({ ...entryOf(`odd-${index}`), json }))
      expect(await journal.append(entries.slice(0, 3))).toEqual([stored(1), stored(2), stored(3)])
      expect(await journal.append(entries.slice(3))).toEqual([stored(4)])
      expect(await read(journal)).toEqual(odd)
    })

    test('a read begins after any place and gives at most what was asked for', async () => {
      const { journal } = await openIn(await newFolder())
      await journal.append(entriesOf('a', 5))
      await journal.append(entriesOf('b', 5))
      const slice = await journal.read({ after: offsetOf(3), entryCountMax: 4 })
      expect(slice.entries.map(({ offset }) => offset)).toEqual([4, 5, 6, 7])
      expect(slice.entries[2]?.json).toBe(entryOf('b-0').json)
      expect(slice.head).toBe(10)
      expect((await journal.read({ after: offsetOf(10), entryCountMax: 4 })).entries).toEqual([])
      expect((await journal.read({ after: offsetOf(99), entryCountMax: 4 })).entries).toEqual([])
    })

    test('reading back gives the newest first, from any place', async () => {
      const { journal } = await openIn(await newFolder())
      await journal.append(entriesOf('a', 3))
      await journal.append(entriesOf('b', 3))
      const newest = await journal.readBack({ before: null, entryCountMax: 4 })
      expect(newest.entries.map(({ offset }) => offset)).toEqual([6, 5, 4, 3])
      expect(newest.entries.map(({ json }) => json)).toEqual(
        ['b-2', 'b-1', 'b-0', 'a-2'].map((id) => entryOf(id).json),
      )
      const older = await journal.readBack({ before: offsetOf(3), entryCountMax: 4 })
      expect(older.entries.map(({ offset }) => offset)).toEqual([2, 1])
      expect((await journal.readBack({ before: offsetOf(1), entryCountMax: 4 })).entries).toEqual(
        [],
      )
    })

    test('what was appended is there after closing and opening again', async () => {
      const dataDir = await newFolder()
      const first = await openIn(dataDir)
      await first.journal.append(entriesOf('a', 3))
      await first.journal.append([entryOf('a-1')])
      await first.journal[Symbol.asyncDispose]()
      const { journal } = await openIn(dataDir)
      expect([journal.head(), journal.oldest()]).toEqual([3, 1])
      expect(await read(journal)).toEqual(entriesOf('a', 3).map(({ json }) => json))
      expect(await journal.duplicateCount()).toBe(1)
      expect(await journal.append([entryOf('b')])).toEqual([stored(4)])
    })

    test('an event id sent twice in one append is stored once', async () => {
      const { journal } = await openIn(await newFolder())
      const entries = ['a', 'b', 'a', 'c', 'b'].map((id) => entryOf(id))
      expect(await journal.append(entries)).toEqual([
        stored(1),
        stored(2),
        duplicate(1),
        stored(3),
        duplicate(2),
      ])
      expect(await read(journal)).toEqual(['a', 'b', 'c'].map((id) => entryOf(id).json))
    })

    test('an event id sent again later keeps the first entry and is counted', async () => {
      const dataDir = await newFolder()
      const first = await openIn(dataDir)
      await first.journal.append(entriesOf('a', 2))
      const again = { ...entryOf('a-1'), json: '{"another":true}' }
      expect(await first.journal.append([again])).toEqual([duplicate(2)])
      await first.journal[Symbol.asyncDispose]()
      const { journal } = await openIn(dataDir)
      expect(await journal.append([again, entryOf('b')])).toEqual([duplicate(2), stored(3)])
      expect(await read(journal)).toEqual(['a-0', 'a-1', 'b'].map((id) => entryOf(id).json))
      expect(await journal.duplicateCount()).toBe(2)
      expect(await journal.find(idOf('a-1'))).toEqual({ offset: 2, duplicateCount: 2 })
    })

    test('the same event id in appends that run at once is stored once', async () => {
      const { journal } = await openIn(await newFolder())
      const results = await Promise.all(
        Array.from({ length: 50 }, () => journal.append([entryOf('same')])),
      )
      expect(results.flat().filter(({ kind }) => kind === 'stored')).toHaveLength(1)
      expect(results.flat().every(({ offset }) => offset === 1)).toBe(true)
      expect(await journal.duplicateCount()).toBe(49)
    })

    test('an event id is remembered to the end of the window and no longer', async () => {
      const { journal } = await openIn(await newFolder())
      await journal.append([entryOf('a'), entryOf('b')])
      const atEnd = startMs + dedupeWindowMs
      expect(await journal.append([entryOf('a', atEnd)])).toEqual([duplicate(1)])
      expect(await journal.append([entryOf('b', atEnd + 1)])).toEqual([stored(3)])
      expect(await journal.find(idOf('b'))).toEqual({ offset: 3, duplicateCount: 0 })
    })

    test('an event is found by its id, and an unknown or pruned one is not', async () => {
      const { journal } = await openIn(await newFolder())
      await journal.append([entryOf('a')])
      await journal.append([entryOf('b')])
      expect(await journal.find(idOf('b'))).toEqual({ offset: 2, duplicateCount: 0 })
      expect(await journal.find(idOf('c'))).toBeNull()
      await prune(journal, { journalBytesMax: 0, keepAfter: offsetOf(1) })
      expect(await journal.find(idOf('a'))).toBeNull()
      expect(await journal.find(idOf('b'))).not.toBeNull()
    })

    test('a pruned event that is sent again within the window is still a duplicate', async () => {
      const { journal } = await openIn(await newFolder())
      await journal.append([entryOf('a')])
      await prune(journal, { journalBytesMax: 0, keepAfter: offsetOf(1) })
      expect(await journal.append([entryOf('a')])).toEqual([duplicate(1)])
    })

    test('pruning drops what was received before a time, and nothing a lane has not settled', async () => {
      const { journal } = await openIn(await newFolder())
      for (let hour = 0; hour < 6; hour += 1) {
        await journal.append([entryOf(`h-${hour}`, startMs + hour * 3_600_000)])
      }
      const receivedBeforeMs = startMs + 4 * 3_600_000
      expect(await prune(journal, { receivedBeforeMs, keepAfter: offsetOf(2) })).toEqual({
        prunedEntryCount: 2,
        oldest: 3,
      })
      expect(await prune(journal, { receivedBeforeMs, keepAfter: offsetOf(6) })).toEqual({
        prunedEntryCount: 2,
        oldest: 5,
      })
      expect(await read(journal)).toHaveLength(2)
      expect((await journal.readBack({ before: null, entryCountMax: 9 })).entries).toHaveLength(2)
    })

    test('pruning drops the oldest while the journal is larger than a size', async () => {
      const { journal } = await openIn(await newFolder())
      const json = `{"x":"${'y'.repeat(992)}"}`
      for (let index = 0; index < 10; index += 1) {
        await journal.append([{ ...entryOf(`e-${index}`), json }])
      }
      expect(await prune(journal, { journalBytesMax: 4_000, keepAfter: offsetOf(10) })).toEqual({
        prunedEntryCount: 6,
        oldest: 7,
      })
    })

    test('a journal pruned to nothing goes on counting, also after opening again', async () => {
      const dataDir = await newFolder()
      const first = await openIn(dataDir)
      await first.journal.append(entriesOf('a', 3))
      const pruned = await prune(first.journal, { journalBytesMax: 0, keepAfter: offsetOf(3) })
      expect(pruned).toEqual({ prunedEntryCount: 3, oldest: 4 })
      await first.journal[Symbol.asyncDispose]()
      const { journal } = await openIn(dataDir)
      expect([journal.head(), journal.oldest()]).toEqual([3, 4])
      expect(await read(journal)).toEqual([])
      expect(await journal.append([entryOf('b')])).toEqual([stored(4)])
      expect(await read(journal)).toEqual([entryOf('b').json])
    })

    test('many pruning steps and appends at once leave the newest in order', async () => {
      const { journal } = await openIn(await newFolder(), { journalBytesMax: 100 * megabyte })
      for (let index = 0; index < 600; index += 1) await journal.append([entryOf(`old-${index}`)])
      const [pruned, appended] = await Promise.all([
        prune(journal, { journalBytesMax: 0, keepAfter: offsetOf(590) }),
        Promise.all(entriesOf('new', 50).map((entry) => journal.append([entry]))),
      ])
      expect(pruned).toEqual({ prunedEntryCount: 590, oldest: 591 })
      expect(appended.flat()).toEqual(Array.from({ length: 50 }, (_, index) => stored(601 + index)))
      expect(await read(journal)).toHaveLength(60)
    })

    test('above the high-water mark nothing is stored, until pruning has made room', async () => {
      const { journal } = await openIn(await newFolder(), { journalBytesMax: 10_000 })
      const big = (id: string) => ({ ...entryOf(id), json: `{"x":"${'y'.repeat(10_000)}"}` })
      await journal.append([big('a')])
      await journal.append([big('b')])
      await expect(journal.append([big('c')])).rejects.toMatchObject({ code: 'journal.full' })
      expect(await read(journal)).toHaveLength(2)
      await prune(journal, { journalBytesMax: 10_000, keepAfter: offsetOf(2) })
      expect(await journal.append([big('c')])).toEqual([stored(3)])
    })

    test('each commit is told with the new head, until the listener is taken off', async () => {
      const { journal } = await openIn(await newFolder())
      const heads: Offset[] = []
      const stop = journal.onAppended((head) => heads.push(head))
      await journal.append(entriesOf('a', 2))
      await journal.append([entryOf('a-0')])
      await journal.append([entryOf('b')])
      stop()
      await journal.append([entryOf('c')])
      expect(heads).toEqual([2, 3])
    })

    test('what a listener is told of can be read at once', async () => {
      const { journal } = await openIn(await newFolder())
      const seen = Promise.withResolvers<number>()
      journal.onAppended((head) => {
        void read(journal).then((lines) => seen.resolve(lines.length === head ? head : -1))
      })
      await journal.append(entriesOf('a', 7))
      expect(await seen.promise).toBe(7)
    })

    test('appends that come while a commit runs share the next one', async () => {
      const { journal, commits } = await openIn(await newFolder())
      const results = await Promise.all(
        entriesOf('a', 1_000).map((entry) => journal.append([entry])),
      )
      expect(results.flat().map(({ offset }) => offset)).toEqual(
        Array.from({ length: 1_000 }, (_, index) => index + 1),
      )
      expect(commits.reduce((sum, count) => sum + count, 0)).toBe(1_000)
      expect(commits.length).toBeLessThan(10)
    })

    test('what was taken before closing is stored, what comes after is refused', async () => {
      const dataDir = await newFolder()
      const first = await openIn(dataDir)
      const appends = entriesOf('a', 20).map((entry) => first.journal.append([entry]))
      const closed = first.journal[Symbol.asyncDispose]()
      await expect(first.journal.append([entryOf('late')])).rejects.toMatchObject({
        code: 'journal.closed',
      })
      await expect(read(first.journal)).rejects.toMatchObject({ code: 'journal.closed' })
      expect((await Promise.all(appends)).flat()).toHaveLength(20)
      await closed
      const { journal } = await openIn(dataDir)
      expect(await read(journal)).toHaveLength(20)
    })

    test('a second journal on the folder is refused, until the first is closed', async () => {
      const dataDir = await newFolder()
      const first = await openIn(dataDir)
      await expect(openIn(dataDir)).rejects.toMatchObject({
        code: 'journal.unavailable',
        message: expect.stringContaining('another process uses the data folder'),
      })
      expect(await first.journal.append([entryOf('a')])).toEqual([stored(1)])
      await first.journal[Symbol.asyncDispose]()
      const { journal } = await openIn(dataDir)
      expect(journal.head()).toBe(1)
    })

    test(
      'a process that is killed loses nothing it acknowledged',
      { timeout: 60_000 },
      async () => {
        const dataDir = await newFolder()
        const acknowledged: Acknowledged[] = []
        for (const round of ['r1', 'r2', 'r3']) {
          acknowledged.push(...(await appendUntilKilled(appendForever, dataDir, round)))
        }
        const { journal } = await openIn(dataDir, { journalBytesMax: 1_000 * megabyte })
        const lines = await read(journal)
        const lost = acknowledged.filter(
          ({ offset, eventId }) => !lines[offset - 1]?.includes(`"${eventId}"`),
        )
        expect(lost).toEqual([])
        const resent = await journal.append(acknowledged.map(({ eventId }) => entryOf(eventId)))
        expect(resent).toEqual(acknowledged.map(({ offset }) => duplicate(offset)))
      },
    )

    test('a folder in use by another process is refused with what to do', async () => {
      const dataDir = await newFolder()
      const program = startAppending(appendForever, dataDir, 'other')
      await once(program.lines)
      await expect(openIn(dataDir)).rejects.toMatchObject({
        code: 'journal.unavailable',
        message: expect.stringContaining('stop it, or give this one a folder of its own'),
      })
      program.kill()
      await program.ended
      await openIn(dataDir)
    })
  })
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'signal-journal-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

const idOf = (id: string) => id as EventId

function entryOf(id: string, receivedAtMs: EpochMs = startMs): NewEntry {
  return { eventId: idOf(id), receivedAtMs, json: `{"eventId":"${id}"}` }
}

const entriesOf = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => entryOf(`${prefix}-${index}`))

const stored = (offset: number) => ({ kind: 'stored', offset })
const duplicate = (offset: number) => ({ kind: 'duplicate', offset })

/** Everything kept, in as many reads as it takes. */
async function read(journal: Journal): Promise<string[]> {
  const lines: string[] = []
  let after = offsetZero
  for (;;) {
    const { entries } = await journal.read({ after, entryCountMax: 1_000 })
    lines.push(...entries.map(({ json }) => json))
    const last = entries.at(-1)
    if (last === undefined) return lines
    after = last.offset
  }
}

function prune(
  journal: Journal,
  request: { receivedBeforeMs?: EpochMs; journalBytesMax?: number; keepAfter: Offset },
) {
  return journal.prune({
    receivedBeforeMs: 0,
    journalBytesMax: 1_000 * megabyte,
    nowMs: startMs,
    ...request,
  })
}
