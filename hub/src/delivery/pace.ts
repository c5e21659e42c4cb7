import type { EpochMs } from '../core/ids.ts'
import type { Clock } from '../platform/clock.ts'

/** Requests a second an org takes over all its sources. Source: facts, data-cloud-api 2.2 {GS}. */
export const orgRequestsPerSecond = 250

/** Room kept below the org's limit for requests that are not ours. */
const sharePercent = 96

/** Requests that may leave at once after a quiet time; small, so that no one-second window passes the limit. */
const burstCountMax = 5

/** One budget of requests per org, shared by all lanes and integrations that send to it. */
export interface Pace {
  /** Resolves when the org may be sent one more request, in the order asked; early when aborted. */
  take(org: string, signal: AbortSignal): Promise<void>
}

/**
 * Spaces requests evenly (a leaky bucket): each take books the next free moment, so waiting takes keep their order and no
 * window of a second holds more than the budget and the burst.
 */
export function createPace({
  clock,
  requestsPerSecond = (orgRequestsPerSecond * sharePercent) / 100,
}: {
  readonly clock: Clock
  readonly requestsPerSecond?: number
}): Pace {
  const spacingMs = 1_000 / requestsPerSecond
  const nextFreeMs = new Map<string, EpochMs>()
  return {
    async take(org, signal) {
      const nowMs = clock.elapsedMs()
      const earliestMs = nowMs - (burstCountMax - 1) * spacingMs
      const atMs = Math.max(earliestMs, nextFreeMs.get(org) ?? earliestMs)
      nextFreeMs.set(org, atMs + spacingMs)
      if (atMs > nowMs) await clock.sleep(atMs - nowMs, signal)
    },
  }
}
