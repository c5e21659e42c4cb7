import type { EpochMs } from '../core/ids.ts'
import type { RefusedRecord, SendOutcome } from '../core/outcome.ts'
import type { ProblemCode } from '../core/problem.ts'
import type { Batch, DeadRecord } from './lane-state.ts'
import { retryDelayMs, type RetryPolicy } from './retry-policy.ts'

/** What is to be done with a batch after one answer. */
export type Disposition =
  | { readonly kind: 'accept' }
  | {
      readonly kind: 'retry'
      readonly delayMs: number
      readonly problem: ProblemCode
      readonly detail: string
    }
  /** Send it in two. */
  | { readonly kind: 'halve' }
  /** Send the good ones, give the bad ones up. */
  | { readonly kind: 'part'; readonly bad: readonly RefusedRecord[]; readonly problem: ProblemCode }
  | { readonly kind: 'give-up'; readonly problem: ProblemCode; readonly reasons: readonly string[] }

export type DispositionQuestion = {
  readonly outcome: SendOutcome
  readonly batch: Pick<Batch, 'records' | 'attempts'>
  /** Tries in a row that failed, this one included. */
  readonly failureCount: number
  readonly nowMs: EpochMs
  readonly fraction: number
}

/**
 * Decides what becomes of a batch. A record is given up only when the other side named it bad, when it alone was
 * refused, or when the retry window is over; never because a person has to act.
 * Source of the classes: facts, data-cloud-api 2.5 and "What a perfect delivery client does" 13–16.
 */
export function dispositionOf(question: DispositionQuestion, policy: RetryPolicy): Disposition {
  const { outcome, batch, failureCount, fraction } = question
  const isAlone = batch.records.length === 1
  const retry = (problem: ProblemCode, detail: string): Disposition => ({
    kind: 'retry',
    delayMs: retryDelayMs({ outcome, failureCount, fraction }, policy),
    problem,
    detail,
  })
  switch (outcome.kind) {
    case 'accepted':
      return { kind: 'accept' }
    case 'unauthorised':
    case 'missing':
      return retry(outcome.problem, outcome.detail)
    case 'throttled':
      return retry(outcome.problem, 'Data Cloud asks for fewer requests.')
    case 'failed':
      if (isTooOld(question, policy)) {
        return { kind: 'give-up', problem: outcome.problem, reasons: [outcome.detail] }
      }
      return retry(outcome.problem, outcome.detail)
    case 'too-large':
      return isAlone
        ? {
            kind: 'give-up',
            problem: 'record_too_large',
            reasons: ['Data Cloud refused the record as too large, alone in its request.'],
          }
        : { kind: 'halve' }
    case 'refused':
      if (isAlone) {
        const reasons = outcome.refused[0]?.reasons ?? [outcome.detail]
        return { kind: 'give-up', problem: outcome.problem, reasons }
      }
      return outcome.refused.length === 0
        ? { kind: 'halve' }
        : { kind: 'part', bad: outcome.refused, problem: outcome.problem }
  }
}

/** The batch's records, each with the reason it is given up. */
export function allDead(
  batch: Batch,
  { problem, reasons }: { readonly problem: ProblemCode; readonly reasons: readonly string[] },
): readonly DeadRecord[] {
  return batch.records.map((record) => ({ record, problem, reasons }))
}

function isTooOld({ batch, nowMs }: DispositionQuestion, policy: RetryPolicy): boolean {
  const first = batch.attempts[0]
  return first !== undefined && nowMs - first.atMs > policy.ageMsMax
}
