import type { EpochMs, Offset } from '../core/ids.ts'
import type { LaneKey } from '../core/lane.ts'
import type { SendOutcome } from '../core/outcome.ts'
import type { LiveBoard } from '../live/live-board.ts'
import type { Clock } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import type { BatchRecord, NewDeadLetter } from '../store/store.ts'
import type { Telemetry } from '../telemetry/events.ts'
import { bodyBytesOf, bodyOf } from './batch-body.ts'
import type { ChunkSource } from './chunk-source.ts'
import { deadLetterIdOf } from './dead-letter-id.ts'
import type { Batch, LaneEffect, LaneInput, LanePlan, LaneRecord, LaneState } from './lane-state.ts'
import { idlePositionOf, laneStart, laneStep } from './lane-step.ts'
import type { MappedEntry } from './mapper.ts'
import type { Settler } from './settler.ts'

/** A lane that runs: the reducer of `lane-step.ts` with its effects carried out. */
export interface Lane {
  readonly object: string
  /** Where it may be said to stand; null when it stands where it last settled. */
  idlePosition(): Offset | null
  /** Everything up to here is done with, durable or not needed again. */
  position(): Offset
  tell(input: LaneInput): void
  /** Sends nothing new, and resolves when what is on the way has been answered and settled. */
  drain(): Promise<void>
}

export type LaneNeeds = {
  readonly key: LaneKey
  readonly plan: LanePlan
  readonly position: Offset
  readonly source: ChunkSource
  /** Sends one body, keeping the org's pace. */
  readonly send: (object: string, body: string, signal: AbortSignal) => Promise<SendOutcome>
  readonly settler: Settler
  /** Revision of the integration's configuration in force now. */
  readonly revision: () => number
  readonly board: LiveBoard
  readonly clock: Clock
  readonly random: Pick<Random, 'fraction'>
  readonly telemetry: Pick<
    Telemetry,
    'batchAttempted' | 'recordsSettled' | 'recordDeadLettered' | 'laneHeld'
  >
  /** Ends what is on the way when the process cannot wait longer. */
  readonly signal: AbortSignal
  /** Storage failed: the process must stop, recover, and be given the work again by the journal. */
  readonly onFailure: (cause: unknown) => void
}

export function createLane(needs: LaneNeeds): Lane {
  const { key, clock, board, telemetry, signal } = needs
  let state: LaneState = laneStart(needs.plan, needs.position)
  let wakeAtMs: EpochMs | null = null
  let wakeAbort = new AbortController()
  const underWay = new Set<Promise<void>>()

  function tell(input: LaneInput): void {
    const before = state
    const [after, effects] = laneStep(before, input, clock.now())
    state = after
    if (isShownDifferent(before, after)) publish()
    for (const effect of effects) carryOut(effect)
  }

  function carryOut(effect: LaneEffect): void {
    if (effect.kind === 'wake') {
      wakeBy(effect.atMs)
      return
    }
    const task: Promise<void> = perform(effect)
      .catch((cause: unknown) => {
        if (!signal.aborted) needs.onFailure(cause)
      })
      .finally(() => underWay.delete(task))
    underWay.add(task)
  }

  async function perform(effect: Exclude<LaneEffect, { kind: 'wake' }>): Promise<void> {
    switch (effect.kind) {
      case 'read':
        return await read(effect.after)
      case 'send':
        return await send(effect.batch)
      case 'settle':
        return await settle(effect.batches, effect.position)
    }
  }

  async function read(after: Offset): Promise<void> {
    const chunk = await needs.source.chunkAfter(after)
    const records = chunk.entries.flatMap((entry) => laneRecordsOf(entry, key.object))
    const caughtUp = needs.source.isCaughtUp(chunk.upTo)
    tell({ kind: 'read', read: { records, upTo: chunk.upTo, caughtUp } })
  }

  async function send(batch: Batch): Promise<void> {
    const body = bodyOf(batch.records)
    const startedAtMs = clock.now()
    const revision = needs.revision()
    const outcome = await needs.send(key.object, body, signal)
    const fraction = needs.random.fraction()
    tell({ kind: 'answered', batchId: batch.id, outcome, startedAtMs, revision, fraction })
    report(batch, outcome, startedAtMs)
  }

  function report(batch: Batch, outcome: SendOutcome, startedAtMs: EpochMs): void {
    const hold = state.hold
    telemetry.batchAttempted({
      ...key,
      batchId: batch.id,
      attempt: batch.attemptCount + 1,
      recordCount: batch.records.length,
      bodyBytes: bodyBytesOf(batch.recordBytes, batch.records.length),
      outcome: outcome.kind,
      status: outcome.answer?.status ?? null,
      problem: 'problem' in outcome ? outcome.problem : null,
      tookMs: clock.now() - startedAtMs,
      nextDelayMs: hold === null ? null : hold.nextAttemptAtMs - clock.now(),
    })
    if (hold !== null) {
      const delayMs = hold.nextAttemptAtMs - clock.now()
      const { problem, attemptCount } = hold
      telemetry.laneHeld({ ...key, problem, attemptCount, delayMs })
    }
  }

  async function settle(batches: readonly Batch[], position: Offset): Promise<void> {
    const passed = batches
      .flatMap(({ records }) => records)
      .filter(({ offset }) => offset <= position)
    const deadLetters = batches.flatMap((batch) => deadLettersOf(batch, key, clock.now()))
    await needs.settler.settle({
      pass: {
        object: key.object,
        position,
        passed,
        dead: deadLetters.map(({ offset }) => offset),
      },
      batches: batches.map((batch) =>
        batchRecordOf(batch, key.object, needs.revision(), clock.now()),
      ),
      deadLetters,
    })
    tell({ kind: 'settled', batchIds: batches.map(({ id }) => id), position })
    board.publish({
      kind: 'settled',
      integrationId: key.integrationId,
      offsets: [...new Set(passed.map(({ offset }) => offset))],
    })
    reportSettled(batches, deadLetters)
  }

  function reportSettled(batches: readonly Batch[], deadLetters: readonly NewDeadLetter[]): void {
    const recordCount = batches.reduce((sum, batch) => sum + batch.records.length, 0)
    const { object } = key
    const accepted = recordCount - deadLetters.length
    if (accepted > 0) telemetry.recordsSettled({ object, state: 'accepted', count: accepted })
    if (deadLetters.length > 0) {
      telemetry.recordsSettled({ object, state: 'dead', count: deadLetters.length })
    }
    for (const { offset, problem } of deadLetters) {
      telemetry.recordDeadLettered({ ...key, offset, problem })
    }
  }

  function wakeBy(atMs: EpochMs): void {
    if (wakeAtMs !== null && wakeAtMs <= atMs) return
    wakeAbort.abort()
    wakeAbort = new AbortController()
    wakeAtMs = atMs
    const own = wakeAbort.signal
    void clock.sleep(Math.max(0, atMs - clock.now()), own).then(() => {
      if (own.aborted) return
      wakeAtMs = null
      tell({ kind: 'tick' })
    })
  }

  function publish(): void {
    board.publish({
      kind: 'lane-changed',
      status: {
        ...key,
        position: state.position,
        state: state.mode === 'paused' ? 'paused' : state.hold === null ? 'running' : 'held',
        hold: state.hold,
        inFlightCount: state.queue.filter((batch) => batch.phase === 'sending').length,
        lastAcceptedAtMs: state.lastAcceptedAtMs,
      },
    })
  }

  publish()
  return {
    object: key.object,
    idlePosition: () => idlePositionOf(state),
    position: () => idlePositionOf(state) ?? state.position,
    tell,
    async drain() {
      tell({ kind: 'stopped' })
      wakeAbort.abort()
      while (underWay.size > 0) await Promise.allSettled(underWay)
    },
  }
}

function isShownDifferent(before: LaneState, after: LaneState): boolean {
  return (
    before.mode !== after.mode ||
    before.hold !== after.hold ||
    before.position !== after.position ||
    before.lastAcceptedAtMs !== after.lastAcceptedAtMs
  )
}

/** The records of one object that an event made, each knowing the event's other objects. */
export function laneRecordsOf(
  { offset, mapped }: MappedEntry,
  object: string,
): readonly LaneRecord[] {
  if (mapped.kind !== 'records') return []
  const objects = [...new Set(mapped.records.map((record) => record.object))]
  return mapped.records
    .filter((record) => record.object === object)
    .map(({ key, userKey, json, bytes }) => ({ offset, objects, key, userKey, json, bytes }))
}

/** The events of a batch, each once. */
function offsetsOf(batch: Batch): readonly Offset[] {
  return [...new Set(batch.records.map(({ offset }) => offset))]
}

function batchRecordOf(
  batch: Batch,
  object: string,
  revision: number,
  endedAtMs: EpochMs,
): BatchRecord {
  return {
    id: batch.id,
    object,
    state: batch.dead.length > 0 ? 'dead' : 'accepted',
    revision: batch.revision ?? revision,
    bodyBytes: bodyBytesOf(batch.recordBytes, batch.records.length),
    recordCount: batch.records.length,
    offsets: offsetsOf(batch),
    attempts: batch.attempts,
    endedAtMs,
  }
}

function deadLettersOf(batch: Batch, key: LaneKey, diedAtMs: EpochMs): readonly NewDeadLetter[] {
  return batch.dead.map(({ record, problem, reasons }) => ({
    id: deadLetterIdOf(key, record),
    integrationId: key.integrationId,
    object: key.object,
    offset: record.offset,
    key: record.key,
    userKey: record.userKey,
    recordJson: record.json,
    problem,
    reasons,
    answer: batch.attempts.at(-1)?.answer ?? null,
    attemptCount: batch.attemptCount,
    diedAtMs,
  }))
}
