import { expect, test } from 'vitest'
import { decimalTextOf, integerOf, utcTextOf } from './result-values.ts'

test.each([
  ['0.2', '0.200000000000000000'],
  ['-7', '-7.000000000000000000'],
  ['0.3333333333333333333', '0.333333333333333333'],
  ['0.9999999999999999995', '1.000000000000000000'],
  ['-0.0000000000000000005', '-0.000000000000000001'],
  ['NaN', 'NaN'],
])('the decimal %s is printed with 18 digits', (text, printed) => {
  expect(decimalTextOf(text)).toBe(printed)
})

test.each([
  ['2026-11-23 00:00:00+00', '2026-11-23 00:00:00.000 UTC'],
  ['2026-11-23 00:00:00.5+00', '2026-11-23 00:00:00.500 UTC'],
  ['2026-11-23 00:00:00.123456', '2026-11-23 00:00:00.123 UTC'],
  ['2026-11-23 09:00:00+09', '2026-11-23 00:00:00.000 UTC'],
  ['2026-11-23 05:30:00+05:30', '2026-11-23 00:00:00.000 UTC'],
  ['infinity', 'infinity'],
])('the time %s is printed in UTC', (text, printed) => {
  expect(utcTextOf(text)).toBe(printed)
})

test('a whole number that JavaScript cannot hold stays text', () => {
  expect(integerOf('42')).toBe(42)
  expect(integerOf('9007199254740993')).toBe('9007199254740993')
})
