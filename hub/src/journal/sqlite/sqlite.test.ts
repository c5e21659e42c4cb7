import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { SignalError } from '../../core/errors.ts'
import { type EventId, offsetZero } from '../../core/ids.ts'
import { VirtualClock } from '../../platform/virtual-clock.ts'
import { createSilentTelemetry } from '../../telemetry/silent.ts'
import { describeJournal } from '../journal.contract.ts'
import { openSqliteJournal } from './sqlite-journal.ts'

describeJournal('SQLite journal', {
  open: ({ dataDir, clock, journalBytesMax, onCommitted }) =>
    openSqliteJournal({
      dataDir,
      clock,
      journalBytesMax,
      freeBytesMin: 0,
      telemetry: {
        ...createSilentTelemetry(),
        journalCommitted: ({ entryCount }) => onCommitted(entryCount),
      },
    }),
  appendForever: new URL('./append-forever.fixture.ts', import.meta.url),
})

describe('SQLite journal: its own ways to fail', () => {
  test('a failed commit refuses what waits and all that comes, and says to restart', async () => {
    const { dataDir, journal, failures } = await openOwn()
    await journal.append([entryOf('a')])
    const other = new DatabaseSync(join(dataDir, 'journal.db'))
    other.exec('DROP TABLE entry_group')
    other.close()
    const unavailable = { code: 'journal.unavailable', message: expect.stringContaining('restart') }
    const appends = ['b', 'c', 'd'].map((id) => journal.append([entryOf(id)]))
    for (const append of appends) await expect(append).rejects.toMatchObject(unavailable)
    await expect(journal.append([entryOf('e')])).rejects.toMatchObject(unavailable)
    await expect(journal.read({ after: offsetZero, entryCountMax: 1 })).rejects.toMatchObject(
      unavailable,
    )
    await expect(journal.duplicateCount()).rejects.toMatchObject(unavailable)
    expect(failures).toHaveLength(1)
    await journal[Symbol.asyncDispose]()
  })

  test('a disk with too little left takes nothing in', async () => {
    const { journal } = await openOwn({ freeBytesMin: Number.MAX_SAFE_INTEGER })
    await expect(journal.append([entryOf('a')])).rejects.toMatchObject({
      code: 'journal.full',
      message: expect.stringContaining('make room'),
    })
  })

  test('a file that is no journal is refused', async () => {
    const dataDir = await newFolder()
    await writeFile(
      join(dataDir, 'journal.db'),
      'not a database at all, but long enough to look at. '.repeat(99),
    )
    await expect(openOwn({ dataDir })).rejects.toMatchObject({ code: 'journal.unavailable' })
  })

  test('a journal of a newer version is refused', async () => {
    const dataDir = await newFolder()
    const newer = new DatabaseSync(join(dataDir, 'journal.db'))
    newer.exec('PRAGMA user_version = 99')
    newer.close()
    await expect(openOwn({ dataDir })).rejects.toMatchObject({
      code: 'journal.unavailable',
      message: expect.stringContaining('newer version'),
    })
  })

  test('a checkpoint empties the log beside the appends, and closing leaves one file', async () => {
    const { dataDir, journal, clock } = await openOwn()
    await journal.append([entryOf('a')])
    await clock.advance(5_000)
    await journal.append([entryOf('b')])
    expect((await journal.read({ after: offsetZero, entryCountMax: 9 })).entries).toHaveLength(2)
    await journal[Symbol.asyncDispose]()
    await expect(stat(join(dataDir, 'journal.db-wal'))).rejects.toMatchObject({ code: 'ENOENT' })
    expect((await stat(join(dataDir, 'journal.db'))).size).toBeGreaterThan(0)
  })

  test('a line break in an entry is refused before it can shift others', async () => {
    const { journal } = await openOwn()
    await expect(journal.append([{ ...entryOf('a'), json: '{\n}' }])).rejects.toThrow('line break')
    expect(journal.head()).toBe(0)
  })
})

async function openOwn(options: { dataDir?: string; freeBytesMin?: number } = {}) {
  const failures: SignalError[] = []
  const dataDir = options.dataDir ?? (await newFolder())
  const clock = new VirtualClock()
  const journal = await openSqliteJournal({
    dataDir,
    clock,
    telemetry: createSilentTelemetry(),
    journalBytesMax: 1_000_000,
    freeBytesMin: options.freeBytesMin ?? 0,
    onFailed: (failure) => failures.push(failure),
  })
  onTestFinished(() => journal[Symbol.asyncDispose]())
  return { dataDir, journal, failures, clock }
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'signal-journal-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

function entryOf(id: string) {
  return { eventId: id as EventId, receivedAtMs: 0, json: `{"eventId":"${id}"}` }
}
