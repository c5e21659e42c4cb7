import type { CheckStep } from '../core/check.ts'
import type { Answer } from '../core/outcome.ts'
import type { ProblemCode } from '../core/problem.ts'

/** What one step of a check found. */
export type Found = Omit<CheckStep, 'step' | 'tookMs'>

export function passed(detail: string, status: number | null = null): Found {
  return { result: 'passed', detail, problem: null, status, answer: null }
}

export function skipped(detail: string): Found {
  return { result: 'skipped', detail, problem: null, status: null, answer: null }
}

type Failure = {
  readonly problem: ProblemCode
  readonly detail: string
  readonly answer?: Answer | null
}

export function failed({ problem, detail, answer = null }: Failure): Found {
  const status = answer?.status ?? null
  return { result: 'failed', detail, problem, status, answer: answer?.body ?? null }
}
