import { expect, test } from 'vitest'
import { agoText, untilText, utcText } from './time.ts'

const now = Date.parse('2026-02-25T14:30:00.000Z')

test.each([
  [500, 'now'],
  [-3_000, 'now'],
  [12_900, '12 s ago'],
  [4 * 60_000, '4 min ago'],
  [3 * 3_600_000 + 59 * 60_000, '3 h ago'],
  [6 * 86_400_000, '6 d ago'],
])('%i ms ago reads "%s"', (agoMs, words) => {
  expect(agoText(now - agoMs, now)).toBe(words)
})

test('a time far ahead is not called now', () => {
  expect(agoText(now + 3_600_000, now)).toBe('in the future')
})

test('a next try counts down, and once due it is any moment', () => {
  expect(untilText(now + 12_400, now)).toBe('in 12 s')
  expect(untilText(now - 5_000, now)).toBe('any moment')
})

test('the exact time is in UTC, to the millisecond', () => {
  expect(utcText('2026-02-25T15:30:00.123+01:00')).toBe('2026-02-25 14:30:00.123 UTC')
})

test('what is no time is shown as it came', () => {
  expect(utcText('yesterday')).toBe('yesterday')
})
