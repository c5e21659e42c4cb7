import type { Clock } from '../../platform/clock.ts'
import { Refusal } from '../refusal.ts'

/**
 * Requests one token may make in a minute. The surface's own 100 is meant for a person (facts, signal-surface 7); a
 * program that manages integrations, or a console left open on Live Events, needs more.
 */
export const requestsPerMinuteDefault = 1_200

const windowMs = 60_000
/** Windows remembered at once; there are far fewer tokens than this. */
const windowCountMax = 10_000

/** Counts a request of a token; gives the refusal when it was one too many. */
export function createRateLimit(
  clock: Pick<Clock, 'now'>,
  requestsPerMinuteMax: number,
): (tokenId: string) => Refusal | null {
  const windows = new Map<string, { untilMs: number; requestCount: number }>()
  return (tokenId) => {
    const nowMs = clock.now()
    let window = windows.get(tokenId)
    if (window === undefined || window.untilMs <= nowMs) {
      if (windows.size >= windowCountMax) windows.clear()
      window = { untilMs: nowMs + windowMs, requestCount: 0 }
      windows.set(tokenId, window)
    }
    window.requestCount += 1
    if (window.requestCount <= requestsPerMinuteMax) return null
    const seconds = Math.max(1, Math.ceil((window.untilMs - nowMs) / 1000))
    return new Refusal({
      status: 429,
      code: 'RATE_LIMITED',
      message: `Rate limit exceeded. Retry after ${seconds} seconds.`,
      headers: { 'retry-after': String(seconds) },
    })
  }
}
