import { describe, expect, test } from 'vitest'
import { Secret } from '../core/secret.ts'
import { jsonAnswer } from '../platform/fake-transport.ts'
import {
  ingestRows,
  outcomeOfAnswer,
  outcomeOfUnreachable,
  type IngestContext,
} from './classify.ts'

const context: IngestContext = {
  requestBody: '{"data":[{"id":1},{"id":"b"}]}',
  nowMs: Date.UTC(2026, 0, 15, 12),
  isConnectorKnown: false,
  isValidation: false,
  secrets: [new Secret('tenant-token')],
}

describe('every status has its outcome', () => {
  test.each([
    [200, 'accepted', null],
    [202, 'accepted', null],
    [302, 'failed', 'answer_unusual'],
    [400, 'refused', 'request_refused'],
    [401, 'unauthorised', 'credentials_invalid'],
    [403, 'unauthorised', 'scopes_missing'],
    [404, 'missing', 'dataset_unknown'],
    [405, 'refused', 'request_refused'],
    [408, 'failed', 'salesforce_unavailable'],
    [409, 'refused', 'request_refused'],
    [413, 'too-large', null],
    [415, 'refused', 'request_refused'],
    [422, 'refused', 'request_refused'],
    [425, 'failed', 'salesforce_unavailable'],
    [429, 'throttled', 'throttled'],
    [499, 'refused', 'request_refused'],
    [500, 'failed', 'salesforce_unavailable'],
    [502, 'failed', 'salesforce_unavailable'],
    [503, 'failed', 'salesforce_unavailable'],
    [504, 'failed', 'salesforce_unavailable'],
    [599, 'failed', 'salesforce_unavailable'],
    [600, 'failed', 'answer_unusual'],
  ])('%i is %s', (status, kind, problem) => {
    const outcome = outcomeOfAnswer(jsonAnswer(status, {}), context)
    expect(outcome).toMatchObject({ kind, answer: { status } })
    expect('problem' in outcome ? outcome.problem : null).toBe(problem)
  })

  test('and every row says where it comes from', () => {
    for (const { source } of ingestRows) expect(source).not.toBe('')
  })
})

test('a 2xx is usual only when it says accepted', () => {
  const usual = (body: unknown, isValidation = false) =>
    outcomeOfAnswer(jsonAnswer(202, body), { ...context, isValidation })
  expect(usual({ accepted: true })).toMatchObject({ kind: 'accepted', usual: true })
  expect(usual({ accepted: false })).toMatchObject({ kind: 'accepted', usual: false })
  expect(usual('ok')).toMatchObject({ kind: 'accepted', usual: false })
  expect(usual('ok', true)).toMatchObject({ kind: 'accepted', usual: true })
})

test('a 404 speaks of the object once the connector has taken another', () => {
  const known = { ...context, isConnectorKnown: true }
  expect(outcomeOfAnswer(jsonAnswer(404, {}), known)).toMatchObject({ problem: 'object_unknown' })
})

test('a validation report names the bad records with their reasons', () => {
  const answered = jsonAnswer(400, {
    error: 'Bad Request',
    message: 'Bad Request: JSON is properly formatted but has a mismatch with Schema.',
    details: {
      validationReport: [
        { record: '{"id":"b"}', causingExceptions: ['#/id: expected type: Number, found: String'] },
      ],
    },
  })
  expect(outcomeOfAnswer(answered, context)).toMatchObject({
    kind: 'refused',
    problem: 'schema_mismatch',
    detail: '#/id: expected type: Number, found: String.',
    refused: [{ index: 1, reasons: ['#/id: expected type: Number, found: String'] }],
  })
})

test('a mismatch without a report is one all the same, and any other 400 is only refused', () => {
  const message = 'Bad Request: JSON is properly formatted but has a mismatch with Schema.'
  expect(outcomeOfAnswer(jsonAnswer(400, { message }), context)).toMatchObject({
    problem: 'schema_mismatch',
    detail: `Data Cloud answered 400: ${message}`,
    refused: [],
  })
  const html = { ...jsonAnswer(400, null), body: '<html>Bad Request</html>' }
  expect(outcomeOfAnswer(html, context)).toMatchObject({
    kind: 'refused',
    problem: 'request_refused',
    detail: 'Data Cloud answered 400.',
    refused: [],
  })
})

test('a wait that was asked for is passed on, for 429 and for what may be sent again', () => {
  for (const status of [408, 425, 429, 500, 503]) {
    const answered = jsonAnswer(status, {}, { 'retry-after': '7' })
    expect(outcomeOfAnswer(answered, context)).toMatchObject({ retryAfterMs: 7_000 })
    expect(outcomeOfAnswer(jsonAnswer(status, {}), context)).toMatchObject({ retryAfterMs: null })
  }
})

test('a refused token is told with the reason given', () => {
  const answered = jsonAnswer(401, {
    message: 'Authorization header verification failed',
    details: { status: 'UNAUTHENTICATED: Invalid JWT (not before or expired)', statusCode: 401 },
  })
  expect(outcomeOfAnswer(answered, context)).toMatchObject({
    detail:
      'Data Cloud answered 401: Authorization header verification failed: UNAUTHENTICATED: Invalid JWT (not before or expired).',
  })
})

test('no secret stands in an outcome', () => {
  const answered = jsonAnswer(500, { message: 'bad token tenant-token' })
  expect(JSON.stringify(outcomeOfAnswer(answered, context))).not.toContain('tenant-token')
})

test.each([
  ['name_unknown', 'network_unreachable'],
  ['dns', 'network_unreachable'],
  ['blocked', 'host_not_allowed'],
  ['connect', 'network_unreachable'],
  ['tls', 'network_unreachable'],
  ['timeout', 'network_unreachable'],
  ['reset', 'network_unreachable'],
  ['body_too_large', 'answer_unusual'],
  ['aborted', 'network_unreachable'],
] as const)('without an answer, for the reason %s, it may be sent again', (reason, problem) => {
  const outcome = outcomeOfUnreachable({ kind: 'unreachable', reason, detail: 'why' })
  expect(outcome).toEqual({
    kind: 'failed',
    answer: null,
    problem,
    detail: 'Data Cloud gave no answer: why.',
    retryAfterMs: null,
  })
})
