import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import type { EpochMs } from '../core/ids.ts'

/** Time, given to whoever needs it, so that a test can run an hour in a second. */
export interface Clock {
  now(): EpochMs
  /** Milliseconds that have passed since some moment; never goes back, whatever is done to the clock on the wall. */
  elapsedMs(): number
  /** Resolves after `delayMs`, or at once, without error, when `signal` aborts. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>
}

/** Longest span one timer can hold, 24.8 days; a longer sleep ends early and its caller looks again. */
const timerMsMax = 2_147_483_647

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsedMs: () => performance.now(),
  async sleep(delayMs, signal) {
    if (isAborted(signal)) return
    try {
      await wait(Math.min(Math.max(0, delayMs), timerMsMax), undefined, {
        ...(signal === undefined ? {} : { signal }),
      })
    } catch (cause) {
      if (!isAborted(signal)) throw cause
    }
  },
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal !== undefined && signal.aborted
}

/** ISO text of a time as stored and sent: UTC, three millisecond digits. */
export function isoOf(atMs: EpochMs): string {
  return new Date(atMs).toISOString()
}
