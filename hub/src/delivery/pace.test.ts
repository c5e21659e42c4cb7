import { expect, test } from 'vitest'
import { VirtualClock } from '../platform/virtual-clock.ts'
import { createPace } from './pace.ts'

const never = new AbortController().signal

/** Takes `count` requests at once and notes when each may leave. */
async function leaveTimes(count: number, requestsPerSecond: number): Promise<readonly number[]> {
  const clock = new VirtualClock(0)
  const pace = createPace({ clock, requestsPerSecond })
  const times: number[] = []
  const waits = Array.from({ length: count }, async () => {
    await pace.take('your-org', never)
    times.push(clock.now())
  })
  await clock.advance(60_000)
  await Promise.all(waits)
  return times
}

test('no window of a second holds more requests than the budget and its burst', async () => {
  const times = await leaveTimes(1_000, 100)
  const countsOfWindows = times.map(
    (start) => times.filter((time) => time >= start && time < start + 1_000).length,
  )
  expect(Math.max(...countsOfWindows)).toBeLessThanOrEqual(104)
})

test('a backlog uses the whole budget', async () => {
  const times = await leaveTimes(1_000, 100)
  expect(times).toHaveLength(1_000)
  expect(Math.max(...times)).toBeLessThanOrEqual(10_000)
})

test('orgs do not share a budget', async () => {
  const clock = new VirtualClock(0)
  const pace = createPace({ clock, requestsPerSecond: 1 })
  const first = Array.from({ length: 20 }, () => pace.take('one', never))
  let isOtherFree = false
  void pace.take('other', never).then(() => {
    isOtherFree = true
  })
  await clock.advance(0)
  expect(isOtherFree).toBe(true)
  await clock.advance(20_000)
  await Promise.all(first)
})

test('a clock that is set back makes nobody wait for it', async () => {
  const clock = new VirtualClock()
  const pace = createPace({ clock, requestsPerSecond: 1 })
  await clock.advance(60_000)
  const first = Array.from({ length: 5 }, () => pace.take('your-org', never))
  clock.setBack(3_600_000)
  let isFree = false
  void pace.take('your-org', never).then(() => {
    isFree = true
  })
  await clock.advance(1_000)
  await Promise.all(first)
  expect(isFree).toBe(true)
})
