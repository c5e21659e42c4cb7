/** What a request came to: a status, or null when there was no answer at all. */
export type Reply = { readonly status: number | null; readonly retryAfter: string | null }

export type Disposition =
  | { readonly kind: 'arrived' }
  | { readonly kind: 'retry'; readonly delayMs: number }
  | { readonly kind: 'split' }
  | { readonly kind: 'drop' }

const retryDelayMsMin = 1_000
const retryDelayMsMax = 60_000

/** A server's word is taken up to this long. */
const retryAfterSMax = 3_600

/** Refusals that may pass by themselves; with all others a second try would only be refused again. */
const passingStatuses = new Set([408, 425, 429])

type Sent = {
  /** Tries that failed before this one, without success in between. */
  readonly failureCount: number
  readonly eventCount: number
  /** Chance, in [0, 1), so that the pages of a site do not all come back at once. */
  readonly fraction: number
}

/** What to do after a request. */
export function dispositionOf(reply: Reply, sent: Sent): Disposition {
  const { status } = reply
  if (status !== null && status < 400) return { kind: 'arrived' }
  if (status === 413 && sent.eventCount > 1) return { kind: 'split' }
  if (status !== null && status < 500 && !passingStatuses.has(status)) return { kind: 'drop' }
  const askedS = Number(reply.retryAfter)
  if (reply.retryAfter !== null && askedS >= 0) {
    return { kind: 'retry', delayMs: Math.min(askedS, retryAfterSMax) * 1000 }
  }
  const delayMs = Math.min(retryDelayMsMax, retryDelayMsMin * 2 ** sent.failureCount)
  return { kind: 'retry', delayMs: delayMs / 2 + (delayMs / 2) * sent.fraction }
}
