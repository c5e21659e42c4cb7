import { attemptOf, type Attempt } from '../core/attempt.ts'
import type { EpochMs, Offset } from '../core/ids.ts'
import { heldAttemptsShownMax } from '../live/live-board.ts'
import { allDead, dispositionOf } from './disposition.ts'
import { filled, sealed } from './lane-fill.ts'
import { halvesOf, partedOf, splitBatchCount } from './lane-split.ts'
import type { Batch, LaneEffect, LaneInput, LanePlan, LaneState } from './lane-state.ts'

/**
 * The whole of a lane's behaviour, as a pure function: what happened goes in, the new state and what is to be done come
 * out. The shell (`lane.ts`) carries effects out and reports back.
 *
 * A lane reads ahead, fills batches, sends up to `inFlightMax` of them, and settles from the front, so that its
 * position only ever passes what has ended. A failed try sets a hold: the lane waits, then tries its front batch
 * alone; a success lifts the hold. No input is ever lost by a hold: what is read stays in the queue.
 */
export function laneStep(
  state: LaneState,
  input: LaneInput,
  nowMs: EpochMs,
): readonly [LaneState, readonly LaneEffect[]] {
  return planned(taken(state, input, nowMs), nowMs)
}

/** A lane that begins after a place. */
export function laneStart(plan: LanePlan, position: Offset): LaneState {
  return {
    plan,
    mode: 'running',
    position,
    readUpTo: position,
    reading: false,
    caughtUp: false,
    queue: [],
    open: null,
    hold: null,
    sendCountAtHold: 0,
    heldAtMs: 0,
    settling: [],
    batchCount: 0,
    sendCount: 0,
    lastAcceptedAtMs: null,
  }
}

/** Where the lane may be said to stand when nothing waits in it: past what was read and held nothing for it. */
export function idlePositionOf(state: LaneState): Offset | null {
  const isIdle = state.queue.length === 0 && state.open === null && state.settling.length === 0
  return isIdle && state.readUpTo > state.position ? state.readUpTo : null
}

function taken(state: LaneState, input: LaneInput, nowMs: EpochMs): LaneState {
  switch (input.kind) {
    case 'appended':
      return { ...state, caughtUp: false }
    case 'read':
      return filled(state, input.read, nowMs)
    case 'tick':
      return state
    case 'answered':
      return answered(state, input, nowMs)
    case 'settled':
      return {
        ...state,
        settling: [],
        position: input.position,
        queue: state.queue.filter((batch) => !input.batchIds.includes(batch.id)),
      }
    case 'paused':
      return state.mode === 'stopping' ? state : { ...state, mode: 'paused' }
    case 'resumed':
      return state.mode === 'stopping' ? state : { ...state, mode: 'running', hold: null }
    case 'hold-lifted':
      return { ...state, hold: null }
    case 'stopped':
      return { ...state, mode: 'stopping' }
  }
}

type Answered = Extract<LaneInput, { kind: 'answered' }>

function answered(state: LaneState, input: Answered, nowMs: EpochMs): LaneState {
  const index = state.queue.findIndex((batch) => batch.id === input.batchId)
  const before = state.queue[index]
  if (before === undefined) return state
  const { outcome, startedAtMs } = input
  const attempt = attemptOf(outcome, { startedAtMs, endedAtMs: nowMs })
  const batch: Batch = {
    ...before,
    attempts: withAttempt(before.attempts, attempt),
    attemptCount: before.attemptCount + 1,
    revision: input.revision,
  }
  // Several batches are on the way at a time: one sent before the hold says nothing of how things stand since.
  const isNews = state.hold === null || batch.sendNumber > state.sendCountAtHold
  const failureCount = (state.hold?.attemptCount ?? 0) + (isNews ? 1 : 0)
  const disposition = dispositionOf(
    { outcome, batch, failureCount, nowMs, fraction: input.fraction },
    state.plan.policy,
  )
  const ids = { idPrefix: state.plan.idPrefix, batchCount: state.batchCount }
  const into = (batches: readonly Batch[]): LaneState => ({
    ...state,
    hold: isNews ? null : state.hold,
    queue: state.queue.toSpliced(index, 1, ...batches),
    batchCount: state.batchCount + splitBatchCount,
  })
  switch (disposition.kind) {
    case 'accept':
      return { ...into([{ ...batch, phase: 'ended' }]), lastAcceptedAtMs: nowMs }
    case 'give-up':
      return into([{ ...batch, phase: 'ended', dead: allDead(batch, disposition) }])
    case 'halve':
      return into(halvesOf(batch, ids))
    case 'part':
      return into(partedOf(batch, disposition, ids))
    case 'retry': {
      const nextAttemptAtMs = nowMs + disposition.delayMs
      return {
        ...into([{ ...batch, phase: 'ready' }]),
        sendCountAtHold: isNews ? state.sendCount : state.sendCountAtHold,
        heldAtMs: nowMs,
        hold: {
          problem: disposition.problem,
          detail: disposition.detail,
          answer: outcome.answer,
          attemptCount: failureCount,
          attempts: [...(state.hold?.attempts ?? []), attempt].slice(-heldAttemptsShownMax),
          sinceMs: state.hold?.sinceMs ?? nowMs,
          nextAttemptAtMs: isNews
            ? nextAttemptAtMs
            : Math.max(nextAttemptAtMs, state.hold?.nextAttemptAtMs ?? 0),
        },
      }
    }
  }
}

/** Tries kept of one batch: the first, by which its age is known, and the last. */
const attemptsKeptMax = 50

function withAttempt(attempts: readonly Attempt[], attempt: Attempt): readonly Attempt[] {
  const all = [...attempts, attempt]
  return all.length <= attemptsKeptMax ? all : all.toSpliced(1, 1)
}

/** Batches read ahead of those on the way, so that the next one is ready when one ends. */
const readAheadBatchCount = 2

function planned(state: LaneState, nowMs: EpochMs): readonly [LaneState, readonly LaneEffect[]] {
  const effects: LaneEffect[] = []
  let next = lingered(state, nowMs)
  next = withSettle(next, effects)
  if (next.mode === 'running') {
    next = withSends(next, nowMs, effects)
    next = withRead(next, effects)
    const wakeAtMs = nextWakeMs(next)
    if (wakeAtMs !== null) effects.push({ kind: 'wake', atMs: wakeAtMs })
  }
  return [next, effects]
}

function lingered(state: LaneState, nowMs: EpochMs): LaneState {
  if (state.open === null) return state
  const { openedAtMs } = state.open
  const isDue = nowMs >= openedAtMs + state.plan.lingerMs || isSetBack(nowMs, openedAtMs)
  return isDue ? sealed(state) : state
}

/** A clock that shows less than it did was set back: what waits by it is due, and does not wait as long again. */
function isSetBack(nowMs: EpochMs, notedMs: EpochMs): boolean {
  return nowMs < notedMs
}

/** Settles the ended batches at the front; an event that stands in two batches waits for the second. */
function withSettle(state: LaneState, effects: LaneEffect[]): LaneState {
  if (state.settling.length > 0) return state
  const endedCount = state.queue.findIndex((batch) => batch.phase !== 'ended')
  const batches = state.queue.slice(0, endedCount < 0 ? state.queue.length : endedCount)
  const last = batches.at(-1)
  if (last === undefined || last.coversUpTo <= state.position) return state
  effects.push({ kind: 'settle', batches, position: last.coversUpTo })
  return { ...state, settling: batches.map(({ id }) => id) }
}

function withSends(state: LaneState, nowMs: EpochMs, effects: LaneEffect[]): LaneState {
  const { hold } = state
  const isHeld = hold !== null && nowMs < hold.nextAttemptAtMs && !isSetBack(nowMs, state.heldAtMs)
  if (isHeld) return state
  const inFlightMax = hold === null ? state.plan.inFlightMax : 1
  let { sendCount } = state
  let inFlightCount = state.queue.filter((batch) => batch.phase === 'sending').length
  const queue = state.queue.map((batch) => {
    if (batch.phase !== 'ready' || inFlightCount >= inFlightMax) return batch
    inFlightCount += 1
    sendCount += 1
    const sending: Batch = { ...batch, phase: 'sending', sendNumber: sendCount }
    effects.push({ kind: 'send', batch: sending })
    return sending
  })
  return { ...state, queue, sendCount }
}

function withRead(state: LaneState, effects: LaneEffect[]): LaneState {
  const aheadMax = state.plan.inFlightMax + readAheadBatchCount
  if (state.reading || state.caughtUp || state.queue.length >= aheadMax) return state
  effects.push({ kind: 'read', after: state.readUpTo })
  return { ...state, reading: true }
}

function nextWakeMs(state: LaneState): EpochMs | null {
  const times: EpochMs[] = []
  if (state.open !== null) times.push(state.open.openedAtMs + state.plan.lingerMs)
  const waits = state.queue.some((batch) => batch.phase === 'ready')
  if (state.hold !== null && waits) times.push(state.hold.nextAttemptAtMs)
  return times.length === 0 ? null : Math.min(...times)
}
