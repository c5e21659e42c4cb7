import type { Attempt } from '../core/attempt.ts'
import type { DeadLetterId, EpochMs } from '../core/ids.ts'
import { offsetOf } from '../core/ids.ts'
import type { Integration } from '../core/integration.ts'
import { dropLane } from '../core/lane.ts'
import type { SendOutcome } from '../core/outcome.ts'
import type { DataRecord } from '../core/record.ts'
import type { DeadLetter, ReplaySettlement } from '../store/store.ts'
import { bodyBytesOf, bodyOf, recordBytesMax } from './batch-body.ts'
import type { DeliveryNeeds } from './delivery-needs.ts'
import { dispositionOf } from './disposition.ts'
import { subjectOf } from './mapper.ts'
import { batchIdOf } from './lane-fill.ts'
import type { LaneRecord } from './lane-state.ts'

/** Dead letters of one lane taken at a time. */
const replayCountMax = 200

/**
 * Sends dead letters again that a person asked for, each in a request of its own, made anew by today's mapping. What
 * cannot be decided yet (the other side is away) stays marked and is tried again, also after a restart.
 */
export interface Replayer {
  /** Looks for marked dead letters; harmless when there are none. */
  look(): void
  drain(): Promise<void>
}

type ReplayNeeds = {
  readonly integration: () => Integration
  readonly objects: readonly string[]
  readonly idPrefix: string
  readonly needs: DeliveryNeeds
  readonly send: (object: string, body: string, signal: AbortSignal) => Promise<SendOutcome>
  readonly signal: AbortSignal
}

/** What replaying one dead letter came to. */
type Replayed =
  | { readonly kind: 'settled'; readonly settlement: ReplaySettlement }
  | { readonly kind: 'later'; readonly delayMs: number }

export function createReplayer({
  integration,
  objects,
  idPrefix,
  needs,
  send,
  signal,
}: ReplayNeeds): Replayer {
  const { store, clock, random, board, onFailure } = needs
  const stop = new AbortController()
  const ended = AbortSignal.any([signal, stop.signal])
  let batchCount = 0
  let failureCount = 0
  let isAsked = false
  let working: Promise<void> | null = null

  async function replayAll(): Promise<void> {
    while (isAsked && !ended.aborted) {
      isAsked = false
      for (const object of [...objects, dropLane]) await replayLane(object)
    }
  }

  async function replayLane(object: string): Promise<void> {
    const key = { integrationId: integration().id, object }
    // Ends: each settled letter leaves the list, and a wait that is not over leaves the loop.
    while (!ended.aborted && integration().enabled) {
      const letters = await store.deadLetters.replaying(key, replayCountMax)
      if (letters.length === 0) return
      for (const letter of letters) {
        if (ended.aborted || !(await replayUntilSettled(letter))) return
      }
    }
  }

  async function replayUntilSettled(letter: DeadLetter): Promise<boolean> {
    while (!ended.aborted) {
      const replayed = await replayOne(letter)
      if (replayed.kind === 'settled') {
        failureCount = 0
        await store.outcomes.settleReplay(replayed.settlement)
        const { integrationId, offset } = letter
        board.publish({ kind: 'settled', integrationId, offsets: [offset] })
        return true
      }
      failureCount += 1
      await clock.sleep(replayed.delayMs, ended)
    }
    return false
  }

  async function replayOne(letter: DeadLetter): Promise<Replayed> {
    const made = await recordsToday(letter)
    if (made.kind === 'none') return refused(letter, made.reason)
    const startedAtMs = clock.now()
    const outcome = await send(made.object, bodyOf(made.records), ended)
    const attempt = attemptOf(outcome, startedAtMs, clock.now())
    const disposition = dispositionOf(
      {
        outcome,
        batch: { records: made.records, attempts: [attempt] },
        failureCount: failureCount + 1,
        nowMs: clock.now(),
        fraction: random.fraction(),
      },
      needs.retryPolicy,
    )
    switch (disposition.kind) {
      case 'accept':
        return settled(letter, made, attempt, { replayed: [letter.id], failed: [] })
      case 'retry':
        return { kind: 'later', delayMs: disposition.delayMs }
      case 'give-up':
        return settled(letter, made, attempt, {
          replayed: [],
          failed: [failedOf(letter.id, disposition, outcome)],
        })
      case 'halve':
      case 'part': {
        const problem = disposition.kind === 'part' ? disposition.problem : 'record_too_large'
        const reasons = 'refused' in outcome ? outcome.refused.flatMap((bad) => bad.reasons) : []
        return settled(letter, made, attempt, {
          replayed: [],
          failed: [failedOf(letter.id, { problem, reasons }, outcome)],
        })
      }
    }
  }

  type Made = {
    readonly kind: 'some'
    readonly object: string
    readonly records: readonly LaneRecord[]
  }

  /** What today's mapping makes of the event; the stored record when the event is no longer kept. */
  async function recordsToday(
    letter: DeadLetter,
  ): Promise<Made | { readonly kind: 'none'; readonly reason: string }> {
    const after = offsetOf(letter.offset - 1)
    const { entries } = await needs.journal.read({ after, entryCountMax: 1 })
    const entry = entries.find(({ offset }) => offset === letter.offset)
    if (entry === undefined) return storedOf(letter)
    const [first] = await needs.mapper.map(subjectOf(integration()), [entry])
    const mapped = first?.mapped
    if (mapped?.kind !== 'records') {
      return { kind: 'none', reason: mapped?.detail ?? 'The event could not be read.' }
    }
    const wanted = mapped.records.filter(
      ({ object, key }) => object === letter.object && key === letter.key,
    )
    const found = wanted[0]
    if (found === undefined) {
      return { kind: 'none', reason: `Today's mapping makes no such record of ${letter.object}.` }
    }
    if (found.bytes > recordBytesMax) {
      return { kind: 'none', reason: `The record is still larger than ${recordBytesMax} bytes.` }
    }
    return { kind: 'some', object: letter.object, records: [laneRecordOf(letter, found)] }
  }

  function refused(letter: DeadLetter, reason: string): Replayed {
    const failed = [
      { id: letter.id, problem: letter.problem, reasons: [reason], answer: letter.answer },
    ]
    const made: Made = { kind: 'some', object: letter.object, records: [] }
    return settled(letter, made, null, { replayed: [], failed })
  }

  function settled(
    letter: DeadLetter,
    made: Made,
    attempt: Attempt | null,
    result: Pick<ReplaySettlement, 'replayed' | 'failed'>,
  ): Replayed {
    const nowMs = clock.now()
    const recordBytes = made.records.reduce((sum, { bytes }) => sum + bytes, 0)
    batchCount += 1
    return {
      kind: 'settled',
      settlement: {
        integrationId: letter.integrationId,
        batch: {
          id: batchIdOf(idPrefix, batchCount),
          object: made.object,
          state: result.replayed.length > 0 ? 'accepted' : 'dead',
          revision: integration().revision,
          bodyBytes: bodyBytesOf(recordBytes, made.records.length),
          recordCount: made.records.length,
          offsets: [letter.offset],
          attempts: attempt === null ? [] : [attempt],
          endedAtMs: nowMs,
        },
        ...result,
        settledAtMs: nowMs,
      },
    }
  }

  return {
    look() {
      isAsked = true
      if (ended.aborted) return
      working ??= replayAll()
        .catch((cause: unknown) => {
          if (!ended.aborted) onFailure(cause)
        })
        .finally(() => {
          working = null
          if (isAsked && !ended.aborted) this.look()
        })
    },
    async drain() {
      stop.abort()
      await working
    },
  }
}

function storedOf(letter: DeadLetter) {
  if (letter.recordJson === '') {
    return {
      kind: 'none',
      reason: 'The event is no longer kept, and no record was made of it.',
    } as const
  }
  const { recordJson: json } = letter
  const bytes = Buffer.byteLength(json)
  const record = { offset: letter.offset, key: letter.key, userKey: letter.userKey, json, bytes }
  return { kind: 'some', object: letter.object, records: [record] } as const
}

function laneRecordOf(letter: DeadLetter, { key, userKey, json, bytes }: DataRecord): LaneRecord {
  return { offset: letter.offset, key, userKey, json, bytes }
}

function failedOf(
  id: DeadLetterId,
  { problem, reasons }: Pick<ReplaySettlement['failed'][number], 'problem' | 'reasons'>,
  outcome: SendOutcome,
): ReplaySettlement['failed'][number] {
  return { id, problem, reasons, answer: outcome.answer }
}

function attemptOf(outcome: SendOutcome, startedAtMs: EpochMs, nowMs: EpochMs): Attempt {
  return {
    atMs: startedAtMs,
    tookMs: nowMs - startedAtMs,
    kind: outcome.kind,
    problem: 'problem' in outcome ? outcome.problem : null,
    detail: 'detail' in outcome ? outcome.detail : null,
    answer: outcome.answer,
  }
}
