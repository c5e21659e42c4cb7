import type { Offset } from '../core/ids.ts'
import type { Clock } from '../platform/clock.ts'
import type { OutcomeStore } from '../store/store.ts'
import type { Telemetry } from '../telemetry/events.ts'
import type { Journal } from './journal.ts'

/** How often old entries are looked for. */
const lookEveryMs = 60_000

/** Drops what is old and settled, as long as the process runs. */
export interface Retention {
  /** Ends when the signal aborts. */
  run(signal: AbortSignal): Promise<void>
  /** One look, at once. */
  look(): Promise<void>
}

export function createRetention({
  journal,
  outcomes,
  neededAfter,
  clock,
  telemetry,
  journalAgeMsMax,
  journalBytesMax,
}: {
  readonly journal: Pick<Journal, 'prune' | 'head'>
  readonly outcomes: Pick<OutcomeStore, 'prune'>
  /** Entries after this place are not settled yet; null when no integration needs any. */
  readonly neededAfter: () => Offset | null
  readonly clock: Clock
  readonly telemetry: Pick<Telemetry, 'journalPruned'>
  readonly journalAgeMsMax: number
  readonly journalBytesMax: number
}): Retention {
  async function look(): Promise<void> {
    const nowMs = clock.now()
    const receivedBeforeMs = nowMs - journalAgeMsMax
    const { prunedEntryCount, oldest } = await journal.prune({
      receivedBeforeMs,
      journalBytesMax,
      keepAfter: neededAfter() ?? journal.head(),
      nowMs,
    })
    await outcomes.prune(receivedBeforeMs)
    if (prunedEntryCount > 0) telemetry.journalPruned({ prunedEntryCount, oldest })
  }
  return {
    look,
    async run(signal) {
      while (!signal.aborted) {
        await look()
        await clock.sleep(lookEveryMs, signal)
      }
    },
  }
}
