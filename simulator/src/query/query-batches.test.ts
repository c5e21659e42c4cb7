import { expect, test } from 'vitest'
import { createManualClock } from '../platform/clock.ts'
import { createSeededRandom } from '../platform/random.ts'
import { createQueryBatches } from './query-batches.ts'

const largeText = 'x'.repeat(60_000_000)
const rowsOf = (text: string) => [[text], [text], [text]]

const open = () => {
  const clock = createManualClock(0)
  return { clock, batches: createQueryBatches(clock, createSeededRandom('batches'), () => 1) }
}

test('the oldest answers are forgotten when too much is kept', () => {
  const { batches } = open()
  const oldest = batches.first([], rowsOf(largeText), 0).nextBatchId ?? ''
  const newest = batches.first([], rowsOf(largeText), 0).nextBatchId ?? ''
  expect(batches.next(oldest)).toBeUndefined()
  expect(batches.next(newest)?.rows).toEqual([[largeText]])
})

test('a batch is given until three minutes are over, and the next one for three more', () => {
  const { clock, batches } = open()
  const second = batches.first([], rowsOf('a'), 0).nextBatchId ?? ''
  clock.advance(180_000)
  const third = batches.next(second)?.nextBatchId ?? ''
  clock.advance(180_001)
  expect(batches.next(third)).toBeUndefined()
})

test('nothing is kept once all is forgotten', () => {
  const { batches } = open()
  const next = batches.first([], rowsOf('a'), 0).nextBatchId ?? ''
  batches.clear()
  expect(batches.next(next)).toBeUndefined()
})
