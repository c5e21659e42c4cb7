import { expect, test } from 'vitest'
import { answerBodyCharsMax } from '../core/outcome.ts'
import { Secret } from '../core/secret.ts'
import { jsonObjectOf, keptAnswer, sentenceOf } from './answer.ts'

const jwt = 'eyJhbGciOiJFUzI1NiJ9.eyJzY3AiOiJjZHAifQ.c2lnbmF0dXJl'
const coreToken = '00D000000000001EAA!AQabc.def_123'

test.each([
  ['a token in JSON', `{"access_token":"abcdef"}`, '{"access_token":"[secret]"}'],
  [
    'a token in JSON inside JSON',
    '{"m":"{\\"access_token\\":\\"abc\\"}"}',
    '{"m":"{\\"access_token\\":\\"[secret]\\"}"}',
  ],
  ['a secret in a form', 'client_secret=abc%21&x=1', 'client_secret=[secret]&x=1'],
  ['an assertion', '{"assertion": "abc"}', '{"assertion": "[secret]"}'],
  ['a bearer header', 'Authorization: Bearer abc.def-ghi', 'Authorization: Bearer [secret]'],
  ['a web token anywhere', `got ${jwt}.`, 'got [secret].'],
  [
    'a core token anywhere',
    `invalid subject token ${coreToken} `,
    'invalid subject token [secret] ',
  ],
  ['a core token in a URL', `?sid=${encodeURIComponent(coreToken)}&x`, '?sid=[secret]&x'],
  ['what is no secret', '{"accepted":true}', '{"accepted":true}'],
])('%s is kept safely', (_what, body, expected) =>
  expect(keptAnswer(400, body, []).body).toBe(expected),
)

test('a known secret is taken out in any dress', () => {
  const secret = new Secret('p@ss word')
  expect(keptAnswer(400, 'p@ss word, p%40ss%20word', [secret]).body).toBe('[secret], [secret]')
})

test('an answer is cut, and a secret across the cut is gone', () => {
  const secret = new Secret('s3cr3t-of-the-app')
  const body = 'x'.repeat(answerBodyCharsMax - 4) + secret.reveal()
  const kept = keptAnswer(400, body, [secret]).body
  expect(kept).toHaveLength(answerBodyCharsMax)
  expect(kept).not.toContain('s3cr')
})

test('a sentence holds what was said, on one line, without secrets', () => {
  const said = `bad\n token ${jwt}`
  expect(sentenceOf('Data Cloud', 400, said, [])).toBe(
    'Data Cloud answered 400: bad token [secret].',
  )
  expect(sentenceOf('Data Cloud', 503, '', [])).toBe('Data Cloud answered 503.')
})

test('only a JSON object is one', () => {
  expect(jsonObjectOf('{"a":1}')).toEqual({ a: 1 })
  for (const body of ['', '[]', '1', 'null', '<html>', '{"a":'])
    expect(jsonObjectOf(body)).toBeNull()
})
