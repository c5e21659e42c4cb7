import type { EpochMs } from './ids.ts'
import type { Answer, SendOutcome } from './outcome.ts'
import type { ProblemCode } from './problem.ts'

/** One try of a batch, as shown to a person. */
export type Attempt = {
  readonly atMs: EpochMs
  readonly tookMs: number
  /** Kind of its outcome, as in `SendOutcome`. */
  readonly kind: string
  readonly problem: ProblemCode | null
  readonly detail: string | null
  readonly answer: Answer | null
}

/** What a try with this outcome looked like. */
export function attemptOf(
  outcome: SendOutcome,
  { startedAtMs, endedAtMs }: { readonly startedAtMs: EpochMs; readonly endedAtMs: EpochMs },
): Attempt {
  return {
    atMs: startedAtMs,
    tookMs: endedAtMs - startedAtMs,
    kind: outcome.kind,
    problem: 'problem' in outcome ? outcome.problem : null,
    detail: 'detail' in outcome ? outcome.detail : null,
    answer: outcome.answer,
  }
}
