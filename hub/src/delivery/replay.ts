import { attemptOf, type Attempt } from '../core/attempt.ts'
import type { Integration } from '../core/integration.ts'
import { dropLane } from '../core/lane.ts'
import type { SendOutcome } from '../core/outcome.ts'
import type { ProblemCode } from '../core/problem.ts'
import type { DeadLetter, ReplaySettlement } from '../store/store.ts'
import { bodyBytesOf, bodyOf } from './batch-body.ts'
import type { DeliveryNeeds } from './delivery-needs.ts'
import { dispositionOf, type Disposition } from './disposition.ts'
import type { PassedEvent } from './event-tracker.ts'
import { batchIdOf } from './lane-fill.ts'
import { readReplayPlan, type ReplayPart, type ReplayPlan } from './replay-record.ts'

/** Dead letters of one lane taken at a time. */
const replayCountMax = 200

/** How soon a letter is looked at again whose event has records still on their way. */
const unendedDelayMs = 1_000

/**
 * Sends the dead letters of one lane again that a person asked for, made anew by today's mapping. What cannot be decided
 * yet (the other side is away, the integration is paused) stays marked and is tried again, also after a restart.
 *
 * A letter waits until its event has been counted, because a replay moves that count from dead to accepted.
 */
export interface LaneReplay {
  /** Looks for marked letters at once, also when it was waiting; harmless when there are none. */
  look(): void
  drain(): Promise<void>
}

export type LaneReplayNeeds = {
  readonly object: string
  readonly idPrefix: string
  /** As it is now. */
  readonly integration: () => Integration
  readonly isEnded: (event: PassedEvent) => boolean
  readonly send: (object: string, body: string, signal: AbortSignal) => Promise<SendOutcome>
  readonly needs: DeliveryNeeds
  readonly signal: AbortSignal
}

/** What trying one letter came to. */
type Tried =
  | { readonly kind: 'settled'; readonly settlement: ReplaySettlement }
  | { readonly kind: 'later'; readonly delayMs: number }

export function createLaneReplay(replay: LaneReplayNeeds): LaneReplay {
  const { store, clock, board, onFailure } = replay.needs
  const stop = new AbortController()
  const ended = AbortSignal.any([replay.signal, stop.signal])
  let wait = new AbortController()
  let batchCount = 0
  let failureCount = 0
  let isAsked = false
  let working: Promise<void> | null = null

  async function work(): Promise<void> {
    while (isAsked && !ended.aborted) {
      isAsked = false
      await replayMarked()
    }
  }

  async function replayMarked(): Promise<void> {
    // Ends: each settled letter leaves the list, and a wait lets what was asked meanwhile be looked at first.
    while (!ended.aborted) {
      const { id, enabled } = replay.integration()
      if (!enabled) return
      const key = { integrationId: id, object: replay.object }
      const letters = await store.deadLetters.replaying(key, replayCountMax)
      if (letters.length === 0) return
      const delayMs = await replayAll(letters)
      if (delayMs === null) continue
      wait = new AbortController()
      await clock.sleep(delayMs, AbortSignal.any([ended, wait.signal]))
    }
  }

  /** Tries each letter once; null when all were settled, else how long to wait for the others. */
  async function replayAll(letters: readonly DeadLetter[]): Promise<number | null> {
    let delayMs: number | null = null
    for (const letter of letters) {
      if (ended.aborted || !replay.integration().enabled) return delayMs ?? 0
      const tried = await tryLetter(letter)
      if (tried.kind === 'later') {
        delayMs = Math.max(delayMs ?? 0, tried.delayMs)
        if (tried.delayMs !== unendedDelayMs) return delayMs
        continue
      }
      failureCount = 0
      await store.outcomes.settleReplay(tried.settlement)
      const { integrationId, offset } = letter
      board.publish({ kind: 'settled', integrationId, offsets: [offset] })
    }
    return delayMs
  }

  async function tryLetter(letter: DeadLetter): Promise<Tried> {
    const plan = await readReplayPlan(letter, replay.integration(), replay.needs)
    if (!replay.isEnded(eventOf(letter, plan))) return { kind: 'later', delayMs: unendedDelayMs }
    if (plan.kind === 'cannot') {
      const result = { problem: letter.problem, reasons: [plan.reason], answer: letter.answer }
      return settled(letter, [], [], { replayed: [], failed: [{ id: letter.id, ...result }] })
    }
    const attempts: Attempt[] = []
    for (const part of plan.parts) {
      const { outcome, attempt } = await sendPart(part)
      attempts.push(attempt)
      const disposition = dispositionNow(part, outcome, attempt)
      if (disposition.kind === 'retry') {
        failureCount += 1
        return { kind: 'later', delayMs: disposition.delayMs }
      }
      if (disposition.kind === 'accept') continue
      const failed = [{ id: letter.id, ...deathOf(disposition, outcome), answer: outcome.answer }]
      return settled(letter, plan.parts, attempts, { replayed: [], failed })
    }
    return settled(letter, plan.parts, attempts, { replayed: [letter.id], failed: [] })
  }

  async function sendPart({ object, records }: ReplayPart) {
    const startedAtMs = clock.now()
    const outcome = await replay.send(object, bodyOf(records), ended)
    return { outcome, attempt: attemptOf(outcome, { startedAtMs, endedAtMs: clock.now() }) }
  }

  function dispositionNow(
    { records }: ReplayPart,
    outcome: SendOutcome,
    attempt: Attempt,
  ): Disposition {
    return dispositionOf(
      {
        outcome,
        batch: { records, attempts: [attempt] },
        failureCount: failureCount + 1,
        nowMs: clock.now(),
        fraction: replay.needs.random.fraction(),
      },
      replay.needs.retryPolicy,
    )
  }

  function settled(
    letter: DeadLetter,
    parts: readonly ReplayPart[],
    attempts: readonly Attempt[],
    result: Pick<ReplaySettlement, 'replayed' | 'failed'>,
  ): Tried {
    const records = parts.flatMap((part) => part.records)
    const nowMs = clock.now()
    batchCount += 1
    return {
      kind: 'settled',
      settlement: {
        integrationId: letter.integrationId,
        batch: {
          id: batchIdOf(replay.idPrefix, batchCount),
          object: letter.object,
          state: result.replayed.length > 0 ? 'accepted' : 'dead',
          revision: replay.integration().revision,
          bodyBytes: bodyBytesOf(
            records.reduce((sum, { bytes }) => sum + bytes, 0),
            records.length,
          ),
          recordCount: records.length,
          offsets: [letter.offset],
          attempts,
          endedAtMs: nowMs,
        },
        ...result,
        settledAtMs: nowMs,
      },
    }
  }

  function look(): void {
    isAsked = true
    wait.abort()
    if (ended.aborted) return
    working ??= work()
      .catch((cause: unknown) => {
        if (!ended.aborted) onFailure(cause)
      })
      .finally(() => {
        working = null
        // Asked between the last look and here.
        if (isAsked) look()
      })
  }

  return {
    look,
    async drain() {
      stop.abort()
      await working
    },
  }
}

/** The event of a letter, with the objects it makes records of today. */
function eventOf(letter: DeadLetter, plan: ReplayPlan): PassedEvent {
  // Mapping had made no record of it: only the drop lane had to pass it.
  if (letter.object === dropLane) return { offset: letter.offset, objects: [dropLane] }
  const records = plan.kind === 'send' ? plan.parts.flatMap((part) => part.records) : []
  const objects = new Set([letter.object, ...records.flatMap((record) => record.objects)])
  return { offset: letter.offset, objects: [...objects] }
}

function deathOf(
  disposition: Exclude<Disposition, { kind: 'accept' | 'retry' }>,
  outcome: SendOutcome,
): { readonly problem: ProblemCode; readonly reasons: readonly string[] } {
  switch (disposition.kind) {
    case 'give-up':
      return disposition
    case 'part':
      return {
        problem: disposition.problem,
        reasons: disposition.bad.flatMap((bad) => bad.reasons),
      }
    case 'halve':
      return {
        problem: 'problem' in outcome ? outcome.problem : 'record_too_large',
        reasons: [
          'detail' in outcome ? outcome.detail : 'Data Cloud refused the records together.',
        ],
      }
  }
}
