import { describe, expect, test } from 'vitest'
import { createManualClock } from './clock.ts'
import { createVirtualClock } from './virtual-clock.ts'

const startMs = 1_000_000
const never = new AbortController().signal

function openClocks() {
  const given = createManualClock(startMs)
  const clock = createVirtualClock(given)
  const woken: string[] = []
  const sleep = (name: string, ms: number, signal = never) =>
    clock.sleep(ms, signal).then(() => woken.push(name))
  return { given, clock, woken, sleep }
}

describe('the virtual clock', () => {
  test('is the given clock until it is moved', () => {
    const { given, clock } = openClocks()
    given.advance(5)
    expect(clock.now()).toBe(startMs + 5)
    expect(clock.state()).toEqual({ nowMs: startMs + 5, aheadMs: 0, isFrozen: false })
  })

  test('moves on, and with it whoever sleeps wakes in the order of their times', async () => {
    const { clock, woken, sleep } = openClocks()
    const late = sleep('late', 3_000)
    const early = sleep('early', 1_000)
    void sleep('much later', 60_000)
    clock.advance(5_000)
    await Promise.all([early, late])
    expect(woken).toEqual(['early', 'late'])
    expect(clock.state()).toMatchObject({ aheadMs: 5_000 })
  })

  test('wakes sleepers also when the given clock does, those of the rest of a jump included', async () => {
    const { given, clock, woken, sleep } = openClocks()
    const slept = sleep('sleeper', 10_000)
    clock.advance(9_000)
    given.advance(999)
    await Promise.resolve()
    expect(woken).toEqual([])
    given.advance(1)
    await slept
    expect(woken).toEqual(['sleeper'])
  })

  test('held still, it wakes nobody but by moving on, and then goes on from where it stood', async () => {
    const { given, clock, woken, sleep } = openClocks()
    clock.setFrozen(true)
    const slept = sleep('sleeper', 1_000)
    given.advance(60_000)
    await Promise.resolve()
    expect(clock.now()).toBe(startMs)
    expect(woken).toEqual([])
    clock.advance(1_000)
    await slept
    clock.setFrozen(false)
    expect(clock.now()).toBe(startMs + 1_000)
    given.advance(7)
    expect(clock.state()).toEqual({
      nowMs: startMs + 1_007,
      aheadMs: 1_000 - 60_000,
      isFrozen: false,
    })
  })

  test('reset is the only way back', async () => {
    const { given, clock, woken, sleep } = openClocks()
    clock.advance(3_600_000)
    const slept = sleep('sleeper', 60_000)
    clock.reset()
    await slept
    expect(clock.now()).toBe(given.now())
    expect(woken).toEqual(['sleeper'])
  })

  test('lets a sleeper go whose signal is aborted', async () => {
    const { woken, sleep } = openClocks()
    const abort = new AbortController()
    const slept = sleep('sleeper', 60_000, abort.signal)
    abort.abort()
    await slept
    expect(woken).toEqual(['sleeper'])
  })
})
