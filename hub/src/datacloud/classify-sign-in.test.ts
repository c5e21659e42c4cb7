import { describe, expect, test } from 'vitest'
import { Secret } from '../core/secret.ts'
import { jsonAnswer } from '../platform/fake-transport.ts'
import {
  outcomeOfSignInFailure,
  signInFailureOf,
  signInFailureOfUnreachable,
  type SignInContext,
} from './classify-sign-in.ts'

const fresh: SignInContext = {
  nowMs: Date.UTC(2026, 0, 15, 12),
  hasWorked: false,
  secrets: [new Secret('the-secret')],
}
const worked: SignInContext = { ...fresh, hasWorked: true }
const refusal = (error: string, error_description: string) =>
  jsonAnswer(400, { error, error_description })

describe('each refusal of the token endpoint has its cause, and another once the same credentials have worked', () => {
  const lost = 'token_refresh_failed'
  test.each([
    ['invalid_grant', 'no client credentials user enabled', 'run_as_user_missing', null],
    ['invalid_grant', 'request not supported on this domain', 'subdomain_unknown', null],
    ['invalid_grant', 'no valid scopes defined', 'scopes_missing', null],
    ['invalid_grant', 'authentication failure', 'credentials_invalid', lost],
    ['invalid_grant', 'ip restricted', 'ip_restricted', null],
    ['invalid_grant', "user hasn't approved this consumer", 'user_not_entitled', lost],
    ['invalid_app_access', 'user is not admin approved', 'user_not_entitled', lost],
    ['invalid_grant', 'expired access/refresh token', 'credentials_invalid', lost],
    ['invalid_client_id', 'client identifier invalid', 'credentials_invalid', lost],
    ['invalid_client', 'app must be installed into org', 'credentials_invalid', lost],
    ['invalid_app_access', 'this app is blocked by admin', 'credentials_invalid', lost],
    ['invalid_client', 'invalid client credentials', 'credentials_invalid', null],
    ['unauthorized_client', '', 'flow_not_enabled', null],
    ['invalid_grant', 'client credentials flow not enabled', 'flow_not_enabled', null],
    ['unsupported_grant_type', 'grant type not supported', 'flow_not_enabled', null],
    ['invalid_scope', 'the requested scope is invalid', 'scopes_missing', null],
    ['access_denied', 'end-user denied authorization', 'user_not_entitled', lost],
    ['inactive_user', 'user is inactive', 'user_not_entitled', lost],
    ['inactive_org', 'organization is inactive', 'user_not_entitled', lost],
    ['invalid_request', 'scope parameter not supported', 'request_refused', null],
  ])('%s, %s', (error, description, problem, onceWorked) => {
    const answered = refusal(error, description)
    expect(signInFailureOf('core', answered, fresh)).toMatchObject({ problem, temper: 'act' })
    expect(signInFailureOf('core', answered, worked).problem).toBe(onceWorked ?? problem)
  })

  test('too many logins pass by themselves', () => {
    for (const error of ['rate_limit_exceeded', 'LOGIN_RATE_EXCEEDED']) {
      expect(signInFailureOf('core', refusal(error, ''), worked)).toMatchObject({
        problem: 'login_rate_exceeded',
        temper: 'retry',
      })
    }
  })
})

describe('each refusal of the exchange has its cause, whether or not the app worked before', () => {
  test.each([
    ['invalid_scope', '', 'scopes_missing', 'never'],
    ['x', 'connected app should be installed', 'scopes_missing', 'never'],
    ['invalid_subject_token', '', 'user_not_entitled', 'if-reused'],
    ['x', 'invalid subject token', 'user_not_entitled', 'if-reused'],
    ['invalid_grant', '', 'user_not_entitled', 'if-reused'],
    ['inactive_user', '', 'user_not_entitled', 'never'],
    ['invalid_request', '', 'request_refused', 'if-reused'],
  ])('%s %s', (error, description, problem, renewCore) => {
    const answered = refusal(error, description)
    expect(signInFailureOf('tenant', answered, fresh)).toMatchObject({ problem, renewCore })
    expect(signInFailureOf('tenant', answered, worked).problem).toBe(problem)
  })

  test('too many logins pass by themselves', () => {
    expect(signInFailureOf('tenant', refusal('rate_limit_exceeded', ''), fresh)).toMatchObject({
      problem: 'login_rate_exceeded',
      temper: 'retry',
    })
  })
})

describe('an answer that does not say why is judged by its status', () => {
  test.each([
    [200, 'answer_unusual', 'retry'],
    [302, 'subdomain_unknown', 'act'],
    [400, 'request_refused', 'act'],
    [401, 'credentials_invalid', 'act'],
    [403, 'scopes_missing', 'act'],
    [404, 'subdomain_unknown', 'act'],
    [408, 'salesforce_unavailable', 'retry'],
    [425, 'salesforce_unavailable', 'retry'],
    [429, 'login_rate_exceeded', 'retry'],
    [500, 'salesforce_unavailable', 'retry'],
    [503, 'salesforce_unavailable', 'retry'],
    [600, 'answer_unusual', 'retry'],
  ])('%i', (status, problem, temper) => {
    const page = { ...jsonAnswer(status, null), body: '<html></html>' }
    expect(signInFailureOf('core', page, fresh)).toMatchObject({ problem, temper })
  })

  test('a page in place of a token asks for a new core token, at the exchange only', () => {
    const page = {
      ...jsonAnswer(200, null, { 'content-type': 'text/html; charset=UTF-8' }),
      body: '<script>',
    }
    expect(signInFailureOf('tenant', page, fresh)).toMatchObject({
      renewCore: 'always',
      detail: 'The Data Cloud token exchange answered 200: text/html without what was asked for.',
    })
    expect(signInFailureOf('core', page, fresh).renewCore).toBe('never')
  })

  test('an overloaded host is just that, whatever its page says', () => {
    const answered = jsonAnswer(503, { error: 'invalid_client' }, { 'retry-after': '30' })
    expect(signInFailureOf('core', answered, worked)).toMatchObject({
      problem: 'salesforce_unavailable',
      retryAfterMs: 30_000,
    })
  })

  test('a redirect names the host it points to, without the query', () => {
    const location = 'https://renamed.my.salesforce.com/x?sid=1'
    const answered = { ...jsonAnswer(301, null, { location }), body: '' }
    expect(signInFailureOf('core', answered, fresh).detail).toBe(
      'Salesforce answered 301: a redirect to renamed.my.salesforce.com.',
    )
  })
})

test('a refusal is told in its own words and without secrets', () => {
  const answered = refusal('invalid_client', 'invalid client credentials: the-secret')
  const failure = signInFailureOf('core', answered, fresh)
  expect(failure.detail).toBe(
    'Salesforce answered 400: invalid_client, invalid client credentials: [secret].',
  )
  expect(JSON.stringify(failure)).not.toContain('the-secret')
})

describe('without an answer', () => {
  const unreachable = (reason: 'name_unknown' | 'timeout' | 'blocked') =>
    ({ kind: 'unreachable', reason, detail: 'why.' }) as const

  test('a My Domain without an address is a wrong subdomain, unless it answered before', () => {
    const of = (context: SignInContext) =>
      signInFailureOfUnreachable('core', unreachable('name_unknown'), context)
    expect(of(fresh)).toMatchObject({ problem: 'subdomain_unknown', temper: 'act' })
    expect(of(worked)).toMatchObject({ problem: 'network_unreachable', temper: 'retry' })
  })

  test('an outage may pass, an address that is not allowed does not', () => {
    expect(signInFailureOfUnreachable('tenant', unreachable('timeout'), fresh)).toMatchObject({
      problem: 'network_unreachable',
      temper: 'retry',
      detail: 'The Data Cloud token exchange gave no answer: why.',
    })
    expect(signInFailureOfUnreachable('core', unreachable('blocked'), fresh)).toMatchObject({
      problem: 'host_not_allowed',
      temper: 'act',
    })
  })
})

test('a batch that waited for a sign-in is held, throttled or to be sent again', () => {
  const failure = (answered: ReturnType<typeof jsonAnswer>) =>
    outcomeOfSignInFailure(signInFailureOf('core', answered, fresh), 5_000)
  expect(failure(refusal('invalid_client', ''))).toMatchObject({
    kind: 'unauthorised',
    problem: 'credentials_invalid',
  })
  expect(failure(refusal('rate_limit_exceeded', ''))).toMatchObject({
    kind: 'throttled',
    problem: 'login_rate_exceeded',
    retryAfterMs: 5_000,
  })
  expect(failure(jsonAnswer(503, {}))).toMatchObject({
    kind: 'failed',
    problem: 'salesforce_unavailable',
    retryAfterMs: 5_000,
  })
})
