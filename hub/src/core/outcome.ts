import type { ProblemCode } from './problem.ts'

/** Longest part of an answer's body that is kept for a person to read, in characters. */
export const answerBodyCharsMax = 4_000

/** The other side's answer as it came, for a person to read. Secrets never stand in it. */
export type Answer = {
  readonly status: number
  /** Start of the body, at most {@link answerBodyCharsMax}. */
  readonly body: string
}

/** One bad record inside a refused request, by its place in the request. */
export type RefusedRecord = { readonly index: number; readonly reasons: readonly string[] }

/**
 * What became of one attempt to deliver one batch. Every kind is expected; nothing here is thrown.
 *
 * - `accepted`: 2xx. Data Cloud has queued it; that is not *landed*.
 * - `throttled`: 429. Wait for `retryAfterMs` when the other side named it.
 * - `failed`: 408, 425, 5xx, an answer that makes no sense, or no answer at all. The same batch may be sent again.
 * - `too-large`: 413. Split it.
 * - `refused`: 400. A record is bad; `refused` names which, when the other side did.
 * - `missing`: 404. The source or the object is not there (yet).
 * - `unauthorised`: sign-in or scopes refused, as configured; a person must act. `slowRetry` when it may mend by itself.
 */
export type SendOutcome =
  | { readonly kind: 'accepted'; readonly answer: Answer; readonly usual: boolean }
  | {
      readonly kind: 'throttled'
      readonly answer: Answer
      readonly problem: ProblemCode
      readonly retryAfterMs: number | null
    }
  | {
      readonly kind: 'failed'
      readonly answer: Answer | null
      readonly problem: ProblemCode
      readonly detail: string
      readonly retryAfterMs: number | null
    }
  | { readonly kind: 'too-large'; readonly answer: Answer }
  | {
      readonly kind: 'refused'
      readonly answer: Answer
      readonly problem: ProblemCode
      readonly detail: string
      readonly refused: readonly RefusedRecord[]
    }
  | {
      readonly kind: 'missing'
      readonly answer: Answer
      readonly problem: ProblemCode
      readonly detail: string
    }
  | {
      readonly kind: 'unauthorised'
      readonly answer: Answer | null
      readonly problem: ProblemCode
      readonly detail: string
    }
