import type { EpochMs, EventId, Offset } from '../core/ids.ts'

/**
 * The durable, ordered record of everything taken in.
 *
 * Promises: an append resolves only after a flush that covers it; entries are read back in the order of
 * acknowledgement, byte for byte; an event id is stored once within {@link dedupeWindowMs}, however often it is sent and
 * whatever crashes in between; what is not pruned stays readable, delivered or not.
 *
 * Relies on: nothing but its folder. A failed commit is an *unknown* outcome: every later call fails with
 * `journal.unavailable`, and the process must restart, recover, and let dedupe absorb the clients' resends.
 */
export interface Journal extends AsyncDisposable {
  /**
   * Takes entries in, all of them durable when it resolves; the results stand in the order given.
   * Whatever waits while a commit runs travels in the next one, so many callers share one flush.
   * @throws SignalError `journal.unavailable`, `journal.closed`, `journal.full` (above the high-water mark: nothing stored)
   */
  append(entries: readonly NewEntry[]): Promise<readonly AppendResult[]>

  /** Entries after a place, oldest first, whole and in order. */
  read(request: ReadRequest): Promise<JournalSlice>

  /** Entries before a place, newest first; `before` null means from the newest. */
  readBack(request: ReadBackRequest): Promise<JournalSlice>

  /** Where an event stands, or null when it is unknown or pruned; and how often it was sent again. */
  find(eventId: EventId): Promise<FoundEntry | null>

  /** How many duplicates were kept out so far; never decreases. */
  duplicateCount(): Promise<number>

  /** Place of the newest durable entry; 0 when empty. */
  head(): Offset

  /** Place of the oldest entry still kept, or one past the head when nothing is. */
  oldest(): Offset

  /** Calls back after each commit, with the new head. Returns the way to stop. */
  onAppended(listener: (head: Offset) => void): () => void

  /**
   * Drops whole old entries: those received before a time, and the oldest while the journal is larger than a size; never
   * one after `keepAfter` (what a lane has not settled). Event ids past the dedupe window are forgotten too.
   */
  prune(request: PruneRequest): Promise<PruneResult>
}

/** An entry to be stored. `json` holds no line break. */
export type NewEntry = {
  readonly eventId: EventId
  readonly receivedAtMs: EpochMs
  readonly json: string
}

export type AppendResult =
  | { readonly kind: 'stored'; readonly offset: Offset }
  | { readonly kind: 'duplicate'; readonly offset: Offset }

export type StoredEntry = { readonly offset: Offset; readonly json: string }

export type ReadRequest = {
  readonly after: Offset
  /** At most so many entries; more than 0. */
  readonly entryCountMax: number
}

export type ReadBackRequest = { readonly before: Offset | null; readonly entryCountMax: number }

export type JournalSlice = {
  readonly entries: readonly StoredEntry[]
  /** Newest durable place at the time of reading. */
  readonly head: Offset
}

export type FoundEntry = { readonly offset: Offset; readonly duplicateCount: number }

export type PruneRequest = {
  readonly receivedBeforeMs: EpochMs
  readonly journalBytesMax: number
  readonly keepAfter: Offset
  readonly nowMs: EpochMs
}

export type PruneResult = { readonly prunedEntryCount: number; readonly oldest: Offset }

/** How long an event id is remembered: 7 days. Source: facts, reliability G14. */
export const dedupeWindowMs = 7 * 24 * 60 * 60 * 1000
