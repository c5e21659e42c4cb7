import type { Clock, EpochMs } from '../../platform/clock.ts'

/** Source of all: {GS}, read 2026-11; the bytes of "150 MB" follow {FZ}. */
export const bulkFileBytesMax = 150_000_000
export const bulkFilesPerJobMax = 100
/** Uploads at the same time, over all jobs: "requests or jobs running concurrently". */
export const bulkUploadsMax = 5
/** A job that is not done by then is purged. */
export const bulkJobLifeMs = 7 * 24 * 3_600_000
/** Jobs that have ended are listed until there are so many (our own). */
export const bulkJobsKeptMax = 1_000

const hourMs = 3_600_000

/** Counts what was created in the last hour. "20 requests or jobs" can only mean jobs, as one alone may have 100 files. */
export type HourlyQuota = {
  /** Whether one more may be created now; asking uses it up. */
  take(): boolean
  reset(): void
}

export function createHourlyQuota(
  clock: Clock,
  perHourMax: () => number,
  createdAtStart: readonly EpochMs[],
): HourlyQuota {
  let created = createdAtStart
  return {
    take: () => {
      const nowMs = clock.now()
      // A clock that was set back leaves times in the future, which count for nothing.
      created = created.filter((atMs) => atMs > nowMs - hourMs && atMs <= nowMs)
      if (created.length >= perHourMax()) return false
      created = [...created, nowMs]
      return true
    },
    reset: () => {
      created = []
    },
  }
}
