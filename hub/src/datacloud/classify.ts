/**
 * What an answer of the tenant's ingestion endpoints means. Pure; the tables are data, each row with its source.
 * Source keys: facts, data-cloud-api (read 2026-11). Rows marked `assumed` are documented nowhere.
 */
import type { SendOutcome } from '../core/outcome.ts'
import type { ProblemCode } from '../core/problem.ts'
import type { Secret } from '../core/secret.ts'
import type { EpochMs } from '../core/ids.ts'
import type { Answered, Unreachable } from '../platform/transport.ts'
import type { UnreachableReason } from '../platform/unreachable.ts'
import { isObject, jsonObjectOf, keptAnswer, sentenceOf, textOf } from './answer.ts'
import { causesOf, refusedRecordsOf, validationReportOf } from './refused-records.ts'
import { retryAfterMsOf } from './retry-after.ts'

type IngestRow = {
  readonly statusMin: number
  readonly statusMax: number
  readonly kind: SendOutcome['kind']
  readonly problem: ProblemCode | null
  readonly source: string
}

/** The first row whose bounds hold the status decides. */
export const ingestRows: readonly IngestRow[] = [
  row(200, 299, 'accepted', null, 'GS, INS: 202; a 2xx without accepted:true is unusual'),
  row(400, 400, 'refused', 'request_refused', 'GS, VAL: schema_mismatch when the report says so'),
  row(401, 401, 'unauthorised', 'credentials_invalid', 'GS, JDBC: JWT invalid or expired'),
  row(403, 403, 'unauthorised', 'scopes_missing', 'SFP; integration page, Troubleshooting'),
  row(404, 404, 'missing', 'dataset_unknown', 'GS, SVT; integration page, Troubleshooting'),
  row(408, 408, 'failed', 'salesforce_unavailable', 'assumed'),
  row(413, 413, 'too-large', 'record_too_large', 'assumed: 2.5, treat as split'),
  row(425, 425, 'failed', 'salesforce_unavailable', 'assumed'),
  row(429, 429, 'throttled', 'throttled', 'GS, JDBC'),
  row(402, 499, 'refused', 'request_refused', 'assumed: 2.5, the rest is permanent'),
  row(500, 599, 'failed', 'salesforce_unavailable', 'GS, JDBC: 500; the others assumed'),
  // A redirect is never followed, and says nothing of the records: they may be sent again.
  row(100, 399, 'failed', 'answer_unusual', 'assumed'),
]

const unusual = row(0, 999, 'failed', 'answer_unusual', 'assumed')

function row(
  statusMin: number,
  statusMax: number,
  kind: SendOutcome['kind'],
  problem: ProblemCode | null,
  source: string,
): IngestRow {
  return { statusMin, statusMax, kind, problem, source }
}

export type IngestContext = {
  readonly requestBody: string | Uint8Array
  readonly nowMs: EpochMs
  /** Objects of this connector were accepted before: then a 404 speaks of the object, not of the connector. */
  readonly isConnectorKnown: boolean
  /** Asked of `/actions/test`, whose success has no published body {VAL}. */
  readonly isValidation: boolean
  readonly secrets: readonly Secret[]
}

/** The outcome of a request that was answered. */
export function outcomeOfAnswer(answered: Answered, context: IngestContext): SendOutcome {
  const { status } = answered
  const match =
    ingestRows.find(({ statusMin, statusMax }) => status >= statusMin && status <= statusMax) ??
    unusual
  const answer = keptAnswer(status, answered.body, context.secrets)
  const json = jsonObjectOf(answered.body)
  const said = textOf(json, 'message') ?? textOf(json, 'error') ?? ''
  const detail = sentenceOf('Data Cloud', status, said, context.secrets)
  const problem = match.problem ?? 'answer_unusual'
  const retryAfterMs = retryAfterMsOf(answered.headers, context.nowMs)
  switch (match.kind) {
    case 'accepted':
      return {
        kind: 'accepted',
        answer,
        usual: context.isValidation || json?.['accepted'] === true,
      }
    case 'throttled':
      return { kind: 'throttled', answer, problem, retryAfterMs }
    case 'failed':
      return { kind: 'failed', answer, problem, detail, retryAfterMs }
    case 'too-large':
      return { kind: 'too-large', answer }
    case 'refused':
      return { kind: 'refused', answer, detail, ...refusalOf(json, status, said, context) }
    case 'missing':
      return {
        kind: 'missing',
        answer,
        problem: context.isConnectorKnown ? 'object_unknown' : problem,
        detail,
      }
    case 'unauthorised':
      return { kind: 'unauthorised', answer, problem, detail: unauthorisedDetailOf(json, detail) }
  }
}

/** A 400 names bad records, or speaks of the schema, or is only a 400. Source: facts, data-cloud-api 2.3 {VAL}. */
function refusalOf(
  json: Readonly<Record<string, unknown>> | null,
  status: number,
  said: string,
  context: IngestContext,
) {
  const report = status === 400 ? validationReportOf(json) : null
  const isMismatch = report !== null || (status === 400 && /mismatch with schema/i.test(said))
  const problem: ProblemCode = isMismatch ? 'schema_mismatch' : 'request_refused'
  const refused = report === null ? [] : refusedRecordsOf(report, context.requestBody)
  const [first] = report === null ? [] : report.filter(isObject).flatMap(causesOf)
  return { problem, refused, ...(first === undefined ? {} : { detail: `${first}.` }) }
}

/** A 401 may carry why in `details.status`, such as a token not yet valid by Data Cloud's clock {JDBC}. */
function unauthorisedDetailOf(
  json: Readonly<Record<string, unknown>> | null,
  detail: string,
): string {
  const details = json?.['details']
  const why = isObject(details) ? textOf(details, 'status') : null
  return why === null ? detail : `${detail.replace(/\.$/, '')}: ${why}.`
}

const problemByReason: Readonly<Record<UnreachableReason, ProblemCode>> = {
  name_unknown: 'network_unreachable',
  dns: 'network_unreachable',
  blocked: 'host_not_allowed',
  connect: 'network_unreachable',
  tls: 'network_unreachable',
  timeout: 'network_unreachable',
  reset: 'network_unreachable',
  body_too_large: 'answer_unusual',
  aborted: 'network_unreachable',
}

/** The problem behind a request without an answer, at any step. */
export function problemOfUnreachable(unreachable: Unreachable): ProblemCode {
  return problemByReason[unreachable.reason]
}

/** The outcome of a request without an answer: it may have been carried out, and may be sent again. */
export function outcomeOfUnreachable(unreachable: Unreachable): SendOutcome {
  return {
    kind: 'failed',
    answer: null,
    problem: problemOfUnreachable(unreachable),
    detail: `Data Cloud gave no answer: ${unreachable.detail}.`,
    retryAfterMs: null,
  }
}
