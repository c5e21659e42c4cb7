/**
 * What a refusal of the two sign-in steps means: the core token (`/services/oauth2/token`) and its exchange for a tenant
 * token (`/services/a360/token`). Pure; the tables are data, each row with its source key (facts, data-cloud-api 1.4, 1.5).
 */
import type { EpochMs } from '../core/ids.ts'
import type { Answer, SendOutcome } from '../core/outcome.ts'
import type { ProblemCode } from '../core/problem.ts'
import type { Secret } from '../core/secret.ts'
import type { Answered, Unreachable } from '../platform/transport.ts'
import { jsonObjectOf, keptAnswer, sentenceOf, textOf } from './answer.ts'
import { problemOfUnreachable } from './classify.ts'
import { retryAfterMsOf } from './retry-after.ts'

export type SignInStep = 'core' | 'tenant'

/** A sign-in step that gave no token. */
export type SignInFailure = {
  readonly step: SignInStep
  readonly problem: ProblemCode
  readonly detail: string
  readonly answer: Answer | null
  /** `act`: a person must mend something. `retry`: it may pass by itself. */
  readonly temper: 'act' | 'retry'
  /** Whether a new core token may help: always, only when the one used was not new, or never. */
  readonly renewCore: 'always' | 'if-reused' | 'never'
  readonly retryAfterMs: number | null
}

export type SignInContext = {
  readonly nowMs: EpochMs
  /** These very credentials signed in before, in this process: then it is the app or the user that changed. */
  readonly hasWorked: boolean
  readonly secrets: readonly Secret[]
}

type ErrorRow = {
  /** `error` of the answer, or null for any. */
  readonly error: RegExp | null
  /** Found in `error_description`, or null for any. */
  readonly description: RegExp | null
  readonly problem: ProblemCode
  /** The problem when the same credentials have worked before, where that tells something else. */
  readonly onceWorked: ProblemCode | null
  readonly temper: 'act' | 'retry'
  readonly renewCore: SignInFailure['renewCore']
  readonly source: string
}

const lost = 'token_refresh_failed'

/** The first row that fits both `error` and `error_description` decides; the more telling text stands first. */
export const coreErrorRows: readonly ErrorRow[] = [
  core(
    /rate_limit_exceeded|login_rate_exceeded/,
    null,
    'login_rate_exceeded',
    null,
    'OERR, KB381',
    'retry',
  ),
  core(null, /client credentials flow (is )?not enabled/, 'flow_not_enabled', null, 'TEAL, B2B'),
  core(null, /no client credentials user enabled/, 'run_as_user_missing', null, 'TEAL, B2B'),
  core(null, /not supported on this domain/, 'subdomain_unknown', null, 'TEAL, B2B'),
  core(null, /no valid scopes defined/, 'scopes_missing', null, 'B2B, SFSK'),
  core(null, /ip restricted/, 'ip_restricted', null, 'B2B, SFSK'),
  core(null, /hasn.t approved|not admin approved/, 'user_not_entitled', lost, 'OERR, PROF'),
  core(
    null,
    /must be installed|blocked|app ?access ?denied|deactivated/,
    'credentials_invalid',
    lost,
    'KB513, EVT',
  ),
  core(/^invalid_client_id$/, null, 'credentials_invalid', lost, 'SFSK, B2B'),
  core(/^invalid_client$/, null, 'credentials_invalid', null, 'B2B'),
  core(/^invalid_app_access$/, null, 'user_not_entitled', lost, 'B2B'),
  core(/^inactive_(user|org)$/, null, 'user_not_entitled', lost, 'OERR'),
  core(/^access_denied$/, null, 'user_not_entitled', lost, 'OERR'),
  core(
    /^invalid_grant$/,
    null,
    'credentials_invalid',
    lost,
    'OERR: authentication failure, expired',
  ),
  core(/^unauthorized_client$/, null, 'flow_not_enabled', null, 'B2B'),
  core(/^unsupported_grant_type$/, null, 'flow_not_enabled', null, 'OERR'),
  core(/^invalid_scope$/, null, 'scopes_missing', null, 'OERR'),
  core(/^invalid_request$/, null, 'request_refused', null, 'OERR'),
]

/**
 * The same for the exchange. Source: facts, data-cloud-api 1.4. That the credentials worked before tells nothing here: a
 * refusal counts only for a core token just obtained, so the app itself is well.
 */
export const tenantErrorRows: readonly ErrorRow[] = [
  tenant(/rate_limit_exceeded/, null, 'login_rate_exceeded', 'never', 'assumed', 'retry'),
  tenant(/^invalid_scope$/, null, 'scopes_missing', 'never', 'MCN'),
  tenant(null, /should be installed/, 'scopes_missing', 'never', 'MCN'),
  tenant(/invalid_subject_token/, null, 'user_not_entitled', 'if-reused', 'SVT'),
  tenant(null, /invalid subject token/, 'user_not_entitled', 'if-reused', 'SVT'),
  tenant(/^inactive_(user|org)$/, null, 'user_not_entitled', 'never', 'assumed'),
  tenant(/^invalid_grant$/, null, 'user_not_entitled', 'if-reused', 'PCF 10606656470'),
  tenant(/^invalid_request$/, null, 'request_refused', 'if-reused', 'assumed'),
]

function core(
  error: RegExp | null,
  description: RegExp | null,
  problem: ProblemCode,
  onceWorked: ProblemCode | null,
  source: string,
  temper: 'act' | 'retry' = 'act',
): ErrorRow {
  return { error, description, problem, onceWorked, temper, renewCore: 'never', source }
}

function tenant(
  error: RegExp | null,
  description: RegExp | null,
  problem: ProblemCode,
  renewCore: SignInFailure['renewCore'],
  source: string,
  temper: 'act' | 'retry' = 'act',
): ErrorRow {
  return { error, description, problem, onceWorked: null, temper, renewCore, source }
}

type StatusRow = Pick<SignInFailure, 'problem' | 'temper' | 'renewCore'> & {
  readonly statusMin: number
  readonly statusMax: number
  readonly source: string
}

/** What a status means when the answer's text does not say. The first row that holds it decides. */
export const signInStatusRows: readonly StatusRow[] = [
  // HTML, or JSON without a token: at the exchange a new core token is the known cure {KB510}.
  status(200, 299, 'answer_unusual', 'retry', 'always', 'KB510'),
  status(
    300,
    399,
    'subdomain_unknown',
    'act',
    'never',
    'assumed: the org moved to another My Domain',
  ),
  status(401, 401, 'credentials_invalid', 'act', 'if-reused', 'integration page; PCF 10606656470'),
  status(403, 403, 'scopes_missing', 'act', 'if-reused', 'integration page; SFP'),
  status(
    404,
    404,
    'subdomain_unknown',
    'act',
    'never',
    'integration page; at the exchange assumed',
  ),
  status(408, 408, 'salesforce_unavailable', 'retry', 'never', 'assumed'),
  status(425, 425, 'salesforce_unavailable', 'retry', 'never', 'assumed'),
  status(429, 429, 'login_rate_exceeded', 'retry', 'never', 'JDBC: 429 is retried'),
  status(400, 499, 'request_refused', 'act', 'if-reused', 'assumed'),
  status(500, 599, 'salesforce_unavailable', 'retry', 'never', 'JDBC: 5xx is retried'),
]

const unusual = status(0, 999, 'answer_unusual', 'retry', 'never', 'assumed')

function status(
  statusMin: number,
  statusMax: number,
  problem: ProblemCode,
  temper: 'act' | 'retry',
  renewCore: SignInFailure['renewCore'],
  source: string,
): StatusRow {
  return { statusMin, statusMax, problem, temper, renewCore, source }
}

const parties: Readonly<Record<SignInStep, string>> = {
  core: 'Salesforce',
  tenant: 'The Data Cloud token exchange',
}

/** The failure behind an answer that holds no usable token. */
export function signInFailureOf(
  step: SignInStep,
  answered: Answered,
  context: SignInContext,
): SignInFailure {
  const json = jsonObjectOf(answered.body)
  const error = textOf(json, 'error') ?? ''
  const description = textOf(json, 'error_description') ?? textOf(json, 'message') ?? ''
  const byStatus =
    signInStatusRows.find(
      ({ statusMin, statusMax }) => answered.status >= statusMin && answered.status <= statusMax,
    ) ?? unusual
  // An overloaded host's status outweighs whatever its page says.
  const byError = answered.status >= 500 ? null : errorRowOf(step, error, description)
  const found = byError ?? byStatus
  const onceWorked = context.hasWorked ? (byError?.onceWorked ?? null) : null
  const said = [error, description].filter((part) => part !== '').join(', ')
  return {
    step,
    problem: onceWorked ?? found.problem,
    detail: sentenceOf(parties[step], answered.status, said || formOf(answered), context.secrets),
    answer: keptAnswer(answered.status, answered.body, context.secrets),
    temper: found.temper,
    renewCore: step === 'core' ? 'never' : found.renewCore,
    retryAfterMs: retryAfterMsOf(answered.headers, context.nowMs),
  }
}

/** A row of the table that fits, or null. */
function errorRowOf(step: SignInStep, error: string, description: string): ErrorRow | null {
  const rows = step === 'core' ? coreErrorRows : tenantErrorRows
  const fits = (form: RegExp | null, text: string) => form === null || form.test(text)
  const found = rows.find(
    (candidate) =>
      fits(candidate.error, error.toLowerCase()) &&
      fits(candidate.description, `${error} ${description}`.toLowerCase()),
  )
  return found ?? null
}

/** What an answer is when it says nothing of itself: a page instead of JSON, or a redirect, named without its query. */
function formOf(answered: Answered): string {
  const location = answered.headers['location']
  if (typeof location === 'string') {
    return `a redirect to ${URL.parse(location)?.host ?? 'another place'}`
  }
  const type = answered.headers['content-type']
  return `${typeof type === 'string' ? type.split(';')[0] : 'a body'} without what was asked for`
}

/**
 * The failure behind a sign-in step without an answer. A My Domain that has no address is a wrong subdomain, unless it
 * answered before: then the network is at fault.
 */
export function signInFailureOfUnreachable(
  step: SignInStep,
  unreachable: Unreachable,
  context: SignInContext,
): SignInFailure {
  const isUnknown = unreachable.reason === 'name_unknown' && step === 'core' && !context.hasWorked
  const isBlocked = unreachable.reason === 'blocked'
  return {
    step,
    problem: isUnknown ? 'subdomain_unknown' : problemOfUnreachable(unreachable),
    detail: `${parties[step]} gave no answer: ${withoutEnd(unreachable.detail)}.`,
    answer: null,
    temper: isUnknown || isBlocked ? 'act' : 'retry',
    renewCore: 'never',
    retryAfterMs: null,
  }
}

function withoutEnd(sentence: string): string {
  return sentence.replace(/\.$/, '')
}

/** What a failed sign-in means for the batch that waited for it; it was not sent. */
export function outcomeOfSignInFailure(
  failure: SignInFailure,
  retryAfterMs: number | null,
): SendOutcome {
  const { answer, problem, detail } = failure
  if (failure.temper === 'act') return { kind: 'unauthorised', answer, problem, detail }
  if (problem === 'login_rate_exceeded' && answer !== null) {
    return { kind: 'throttled', answer, problem, retryAfterMs }
  }
  return { kind: 'failed', answer, problem, detail, retryAfterMs }
}
