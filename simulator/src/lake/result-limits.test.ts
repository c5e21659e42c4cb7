import { expect, test } from 'vitest'
import { bytesOfRow } from './result-limits.ts'

test('a row counts by what it holds, in arrays and objects too', () => {
  expect(bytesOfRow(['four', 1, null])).toBe(20)
  expect(bytesOfRow([['x'.repeat(1_000), { deep: 'y'.repeat(500) }]])).toBeGreaterThan(1_500)
})
