import type { Clock, EpochMs } from '../platform/clock.ts'

/** Counts the logins of the app's user in the last hour {KB381}. Refused ones do not count (assumed). */
export type LoginCounter = { countInLastHour(): number; add(): void; reset(): void }

const hourMs = 3_600_000

export function createLoginCounter(clock: Clock): LoginCounter {
  let times: readonly EpochMs[] = []
  const forgetOld = () => {
    const nowMs = clock.now()
    // A clock that was set back leaves times in the future, which count for nothing.
    times = times.filter((atMs) => atMs > nowMs - hourMs && atMs <= nowMs)
  }
  return {
    countInLastHour: () => {
      forgetOld()
      return times.length
    },
    add: () => {
      times = [...times, clock.now()]
    },
    reset: () => {
      times = []
    },
  }
}
