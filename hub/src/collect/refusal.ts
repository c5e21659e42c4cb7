import type { ErrorCode } from '../core/errors.ts'

/** Why a request is not taken, as its client is told: nothing of it counts as delivered. */
export type Refusal = {
  readonly kind: 'refused'
  readonly status: 400 | 401 | 403 | 404 | 413 | 415 | 429 | 503
  readonly code: ErrorCode
  /** What is wrong and what to do, in a sentence. */
  readonly message: string
  /** Whole seconds: the SDKs read an integer and ignore a date. Source: facts, event-api 0.6. */
  readonly retryAfterS?: number
}

export function refused(
  status: Refusal['status'],
  code: ErrorCode,
  message: string,
  retryAfterS?: number,
): Refusal {
  return {
    kind: 'refused',
    status,
    code,
    message,
    ...(retryAfterS === undefined ? {} : { retryAfterS }),
  }
}
