import type { EpochMs, SourceId } from '../core/ids.ts'
import type { Clock } from '../platform/clock.ts'

/** Bounds how many requests each source may make. One entry per source, so it is as bounded as they are. */
export interface RequestPace {
  /** Takes one request's turn; 0 when it may go on, else after how many ms there is one again. */
  take(sourceId: SourceId): number
}

type Bucket = { tokens: number; filledAtMs: EpochMs }

const msPerSecond = 1000

export function createRequestPace(clock: Pick<Clock, 'now'>, perSecondMax: number): RequestPace {
  const buckets = new Map<SourceId, Bucket>()
  return {
    take(sourceId) {
      const nowMs = clock.now()
      const bucket = buckets.get(sourceId) ?? { tokens: perSecondMax, filledAtMs: nowMs }
      buckets.set(sourceId, bucket)
      // A clock set back gives nothing and takes nothing.
      const passedMs = Math.max(0, nowMs - bucket.filledAtMs)
      bucket.tokens = Math.min(
        perSecondMax,
        bucket.tokens + (passedMs * perSecondMax) / msPerSecond,
      )
      bucket.filledAtMs = nowMs
      if (bucket.tokens < 1) return ((1 - bucket.tokens) * msPerSecond) / perSecondMax
      bucket.tokens -= 1
      return 0
    },
  }
}
