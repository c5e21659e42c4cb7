import type { SendOutcome } from '../core/outcome.ts'

/** How long and how often a request is tried again. */
export type RetryPolicy = {
  /** Longest first wait; each further wait may be twice as long. */
  readonly delayMsBase: number
  readonly delayMsMax: number
  /** Longest wait while a person must act: rare, so that sign-in is not hammered. */
  readonly configDelayMsMax: number
  /** A batch older than this since its first try is given up. Never by a count of tries. Source: reliability G9. */
  readonly ageMsMax: number
}

export const defaultRetryPolicy: RetryPolicy = {
  delayMsBase: 1_000,
  delayMsMax: 15 * 60 * 1_000,
  configDelayMsMax: 5 * 60 * 1_000,
  ageMsMax: 7 * 24 * 60 * 60 * 1_000,
}

/** Shortest wait before a try again, so that full jitter cannot make a tight loop. */
const delayMsMin = 100

/**
 * Wait before the next try: what the other side asked for, to the millisecond, else capped exponential backoff with full
 * jitter.
 * @param failureCount tries that failed so far, at least 1
 * @param fraction uniform in [0, 1)
 */
export function retryDelayMs(
  {
    outcome,
    failureCount,
    fraction,
  }: {
    readonly outcome: SendOutcome
    readonly failureCount: number
    readonly fraction: number
  },
  policy: RetryPolicy,
): number {
  const askedMs =
    outcome.kind === 'throttled' || outcome.kind === 'failed' ? outcome.retryAfterMs : null
  if (askedMs !== null) return Math.max(delayMsMin, askedMs)
  const needsPerson = outcome.kind === 'unauthorised' || outcome.kind === 'missing'
  const ceilingMs = Math.min(
    needsPerson ? policy.configDelayMsMax : policy.delayMsMax,
    policy.delayMsBase * 2 ** Math.min(failureCount - 1, 30),
  )
  return Math.max(delayMsMin, Math.round(ceilingMs * fraction))
}
