import type { DatabaseSync } from 'node:sqlite'
import { unavailable } from './engine-failure.ts'
import { createGroupCache } from './group-cache.ts'
import { checkpoint, openForReading } from './journal-database.ts'
import { bytesIn, numberIn } from './row.ts'

/** Largest answer to one read, in characters, however many entries were asked for; a single entry always fits. */
const sliceCharsMax = 16_777_216

/** Entries in a row as lines; the first stands at `firstOffset`. Empty `lines` when there are none. */
export type Lines = { readonly firstOffset: number; readonly lines: readonly string[] }

export type ReadLines = {
  readonly after: number
  /** Nothing past this place: the newest that the journal has made known. */
  readonly through: number
  readonly entryCountMax: number
}
export type ReadLinesBack = { readonly before: number; readonly entryCountMax: number }

export type ReaderMethods = ReturnType<typeof openReader>['methods']

/** The connection that reads, in its own thread, so that long reads never hold up a commit. */
export function openReader(dataDir: string) {
  const database = openForReading(dataDir)
  const linesOf = createLinesOf(database)
  const find = database.prepare(
    'SELECT entry_offset, duplicate_count FROM event_id WHERE event_id = ?',
  )
  return {
    methods: {
      read: (request: ReadLines) =>
        guarded(() =>
          request.after >= request.through ? none : readOn(database, linesOf, request),
        ),
      readBack: (request: ReadLinesBack) => guarded(() => readBack(database, linesOf, request)),
      find: (eventId: string) =>
        guarded(() => {
          const row = find.get(eventId)
          if (row === undefined) return null
          return {
            offset: numberIn(row, 'entry_offset'),
            duplicateCount: numberIn(row, 'duplicate_count'),
          }
        }),
      checkpoint: () => guarded(() => checkpoint(database)),
    },
    close: () => database.close(),
  }
}

const none: Lines = { firstOffset: 0, lines: [] }

function guarded<Result>(run: () => Result): Result {
  try {
    return run()
  } catch (cause) {
    throw unavailable('cannot read the journal', cause)
  }
}

function createLinesOf(database: DatabaseSync) {
  const select = database.prepare('SELECT body FROM entry_group WHERE first_offset = ?')
  return createGroupCache((firstOffset) => {
    const body = bytesIn(select.get(firstOffset) ?? {}, 'body')
    return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString().split('\n')
  })
}

type LinesOf = ReturnType<typeof createLinesOf>

function readOn(database: DatabaseSync, linesOf: LinesOf, request: ReadLines): Lines {
  const groups = database.prepare(
    `SELECT first_offset FROM entry_group
      WHERE first_offset <= ? AND first_offset >= coalesce(
        (SELECT first_offset FROM entry_group WHERE first_offset <= ?
          ORDER BY first_offset DESC LIMIT 1), 0)
      ORDER BY first_offset`,
  )
  const lines: string[] = []
  let firstOffset = 0
  let chars = 0
  for (const group of groups.iterate(request.through, request.after + 1)) {
    const groupFirst = numberIn(group, 'first_offset')
    const groupLines = linesOf(groupFirst)
    const from = Math.max(0, request.after + 1 - groupFirst)
    for (const [index, line] of groupLines.entries()) {
      if (index < from) continue
      if (lines.length > 0 && chars + line.length > sliceCharsMax) return { firstOffset, lines }
      if (lines.length === 0) firstOffset = groupFirst + index
      lines.push(line)
      chars += line.length
      if (lines.length === request.entryCountMax) return { firstOffset, lines }
      if (groupFirst + index === request.through) return { firstOffset, lines }
    }
  }
  return { firstOffset, lines }
}

function readBack(database: DatabaseSync, linesOf: LinesOf, request: ReadLinesBack): Lines {
  const groups = database.prepare(
    'SELECT first_offset FROM entry_group WHERE first_offset < ? ORDER BY first_offset DESC',
  )
  const newestFirst: string[] = []
  let firstOffset = 0
  let chars = 0
  read: for (const group of groups.iterate(request.before)) {
    const groupFirst = numberIn(group, 'first_offset')
    const groupLines = linesOf(groupFirst)
    for (
      let index = Math.min(groupLines.length, request.before - groupFirst) - 1;
      index >= 0;
      index -= 1
    ) {
      const line = groupLines[index] ?? ''
      if (newestFirst.length > 0 && chars + line.length > sliceCharsMax) break read
      newestFirst.push(line)
      chars += line.length
      firstOffset = groupFirst + index
      if (newestFirst.length === request.entryCountMax) break read
    }
  }
  return { firstOffset, lines: newestFirst.toReversed() }
}
