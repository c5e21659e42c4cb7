import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { dedupeWindowMs } from '../journal.ts'
import { unavailable } from './engine-failure.ts'
import { checkpoint, openForWriting } from './journal-database.ts'
import { lockFolder } from './folder-lock.ts'
import { prune } from './pruning.ts'
import { numberIn } from './row.ts'

/** Entries of one commit, column by column: cheaper to hand to a thread than objects. `body` has a line for each. */
export type Group = {
  readonly eventIds: readonly string[]
  readonly receivedAtMs: readonly number[]
  readonly body: string
}

export type CommittedGroup = {
  /** Place of the first entry stored; the others follow without gaps, duplicates left out. */
  readonly firstOffset: number
  readonly duplicates: readonly DuplicateEntry[]
  /** Bytes added to the journal. */
  readonly bytes: number
  readonly tookMs: number
}
export type DuplicateEntry = { readonly index: number; readonly offset: number }

/** Where the journal stands when it is opened. */
export type Standing = {
  readonly head: number
  readonly oldest: number
  readonly keptBytes: number
  readonly duplicateCount: number
}

export type WriterMethods = ReturnType<typeof openWriter>['methods']

/**
 * The one connection that writes, in its own thread; it also holds the folder's lock.
 * A method that throws leaves the outcome unknown: the caller must not use the writer again.
 */
export function openWriter(dataDir: string) {
  const lock = lockFolder(dataDir)
  try {
    const database = openForWriting(dataDir)
    const standing = standingOf(database)
    const commit = createCommit(database, standing)
    return {
      methods: {
        standing: () => standing,
        commit: (group: Group) => guarded('cannot commit to the journal', () => commit(group)),
        prune: (step: Parameters<typeof prune>[1]) =>
          guarded('cannot prune the journal', () =>
            inTransaction(database, () => prune(database, step)),
          ),
        checkpoint: () => guarded('cannot checkpoint the journal', () => checkpoint(database)),
      },
      close() {
        // The log is emptied into the database, so that a copy of the one file is the whole journal.
        database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
        database.close()
        lock[Symbol.dispose]()
      },
    }
  } catch (cause) {
    lock[Symbol.dispose]()
    throw unavailable(`cannot open the journal in ${dataDir}`, cause)
  }
}

function guarded<Result>(what: string, run: () => Result): Result {
  try {
    return run()
  } catch (cause) {
    throw unavailable(what, cause)
  }
}

function inTransaction<Result>(database: DatabaseSync, run: () => Result): Result {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = run()
    database.exec('COMMIT')
    return result
  } catch (cause) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw cause
  }
}

function standingOf(database: DatabaseSync): Standing {
  const state = database.prepare('SELECT * FROM journal_state').get() ?? {}
  const edge =
    'SELECT first_offset, entry_count, bytes, bytes_through FROM entry_group ORDER BY first_offset'
  const first = database.prepare(`${edge} LIMIT 1`).get()
  const last = database.prepare(`${edge} DESC LIMIT 1`).get()
  const duplicateCount = numberIn(state, 'duplicate_count')
  if (first === undefined || last === undefined) {
    const head = numberIn(state, 'pruned_through')
    return { head, oldest: head + 1, keptBytes: 0, duplicateCount }
  }
  return {
    head: numberIn(last, 'first_offset') + numberIn(last, 'entry_count') - 1,
    oldest: numberIn(first, 'first_offset'),
    keptBytes:
      numberIn(last, 'bytes_through') - numberIn(first, 'bytes_through') + numberIn(first, 'bytes'),
    duplicateCount,
  }
}

/** Offsets are counted in memory from the head on; a failed commit leaves them behind with the whole writer. */
function createCommit(database: DatabaseSync, standing: Standing) {
  let nextOffset = standing.head + 1
  let bytesThrough = 0 // of this opening: only differences are ever used, and the last group's figure joins below
  const last = database
    .prepare('SELECT bytes_through FROM entry_group ORDER BY first_offset DESC LIMIT 1')
    .get()
  if (last !== undefined) bytesThrough = numberIn(last, 'bytes_through')
  const remember = createRemember(database)
  const insertGroup = database.prepare('INSERT INTO entry_group VALUES (?, ?, ?, ?, ?, ?, ?)')
  const countDuplicates = database.prepare(
    'UPDATE journal_state SET duplicate_count = duplicate_count + ?',
  )

  return ({ eventIds, receivedAtMs, body }: Group): CommittedGroup => {
    const startedMs = performance.now()
    const firstOffset = nextOffset
    const duplicates: DuplicateEntry[] = []
    let bytes = 0
    let receivedFromMs = Infinity
    let receivedToMs = -Infinity
    inTransaction(database, () => {
      for (const [index, eventId] of eventIds.entries()) {
        const atMs = receivedAtMs[index] ?? 0
        const duplicateOf = remember(eventId, atMs, nextOffset)
        if (duplicateOf !== null) {
          duplicates.push({ index, offset: duplicateOf })
          continue
        }
        nextOffset += 1
        receivedFromMs = Math.min(receivedFromMs, atMs)
        receivedToMs = Math.max(receivedToMs, atMs)
      }
      if (duplicates.length > 0) countDuplicates.run(duplicates.length)
      const entryCount = nextOffset - firstOffset
      if (entryCount === 0) return
      const stored = Buffer.from(withoutLines(body, duplicates))
      bytes = stored.byteLength
      bytesThrough += bytes
      insertGroup.run(
        firstOffset,
        entryCount,
        receivedFromMs,
        receivedToMs,
        bytes,
        bytesThrough,
        stored,
      )
    })
    return { firstOffset, duplicates, bytes, tookMs: performance.now() - startedMs }
  }
}

/** Remembers an id at a place, or gives the place it already has within the window. */
function createRemember(database: DatabaseSync) {
  const insert = database.prepare('INSERT OR IGNORE INTO event_id VALUES (?, ?, ?, 0)')
  const find = database.prepare(
    'SELECT entry_offset, received_at_ms FROM event_id WHERE event_id = ?',
  )
  const countAgain: StatementSync = database.prepare(
    'UPDATE event_id SET duplicate_count = duplicate_count + 1 WHERE event_id = ?',
  )
  const replace = database.prepare('INSERT OR REPLACE INTO event_id VALUES (?, ?, ?, 0)')

  return (eventId: string, receivedAtMs: number, offset: number): number | null => {
    if (insert.run(eventId, offset, receivedAtMs).changes === 1) return null
    const known = find.get(eventId) ?? {}
    if (numberIn(known, 'received_at_ms') < receivedAtMs - dedupeWindowMs) {
      replace.run(eventId, offset, receivedAtMs)
      return null
    }
    countAgain.run(eventId)
    return numberIn(known, 'entry_offset')
  }
}

function withoutLines(body: string, duplicates: readonly DuplicateEntry[]): string {
  if (duplicates.length === 0) return body
  const left = new Set(duplicates.map((duplicate) => duplicate.index))
  return body
    .split('\n')
    .filter((_, index) => !left.has(index))
    .join('\n')
}
