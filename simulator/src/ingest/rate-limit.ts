import type { Clock } from '../platform/clock.ts'

/** Whether one more request may pass now; asking uses it up. */
export type RateLimit = {
  take(): boolean
  /** Full, as at the start. */
  reset(): void
}

/**
 * A token bucket for the whole org: documented are 250 requests a second over all ingestion
 * endpoints {GS}; that the bucket holds one second's worth is assumed.
 */
export function createRateLimit(clock: Clock, perSecondMax: () => number): RateLimit {
  let tokenCount = Number.POSITIVE_INFINITY
  let filledAtMs = clock.now()
  return {
    take: () => {
      const nowMs = clock.now()
      const perSecond = perSecondMax()
      const refill = (Math.max(0, nowMs - filledAtMs) / 1_000) * perSecond
      tokenCount = Math.min(perSecond, tokenCount + refill)
      filledAtMs = nowMs
      if (tokenCount < 1) return false
      tokenCount -= 1
      return true
    },
    reset: () => {
      tokenCount = Number.POSITIVE_INFINITY
      filledAtMs = clock.now()
    },
  }
}
