import { expect, test } from 'vitest'
import { colouredCharsMax, jsonTextOf, jsonTokensOf } from './json-tokens.ts'

test('keys, texts, numbers and words are told apart', () => {
  const kinds = jsonTokensOf('{"a": "1", "b": -2.5e3, "c": [true, null]}')
    .filter((token) => token.kind !== 'plain')
    .map((token) => `${token.kind} ${token.text}`)
  expect(kinds).toEqual([
    'key "a"',
    'string "1"',
    'key "b"',
    'number -2.5e3',
    'key "c"',
    'word true',
    'word null',
  ])
})

test.each([
  ['{"quote": "a \\"b\\": {1}", "x": "true"}'],
  ['not json at all: "open'],
  ['<script>alert(1)</script>'],
  [''],
])('the pieces of %s joined are the text itself', (text) => {
  expect(
    jsonTokensOf(text)
      .map((token) => token.text)
      .join(''),
  ).toBe(text)
})

test('a very long text is not coloured', () => {
  expect(jsonTokensOf('1 '.repeat(colouredCharsMax))).toHaveLength(1)
})

test('a text that is no JSON is shown as it came', () => {
  expect(jsonTextOf('{"broken": ')).toBe('{"broken": ')
  expect(jsonTextOf({ a: 1 })).toBe('{\n  "a": 1\n}')
})
