/**
 * The time inside the practice org: the given clock, moved on or held still on request. Whoever sleeps wakes when the
 * virtual time has come, in the order of their times, whether it passed by itself or was moved on. It never goes
 * back, but for `reset`: what was stamped meanwhile then lies in the future (a token is "not yet valid").
 */
import type { Clock, EpochMs } from './clock.ts'

export type ClockState = {
  readonly nowMs: EpochMs
  /** How far it is ahead of the given clock; negative when it was held still for a while. */
  readonly aheadMs: number
  readonly isFrozen: boolean
}

export type VirtualClock = Clock & {
  advance(ms: number): void
  /** Held still until told otherwise; it then goes on from where it stood. */
  setFrozen(isFrozen: boolean): void
  /** Back to the given clock; whoever sleeps is woken, since nobody can tell how long is left. */
  reset(): void
  state(): ClockState
}

/** The longest sleep that Node's timers know; whoever sleeps longer is put to sleep again. */
const sleepMsMax = 2_147_483_647

type Sleeper = { readonly dueMs: EpochMs; readonly wake: () => void }

export function createVirtualClock(given: Clock): VirtualClock {
  const sleepers = new Set<Sleeper>()
  let aheadMs = 0
  let frozenAtMs: EpochMs | undefined
  let alarm: { readonly dueMs: EpochMs; readonly cancel: AbortController } | undefined

  const now = () => frozenAtMs ?? given.now() + aheadMs

  const wakeDue = () => {
    const due = [...sleepers].filter(({ dueMs }) => dueMs <= now())
    for (const sleeper of due.toSorted((a, b) => a.dueMs - b.dueMs)) sleeper.wake()
    setAlarm()
  }
  /** One sleep of the given clock serves all: it is for the earliest of them. */
  const setAlarm = () => {
    const dueMs = earliestOf(sleepers)
    if (alarm !== undefined && alarm.dueMs === dueMs) return
    cancelAlarm()
    if (dueMs === undefined || frozenAtMs !== undefined) return
    const cancel = new AbortController()
    const mine = { dueMs, cancel }
    alarm = mine
    void given.sleep(Math.min(Math.max(1, dueMs - now()), sleepMsMax), cancel.signal).then(() => {
      if (alarm !== mine) return
      alarm = undefined
      wakeDue()
    })
  }
  const cancelAlarm = () => {
    alarm?.cancel.abort()
    alarm = undefined
  }
  const move = (change: () => void) => {
    change()
    cancelAlarm()
    wakeDue()
  }
  return {
    now,
    sleep: (ms, signal) => {
      if (ms <= 0 || signal.aborted) return Promise.resolve()
      const { promise, resolve } = Promise.withResolvers<void>()
      const wake = () => {
        sleepers.delete(sleeper)
        signal.removeEventListener('abort', giveUp)
        resolve()
      }
      const giveUp = () => {
        wake()
        setAlarm()
      }
      const sleeper: Sleeper = { dueMs: now() + ms, wake }
      sleepers.add(sleeper)
      signal.addEventListener('abort', giveUp, { once: true })
      setAlarm()
      return promise
    },
    advance: (ms) =>
      move(() => {
        aheadMs += ms
        if (frozenAtMs !== undefined) frozenAtMs += ms
      }),
    setFrozen: (isFrozen) =>
      move(() => {
        if (isFrozen === (frozenAtMs !== undefined)) return
        if (frozenAtMs !== undefined) aheadMs = frozenAtMs - given.now()
        frozenAtMs = isFrozen ? now() : undefined
      }),
    reset: () =>
      move(() => {
        aheadMs = 0
        frozenAtMs = undefined
        for (const sleeper of sleepers) sleeper.wake()
      }),
    state: () => ({
      nowMs: now(),
      aheadMs: now() - given.now(),
      isFrozen: frozenAtMs !== undefined,
    }),
  }
}

function earliestOf(sleepers: ReadonlySet<Sleeper>): EpochMs | undefined {
  let earliestMs: EpochMs | undefined
  for (const { dueMs } of sleepers) {
    if (earliestMs === undefined || dueMs < earliestMs) earliestMs = dueMs
  }
  return earliestMs
}
