import type { DatabaseSync } from 'node:sqlite'
import { numberIn } from './row.ts'

/** Most work of one step, so that appends that come meanwhile do not wait for long. */
const stepGroupsMax = 256
const stepBytesMax = 16_777_216
const stepEventIdsMax = 5_000

export type PruneStep = {
  readonly receivedBeforeMs: number
  readonly journalBytesMax: number
  readonly keepAfter: number
  /** Event ids received before this time are forgotten. */
  readonly eventIdsBeforeMs: number
}

export type PrunedStep = {
  readonly prunedEntryCount: number
  readonly prunedBytes: number
  /** Place of the newest entry dropped, or null when none was. */
  readonly prunedThrough: number | null
  /** False when more is left to do by the same request. */
  readonly done: boolean
}

/** Drops a bounded number of the oldest groups and event ids. Runs inside the caller's transaction. */
export function prune(database: DatabaseSync, step: PruneStep): PrunedStep {
  const groups = pruneGroups(database, step)
  const forgottenCount = database
    .prepare(
      `DELETE FROM event_id WHERE event_id IN
        (SELECT event_id FROM event_id WHERE received_at_ms < ? ORDER BY received_at_ms LIMIT ?)`,
    )
    .run(step.eventIdsBeforeMs, stepEventIdsMax).changes
  return { ...groups, done: groups.done && Number(forgottenCount) < stepEventIdsMax }
}

function pruneGroups(database: DatabaseSync, step: PruneStep): PrunedStep {
  const last = database
    .prepare('SELECT bytes_through FROM entry_group ORDER BY first_offset DESC LIMIT 1')
    .get()
  let prunedEntryCount = 0
  let prunedBytes = 0
  let prunedThrough: number | null = null
  if (last === undefined) return { prunedEntryCount, prunedBytes, prunedThrough, done: true }
  const bytesThrough = numberIn(last, 'bytes_through')

  let seenCount = 0
  let done = true
  const oldest = database.prepare(
    `SELECT first_offset, entry_count, received_to_ms, bytes, bytes_through
      FROM entry_group ORDER BY first_offset LIMIT ?`,
  )
  for (const group of oldest.all(stepGroupsMax)) {
    const bytes = numberIn(group, 'bytes')
    const lastOffset = numberIn(group, 'first_offset') + numberIn(group, 'entry_count') - 1
    const keptBytes = bytesThrough - numberIn(group, 'bytes_through') + bytes
    const isOld = numberIn(group, 'received_to_ms') < step.receivedBeforeMs
    if (lastOffset > step.keepAfter || !(isOld || keptBytes > step.journalBytesMax)) break
    prunedThrough = lastOffset
    prunedEntryCount += numberIn(group, 'entry_count')
    prunedBytes += bytes
    seenCount += 1
    done = seenCount < stepGroupsMax && prunedBytes < stepBytesMax
    if (!done) break
  }
  if (prunedThrough !== null) {
    database.prepare('DELETE FROM entry_group WHERE first_offset <= ?').run(prunedThrough)
    database.prepare('UPDATE journal_state SET pruned_through = ?').run(prunedThrough)
  }
  return { prunedEntryCount, prunedBytes, prunedThrough, done }
}
