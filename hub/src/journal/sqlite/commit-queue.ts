import assert from 'node:assert/strict'
import { SignalError } from '../../core/errors.ts'
import { offsetOf } from '../../core/ids.ts'
import type { AppendResult, NewEntry } from '../journal.ts'
import type { CommittedGroup, Group } from './writer.ts'

/** Most that one commit holds, so that its flush stays short; a single larger append still goes in whole. */
const groupEntriesMax = 5_000
const groupCharsMax = 8_388_608

/** Most that may wait for the disk; above it intake is refused instead of filling memory. */
const waitingCharsMax = 268_435_456

type Waiting = {
  readonly entries: readonly NewEntry[]
  readonly chars: number
  readonly answer: PromiseWithResolvers<readonly AppendResult[]>
}

/**
 * Makes commits out of appends: whatever waits while a commit runs is the next group. Nothing is ever delayed to make
 * a group larger.
 *
 * States: *idle* (nothing waits, no commit runs), *committing* (one commit runs, others may wait), *failed* (a commit
 * failed: everything that waited was refused, and so is all that comes). From *failed* there is no way back, because
 * a failed commit may or may not have reached the disk.
 */
export interface CommitQueue {
  append(entries: readonly NewEntry[]): Promise<readonly AppendResult[]>
  /** Refuses all that waits, and all that comes, with this error. */
  fail(error: SignalError): void
  /** Resolves when nothing waits and no commit runs. */
  drained(): Promise<void>
}

export function createCommitQueue({
  commit,
  onCommitted,
  onFailed,
}: {
  readonly commit: (group: Group) => Promise<CommittedGroup>
  /** Called before the appends of the group are answered. */
  readonly onCommitted: (committed: CommittedGroup, storedCount: number) => void
  /** Told the cause of the first failed commit; what it returns is what the callers get. */
  readonly onFailed: (cause: unknown) => SignalError
}): CommitQueue {
  let waiting: Waiting[] = []
  let waitingChars = 0
  let failure: SignalError | null = null
  let running: Promise<void> | null = null

  function fail(error: SignalError): void {
    failure ??= error
    for (const { answer } of waiting) answer.reject(failure)
    waiting = []
    waitingChars = 0
  }

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const taken = takeGroup()
      let committed: CommittedGroup
      try {
        committed = await commit(groupOf(taken))
      } catch (cause) {
        const error = onFailed(cause)
        for (const { answer } of taken) answer.reject(error)
        fail(error)
        continue
      }
      const results = resultsOf(committed, entryCountOf(taken))
      onCommitted(committed, results.length - committed.duplicates.length)
      let from = 0
      for (const { entries, answer } of taken) {
        answer.resolve(results.slice(from, from + entries.length))
        from += entries.length
      }
    }
    running = null
  }

  function takeGroup(): readonly Waiting[] {
    let entryCount = 0
    let chars = 0
    const tooFar = waiting.findIndex((next, index) => {
      entryCount += next.entries.length
      chars += next.chars
      return index > 0 && (entryCount > groupEntriesMax || chars > groupCharsMax)
    })
    const taken = waiting.splice(0, tooFar === -1 ? waiting.length : tooFar)
    for (const append of taken) waitingChars -= append.chars
    return taken
  }

  return {
    append(entries) {
      if (failure !== null) return Promise.reject(failure)
      if (entries.length === 0) return Promise.resolve([])
      let chars = 0
      for (const { json } of entries) {
        // A line break would shift every later entry of its group; the process may stop, nothing was stored.
        assert(!json.includes('\n'), 'an entry’s JSON holds a line break')
        chars += json.length
      }
      if (waitingChars + chars > waitingCharsMax) return Promise.reject(tooMuchWaiting())
      const answer = Promise.withResolvers<readonly AppendResult[]>()
      waiting.push({ entries, chars, answer })
      waitingChars += chars
      running ??= run()
      return answer.promise
    },
    fail,
    drained: async () => {
      while (running !== null) await running
    },
  }
}

function groupOf(appends: readonly Waiting[]): Group {
  const eventIds: string[] = []
  const receivedAtMs: number[] = []
  const lines: string[] = []
  for (const { entries } of appends) {
    for (const entry of entries) {
      eventIds.push(entry.eventId)
      receivedAtMs.push(entry.receivedAtMs)
      lines.push(entry.json)
    }
  }
  return { eventIds, receivedAtMs, body: lines.join('\n') }
}

function entryCountOf(appends: readonly Waiting[]): number {
  return appends.reduce((sum, { entries }) => sum + entries.length, 0)
}

function resultsOf(committed: CommittedGroup, entryCount: number): AppendResult[] {
  const places = new Map(committed.duplicates.map(({ index, offset }) => [index, offset]))
  let next = committed.firstOffset
  return Array.from({ length: entryCount }, (_, index) => {
    const place = places.get(index)
    if (place !== undefined) return { kind: 'duplicate', offset: offsetOf(place) }
    return { kind: 'stored', offset: offsetOf(next++) }
  })
}

function tooMuchWaiting(): SignalError {
  return new SignalError(
    'journal.full',
    'more waits for the disk than memory should hold; send it again later',
  )
}
