import { setTimeout as delay } from 'node:timers/promises'

/** A moment, in milliseconds since 1970-01-01 UTC. */
export type EpochMs = number

/** Where the practice org gets its time from; a test may give it another. */
export type Clock = {
  now(): EpochMs
  /** Ends early, without an error, when the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    try {
      await delay(ms, undefined, { signal })
    } catch (cause) {
      if (!signal.aborted) throw cause
    }
  },
}

/**
 * A clock that moves only when told, so that a test lives through an hour in a millisecond.
 * Sleepers wake, in the order of their time, when `advance` passes it.
 */
export function createManualClock(startMs: EpochMs): Clock & { advance(ms: number): void } {
  let nowMs = startMs
  let sleepers: { readonly atMs: EpochMs; readonly wake: () => void }[] = []
  const wakeDue = () => {
    const due = sleepers.filter((sleeper) => sleeper.atMs <= nowMs)
    sleepers = sleepers.filter((sleeper) => sleeper.atMs > nowMs)
    for (const sleeper of due.toSorted((a, b) => a.atMs - b.atMs)) sleeper.wake()
  }
  return {
    now: () => nowMs,
    sleep: (ms, signal) => {
      if (ms <= 0 || signal.aborted) return Promise.resolve()
      const { promise, resolve } = Promise.withResolvers<void>()
      const sleeper = { atMs: nowMs + ms, wake: resolve }
      sleepers.push(sleeper)
      const giveUp = () => {
        sleepers = sleepers.filter((other) => other !== sleeper)
        resolve()
      }
      signal.addEventListener('abort', giveUp, { once: true })
      return promise
    },
    advance: (ms) => {
      nowMs += ms
      wakeDue()
    },
  }
}
