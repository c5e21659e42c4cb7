import { expect, test } from 'vitest'
import { retryAfterMsMax, retryAfterMsOf } from './retry-after.ts'

const nowMs = Date.UTC(2026, 0, 15, 12)
const dayMs = 86_400_000

test.each([
  ['seconds', { 'retry-after': '7' }, 7_000],
  ['no wait', { 'retry-after': '0' }, 0],
  ['a fraction, never early', { 'retry-after': '1.0004' }, 1_001],
  ['a date, by our clock', { 'retry-after': 'Thu, 15 Jan 2026 12:00:30 GMT' }, 30_000],
  [
    "a date, by the answer's own clock",
    { 'retry-after': 'Thu, 15 Jan 2026 12:00:30 GMT', date: 'Thu, 15 Jan 2026 12:00:20 GMT' },
    10_000,
  ],
  ['a date gone by', { 'retry-after': 'Thu, 15 Jan 2026 11:00:00 GMT' }, 0],
  ['the longest of a repeated header', { 'retry-after': ['1', ' 3 ', 'soon'] }, 3_000],
  ['ten years', { 'retry-after': String(3_650 * 86_400) }, retryAfterMsMax],
  ['no header', {}, null],
  ['a negative number', { 'retry-after': '-5' }, null],
  ['a word', { 'retry-after': 'soon' }, null],
  ['nothing', { 'retry-after': '' }, null],
  ['an ISO date, which HTTP does not know', { 'retry-after': '2026-01-15T12:00:30Z' }, null],
])('%s', (_what, headers, expected) => expect(retryAfterMsOf(headers, nowMs)).toBe(expected))

test('no wait is longer than a day', () => expect(retryAfterMsMax).toBe(dayMs))
