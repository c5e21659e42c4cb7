import { expect, test } from 'vitest'
import type { SourceId } from '../core/ids.ts'
import { VirtualClock } from '../platform/virtual-clock.ts'
import { createRequestPace } from './request-pace.ts'

const shop = 'pip_shop' as SourceId
const other = 'pip_other' as SourceId

test('a source may make its requests at once, and then waits for the next turn', async () => {
  const clock = new VirtualClock()
  const pace = createRequestPace(clock, 2)
  expect([pace.take(shop), pace.take(shop)]).toEqual([0, 0])
  expect(pace.take(shop)).toBe(500)
  expect(pace.take(other)).toBe(0)
  await clock.advance(500)
  expect(pace.take(shop)).toBe(0)
  expect(pace.take(shop)).toBe(500)
})

test('a long pause saves up no more than one second’s requests', async () => {
  const clock = new VirtualClock()
  const pace = createRequestPace(clock, 2)
  await clock.advance(60_000)
  expect([pace.take(shop), pace.take(shop), pace.take(shop)]).toEqual([0, 0, 500])
})
