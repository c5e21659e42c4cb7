import assert from 'node:assert/strict'
import { SignalError } from '../../core/errors.ts'
import { type EventId, type Offset, offsetOf } from '../../core/ids.ts'
import type { Clock } from '../../platform/clock.ts'
import { makeFolder } from '../../platform/make-folder.ts'
import { type WorkerCalls, openWorkerCalls } from '../../platform/worker-call.ts'
import type { Telemetry } from '../../telemetry/events.ts'
import {
  type AppendResult,
  type FoundEntry,
  type Journal,
  type JournalSlice,
  type NewEntry,
  type PruneRequest,
  type PruneResult,
  type ReadBackRequest,
  type ReadRequest,
  type StoredEntry,
  dedupeWindowMs,
} from '../journal.ts'
import { type Checkpoints, startCheckpoints } from './checkpoints.ts'
import { type CommitQueue, createCommitQueue } from './commit-queue.ts'
import { unavailable } from './engine-failure.ts'
import type { Lines, ReaderMethods } from './reader.ts'
import { type Room, createRoom } from './room.ts'
import type { CommittedGroup, Standing, WriterMethods } from './writer.ts'

const writerEntry = new URL('./writer-worker.ts', import.meta.url)
const readerEntry = new URL('./reader-worker.ts', import.meta.url)

export type SqliteJournalOptions = {
  readonly dataDir: string
  readonly clock: Clock
  readonly telemetry: Pick<Telemetry, 'journalCommitted' | 'storageFailed'>
  /** Size of the entries kept, in bytes; above it by a quarter, appends are refused with `journal.full`. */
  readonly journalBytesMax: number
  /** Free disk space below which appends are refused; by default 1 GiB, or 5 % of a smaller disk. */
  readonly freeBytesMin?: number
  /** Told once when the journal can no longer be used: the process must restart. */
  readonly onFailed?: (failure: SignalError) => void
}

/**
 * Opens the journal in a folder, in `journal.db`, with one thread that commits and one that reads.
 * @throws SignalError `journal.unavailable` when another process uses the folder or the file cannot be used;
 *   `config.data_dir_unusable` when the folder cannot be made
 */
export async function openSqliteJournal(options: SqliteJournalOptions): Promise<Journal> {
  const { dataDir } = options
  await makeFolder(dataDir)
  const room = await createRoom(options)
  await using opening = new AsyncDisposableStack()
  let journal: SqliteJournal | null = null
  const data = dataDir
  const onDied = (cause: Error) =>
    void journal?.fail('a storage thread of the journal ended', cause)
  const writer = opening.use(
    await openWorkerCalls<WriterMethods>({ entry: writerEntry, data, onDied }),
  )
  const reader = opening.use(
    await openWorkerCalls<ReaderMethods>({ entry: readerEntry, data, onDied }),
  )
  const standing = await writer.call('standing', undefined)
  journal = new SqliteJournal(options, { writer, reader, standing, room, threads: opening.move() })
  return journal
}

type Parts = {
  readonly writer: WorkerCalls<WriterMethods>
  readonly reader: WorkerCalls<ReaderMethods>
  readonly standing: Standing
  readonly room: Room
  /** Ends reader, then writer. */
  readonly threads: AsyncDisposable
}

/**
 * The journal as other modules see it: where it stands is kept here, what it holds is asked of the two threads.
 *
 * States: *open*; *failed* (a commit, a checkpoint or a thread failed: all but `head`, `oldest` and closing throws
 * `journal.unavailable`); *closed* (nothing new is taken, what was taken is committed before the threads end).
 */
class SqliteJournal implements Journal {
  readonly #options: SqliteJournalOptions
  readonly #parts: Parts
  readonly #queue: CommitQueue
  readonly #checkpoints: Checkpoints
  readonly #listeners = new Set<(head: Offset) => void>()
  #head: Offset
  #oldest: Offset
  #keptBytes: number
  #duplicateCount: number
  #failure: SignalError | null = null
  /** Null while open. */
  #closed: Promise<void> | null = null

  constructor(options: SqliteJournalOptions, parts: Parts) {
    const { writer, reader, standing } = parts
    this.#options = options
    this.#parts = parts
    this.#head = offsetOf(standing.head)
    this.#oldest = offsetOf(standing.oldest)
    this.#keptBytes = standing.keptBytes
    this.#duplicateCount = standing.duplicateCount
    this.#queue = createCommitQueue({
      commit: (group) => writer.call('commit', group),
      onCommitted: (committed, storedCount) => this.#onCommitted(committed, storedCount),
      onFailed: (cause) => this.fail('a commit to the journal failed', cause),
    })
    this.#checkpoints = startCheckpoints({
      clock: options.clock,
      beside: () => reader.call('checkpoint', undefined),
      finish: () => writer.call('checkpoint', undefined),
      onFailed: (cause) => void this.fail('a checkpoint of the journal failed', cause),
    })
  }

  async append(entries: readonly NewEntry[]): Promise<readonly AppendResult[]> {
    this.#mustBeUsable()
    const refusal = this.#parts.room.refusal(this.#keptBytes)
    if (refusal !== null) throw new SignalError('journal.full', refusal)
    return this.#queue.append(entries)
  }

  async read({ after, entryCountMax }: ReadRequest): Promise<JournalSlice> {
    this.#mustBeUsable()
    mustBePositive(entryCountMax)
    const head = this.#head
    if (after >= head) return { entries: [], head }
    const request = { after, through: head, entryCountMax }
    const found = await this.#answered(this.#parts.reader.call('read', request))
    return { entries: entriesOf(found), head }
  }

  async readBack({ before, entryCountMax }: ReadBackRequest): Promise<JournalSlice> {
    this.#mustBeUsable()
    mustBePositive(entryCountMax)
    const head = this.#head
    const request = { before: Math.min(before ?? head + 1, head + 1), entryCountMax }
    const found = await this.#answered(this.#parts.reader.call('readBack', request))
    return { entries: entriesOf(found).toReversed(), head }
  }

  async find(eventId: EventId): Promise<FoundEntry | null> {
    this.#mustBeUsable()
    const found = await this.#answered(this.#parts.reader.call('find', eventId))
    if (found === null || found.offset < this.#oldest) return null
    return { offset: offsetOf(found.offset), duplicateCount: found.duplicateCount }
  }

  async duplicateCount(): Promise<number> {
    this.#mustBeUsable()
    return this.#duplicateCount
  }

  head(): Offset {
    return this.#head
  }

  oldest(): Offset {
    return this.#oldest
  }

  onAppended(listener: (head: Offset) => void): () => void {
    // Wrapped, so that one function given twice is two listeners.
    const own = (head: Offset) => listener(head)
    this.#listeners.add(own)
    return () => this.#listeners.delete(own)
  }

  async prune(request: PruneRequest): Promise<PruneResult> {
    this.#mustBeUsable()
    const step = {
      receivedBeforeMs: request.receivedBeforeMs,
      journalBytesMax: request.journalBytesMax,
      keepAfter: request.keepAfter,
      eventIdsBeforeMs: request.nowMs - dedupeWindowMs,
    }
    let prunedEntryCount = 0
    // Without bound of its own: every step but the last drops something. Closing ends it early, harmlessly.
    while (this.#closed === null) {
      const pruned = await this.#parts.writer.call('prune', step).catch((cause: unknown) => {
        // As with any commit, what became of it is unknown.
        throw this.fail('pruning the journal failed', cause)
      })
      prunedEntryCount += pruned.prunedEntryCount
      this.#keptBytes -= pruned.prunedBytes
      if (pruned.prunedThrough !== null) this.#oldest = offsetOf(pruned.prunedThrough + 1)
      if (pruned.done) break
    }
    return { prunedEntryCount, oldest: this.#oldest }
  }

  /** Makes the journal unusable; the first cause is the one that is told. */
  fail(what: string, cause: unknown): SignalError {
    if (this.#failure !== null) return this.#failure
    const why = cause instanceof Error ? cause.message : String(cause)
    const failure = new SignalError(
      'journal.unavailable',
      `${what} (${why}); it is unknown whether the last entries were stored: restart, and send them again`,
      { cause },
    )
    this.#failure = failure
    this.#queue.fail(failure)
    this.#options.telemetry.storageFailed({ part: 'journal', cause })
    this.#options.onFailed?.(failure)
    return failure
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    await this.#queue.drained()
    await this.#checkpoints.stop()
    await this.#parts.room.settled()
    try {
      await this.#parts.threads[Symbol.asyncDispose]()
    } catch (cause) {
      // After a failure, closing may fail for the same cause, which has been told.
      if (this.#failure === null) throw cause
    }
  }

  #onCommitted(committed: CommittedGroup, storedCount: number): void {
    const { bytes, duplicates, firstOffset, tookMs } = committed
    this.#head = offsetOf(firstOffset + storedCount - 1)
    this.#keptBytes += bytes
    this.#duplicateCount += duplicates.length
    this.#checkpoints.committed(bytes)
    const entryCount = storedCount + duplicates.length
    this.#options.telemetry.journalCommitted({ entryCount, bytes, tookMs })
    if (storedCount === 0) return
    for (const listener of this.#listeners) listener(this.#head)
  }

  #mustBeUsable(): void {
    if (this.#failure !== null) throw this.#failure
    if (this.#closed !== null) throw new SignalError('journal.closed', 'the journal is closed')
  }

  /** A failed read fails its caller alone; a thread's death has made the whole journal fail before. */
  async #answered<Result>(call: Promise<Result>): Promise<Result> {
    try {
      return await call
    } catch (cause) {
      if (this.#failure !== null) throw this.#failure
      this.#options.telemetry.storageFailed({ part: 'journal', cause })
      throw unavailable('the journal gave no answer', cause)
    }
  }
}

function entriesOf({ firstOffset, lines }: Lines): StoredEntry[] {
  return lines.map((json, index) => ({ offset: offsetOf(firstOffset + index), json }))
}

function mustBePositive(entryCountMax: number): void {
  assert(entryCountMax > 0, 'a read asks for at least one entry') // a caller's mistake; nothing was changed
}
