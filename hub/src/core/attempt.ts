import type { EpochMs } from './ids.ts'
import type { Answer } from './outcome.ts'
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
