import { expect, test } from 'vitest'
import { cleanJson, shownJson, textOf } from './json-value.ts'

function nested(levels: number): unknown {
  return JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`)
}

test('nesting is taken up to its bound, and not one level more', () => {
  expect(cleanJson(nested(3), 3)).toBe(true)
  expect(cleanJson(nested(4), 3)).toBe(false)
  expect(cleanJson({ a: { b: { c: 1 } } }, 3)).toBe(true)
  expect(cleanJson({ a: { b: { c: {} } } }, 3)).toBe(false)
})

test('what is nested too deeply is left out where it is shown', () => {
  expect(shownJson({ a: [nested(5)], b: 1 }, 2)).toBe('{"a":["(nested too deeply)"],"b":1}')
  expect(shownJson(undefined, 2)).toBe('null')
})

test('ids are text; emptiness and other kinds are none', () => {
  expect([textOf('a'), textOf(7), textOf(0)]).toEqual(['a', '7', '0'])
  for (const value of ['', ' ', null, undefined, true, {}, []]) {
    expect(textOf(value)).toBeUndefined()
  }
})
