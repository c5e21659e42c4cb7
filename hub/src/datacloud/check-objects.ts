import type { CheckStepName } from '../core/check.ts'
import type { Integration } from '../core/integration.ts'
import type { Answer, SendOutcome } from '../core/outcome.ts'
import type { ProblemCode } from '../core/problem.ts'
import { failed, passed, type Found } from './check-found.ts'
import { endpointNameOf } from './ingest-request.ts'

/** What `/actions/test` said of one object's sample. */
export type Tried = { readonly object: string; readonly outcome: SendOutcome }

type Subject = {
  readonly integration: Pick<Integration, 'objectNames'>
  readonly datasetId: string
}

/**
 * Connector, objects and sample record, judged from what was said of every object together: a connector that is not
 * there answers 404 for all of them, an object that is not there for itself only. Nothing when nothing was tried.
 */
export function* objectFindings(
  tried: readonly Tried[],
  { integration, datasetId }: Subject,
): Generator<readonly [CheckStepName, Found]> {
  const nameOf = ({ object }: Tried) => endpointNameOf(integration, object)
  const isOf = (kind: SendOutcome['kind']) => (one: Tried) => one.outcome.kind === kind
  const [firstTried] = tried
  if (firstTried === undefined) return
  const there = tried.filter((one) => isOf('accepted')(one) || isOf('refused')(one))
  const missing = tried.filter(isOf('missing'))
  const blocked = tried.find((one) => !there.includes(one) && !missing.includes(one))

  if (there.length === 0) {
    const names = missing.map(nameOf).join(', ')
    yield [
      'connector',
      blocked === undefined
        ? failedBy(firstTried.outcome, {
            problem: 'dataset_unknown',
            detail: `Data Cloud knows no source "${datasetId}", or none of its objects: ${names}.`,
          })
        : failedBy(blocked.outcome),
    ]
    return
  }
  yield ['connector', passed(`The source "${datasetId}" is there.`)]

  const [firstMissing] = missing
  if (firstMissing !== undefined) {
    const detail = `The source has no object ${missing.map(nameOf).join(', ')}.`
    yield ['objects', failedBy(firstMissing.outcome, { problem: 'object_unknown', detail })]
    return
  }
  if (blocked !== undefined) {
    yield ['objects', failedBy(blocked.outcome)]
    return
  }
  yield ['objects', passed(`All are there: ${there.map(nameOf).join(', ')}.`)]

  const refused = there.find(isOf('refused'))
  if (refused !== undefined) {
    yield ['sample_record', failedBy(refused.outcome, null, `${nameOf(refused)}: `)]
    return
  }
  yield ['sample_record', passed('A sample of each object fits its schema.', statusOf(firstTried))]
}

/** A failure as the outcome tells it, unless more is known. */
function failedBy(
  outcome: SendOutcome,
  known: { readonly problem: ProblemCode; readonly detail: string } | null = null,
  about = '',
): Found {
  const { problem, detail } = known ?? saidBy(outcome)
  return failed({ problem, detail: about + detail, answer: outcome.answer })
}

function saidBy(outcome: SendOutcome): { problem: ProblemCode; detail: string } {
  switch (outcome.kind) {
    case 'accepted':
      return { problem: 'answer_unusual', detail: 'Data Cloud accepted it.' }
    case 'throttled':
      return {
        problem: outcome.problem,
        detail: 'Data Cloud is given more than it takes; try again.',
      }
    case 'too-large':
      return { problem: 'record_too_large', detail: 'The sample is too large.' }
    case 'failed':
    case 'refused':
    case 'missing':
    case 'unauthorised':
      return { problem: outcome.problem, detail: outcome.detail }
  }
}

function statusOf({ outcome }: Tried): number | null {
  const answer: Answer | null = outcome.answer
  return answer?.status ?? null
}
