import type { Lake } from '../lake/lake.ts'
import { SqlError } from '../lake/database.ts'
import type { Clock } from '../platform/clock.ts'
import type { RefreshHistory } from './refresh-history.ts'

type Needs = {
  readonly lake: Lake
  readonly clock: Clock
  readonly history: RefreshHistory
  /** Aborted when the practice org closes. */
  readonly signal: AbortSignal
}

/** Source: {PR}, read 2026-11. */
const problemsKeptMs = 30 * 24 * 3_600_000
const intervalMs = 3_600_000

/**
 * Removes problem records that are older than 30 days and the history of streams that stand no more: at the start and
 * every hour until the signal ends it.
 */
export async function keepHouse({ lake, clock, history, signal }: Needs): Promise<void> {
  await lake.opened
  while (!signal.aborted) {
    history.keepOnly(new Set(lake.objects().map(({ stream }) => stream.id)))
    for (const object of lake.objects()) {
      try {
        await lake.expireProblems(object, clock.now() - problemsKeptMs)
      } catch (cause) {
        // Its stream was deleted meanwhile, and its problem records with it.
        if (!(cause instanceof SqlError)) throw cause
      }
    }
    await clock.sleep(intervalMs, signal)
  }
}
