import { expect, test } from 'vitest'
import { bytesText, countedText, countText, spanText } from './numbers.ts'

test('counts are exact below ten thousand and short above', () => {
  expect(countText(9_999)).toBe('9,999')
  expect(countText(41_203)).toBe('41.2K')
})

test('one is not many', () => {
  expect(countedText(1, 'record')).toBe('1 record')
  expect(countedText(4_880, 'record')).toBe('4,880 records')
  expect(countedText(2, 'try', 'tries')).toBe('2 tries')
})

test.each([
  [0.4, '< 1 ms'],
  [38.4, '38 ms'],
  [1_240, '1.24 s'],
  [41_530, '41.5 s'],
  [184_000, '3 min 4 s'],
  [7_800_000, '2 h 10 min'],
])('%d ms reads "%s"', (ms, words) => {
  expect(spanText(ms)).toBe(words)
})

test('bytes are counted in thousands, as the limits are', () => {
  expect(bytesText(412)).toBe('412 B')
  expect(bytesText(199_412)).toBe('199.4 KB')
})
