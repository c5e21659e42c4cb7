import type { Attempt } from '../../core/attempt.ts'
import type { Offset } from '../../core/ids.ts'
import type { Integration } from '../../core/integration.ts'
import { dropLane } from '../../core/lane.ts'
import type { Mapped } from '../../core/record.ts'
import type { LaneHold, LaneStatus } from '../../live/live-board.ts'
import { isoOf } from '../../platform/clock.ts'
import type { BatchRecord, DeadLetter } from '../../store/store.ts'
import type { LiveDelivery, LiveState } from './live-event.ts'

/** What is known of one event for one integration: what is final, and how its lanes are. */
export type EventOutcome = {
  readonly offset: Offset
  readonly receivedAtMs: number
  /**
   * What the rules and the mapping say today; what is recorded goes before it. A function, because it is the dear part
   * and most questions are answered without it; it gives the same answer each time.
   */
  readonly mapped: () => Mapped
  /** Ended batches that hold the event. */
  readonly batches: readonly BatchRecord[]
  readonly deadLetters: readonly DeadLetter[]
  /** Durable places of the integration's lanes, by object: up to there everything is settled. */
  readonly positions: ReadonlyMap<string, Offset>
  readonly lanes: ReadonlyMap<string, LaneStatus>
}

/**
 * Where an event stands for an integration, or null when the integration is not given it at all.
 *
 * The event is *dropped* when a drop batch holds it; *dead* when any of its records is a dead letter still; *accepted*
 * when each of its objects is; *retrying* when an object that is not yet settled waits in a held lane; else *waiting*.
 */
export function deliveryOf(integration: Integration, outcome: EventOutcome): LiveDelivery | null {
  if (outcome.offset <= integration.startsAfter) return null
  const common = {
    integration_id: integration.id,
    integration_name: integration.name,
    objects: objectsOf(outcome),
  }
  const drop = dropOf(outcome)
  if (drop !== null) return { ...common, ...notTried, objects: [], state: 'dropped', ...drop }
  const dead = outcome.deadLetters.find(isDead)
  if (dead !== undefined) return { ...common, ...deadView(dead, outcome) }
  const states = common.objects.map((object) => objectStateOf(object, outcome))
  const isAccepted = states.length > 0 && states.every((state) => state === 'accepted')
  if (isAccepted) return { ...common, ...sentView(outcome), state: 'accepted' }
  const hold = integration.enabled ? holdOf(common.objects, outcome) : null
  if (hold !== null) return { ...common, ...sentView(outcome), ...heldView(hold) }
  const detail = integration.enabled ? null : 'The integration is paused.'
  return { ...common, ...sentView(outcome), state: 'waiting', detail }
}

/** Where one object's records of an event stand. */
export function objectStateOf(object: string, outcome: EventOutcome): LiveState {
  const { offset, deadLetters, batches, positions, lanes } = outcome
  if (deadLetters.some((letter) => letter.object === object && isDead(letter))) return 'dead'
  // The lane has passed the event: all its records there are settled, also when the batch is forgotten by now.
  if ((positions.get(object) ?? 0) >= offset) return 'accepted'
  const isSent = batches.some((batch) => batch.object === object && batch.state === 'accepted')
  // Several records of one object may travel in several batches: only the lane's place tells when the last has ended.
  if (isSent && recordCountOf(object, outcome.mapped()) <= 1) return 'accepted'
  return lanes.get(object)?.state === 'held' ? 'retrying' : 'waiting'
}

/**
 * Whether an event may be in a state, by what is recorded alone: a search looks no closer at the others. A yes is no
 * promise.
 */
export function mayBeIn(state: LiveState, outcome: EventOutcome): boolean {
  const isDropped = outcome.batches.some((batch) => batch.state === 'dropped')
  const hasDied = outcome.deadLetters.some(isDead)
  switch (state) {
    case 'dropped':
      return isDropped || (outcome.batches.length === 0 && !hasDied)
    case 'dead':
      return hasDied
    case 'retrying':
      return (
        !isDropped && !hasDied && [...outcome.lanes.values()].some((lane) => lane.state === 'held')
      )
    case 'accepted':
    case 'waiting':
      return !isDropped && !hasDied
  }
}

const notTried = { status: null, attempt_count: 0, latency_ms: null, next_attempt_at: null }

function isDead(letter: DeadLetter): boolean {
  return letter.state !== 'replayed'
}

function recordCountOf(object: string, mapped: Mapped): number {
  if (mapped.kind !== 'records') return 0
  return mapped.records.filter((record) => record.object === object).length
}

/** The objects an event became records of: what mapping says, and what is recorded besides. */
function objectsOf({ mapped: mappedNow, batches, deadLetters }: EventOutcome): string[] {
  const mapped = mappedNow()
  const expected = mapped.kind === 'records' ? mapped.records.map((record) => record.object) : []
  const sent = batches.flatMap((batch) => (batch.state === 'dropped' ? [] : [batch.object]))
  const dead = deadLetters.map((letter) => letter.object)
  return [...new Set([...expected, ...sent, ...dead])].filter((object) => object !== dropLane)
}

function dropOf(outcome: EventOutcome): { reason: string; detail: string } | null {
  const { offset, batches, positions } = outcome
  for (const batch of batches) {
    if (batch.state !== 'dropped') continue
    const recorded = batch.reasons?.[batch.offsets.indexOf(offset)]
    if (recorded !== undefined) return { reason: recorded.reason, detail: recorded.detail }
  }
  const isPassed = (positions.get(dropLane) ?? 0) >= offset
  const isUnsent = batches.length === 0 && outcome.deadLetters.length === 0
  if (!isPassed || !isUnsent) return null
  const mapped = outcome.mapped()
  if (mapped.kind !== 'dropped') return null
  return { reason: mapped.reason, detail: mapped.detail }
}

function deadView(letter: DeadLetter, { receivedAtMs }: EventOutcome) {
  return {
    state: 'dead' as const,
    status: letter.answer?.status ?? null,
    reason: letter.problem,
    detail: letter.reasons.length === 0 ? null : letter.reasons.join(' '),
    attempt_count: letter.attemptCount,
    latency_ms: Math.max(0, letter.diedAtMs - receivedAtMs),
    next_attempt_at: null,
  }
}

/** What the attempts so far tell, whatever the state. */
function sentView({ batches, receivedAtMs }: EventOutcome) {
  const sent = batches.filter((batch) => batch.state !== 'dropped')
  const last = lastAnsweredOf(sent.flatMap((batch) => batch.attempts))
  const endedAtMs = Math.max(...sent.map((batch) => batch.endedAtMs))
  return {
    status: last?.answer?.status ?? null,
    reason: null,
    detail: null,
    attempt_count: Math.max(0, ...sent.map((batch) => batch.attempts.length)),
    latency_ms: sent.length === 0 ? null : Math.max(0, endedAtMs - receivedAtMs),
    next_attempt_at: null,
  }
}

function lastAnsweredOf(attempts: readonly Attempt[]): Attempt | undefined {
  return attempts
    .filter((attempt) => attempt.answer !== null)
    .sort((one, other) => other.atMs - one.atMs)[0]
}

function heldView(hold: LaneHold) {
  return {
    state: 'retrying' as const,
    status: hold.answer?.status ?? null,
    reason: hold.problem,
    detail: hold.detail,
    attempt_count: hold.attemptCount,
    next_attempt_at: isoOf(hold.nextAttemptAtMs),
  }
}

function holdOf(objects: readonly string[], outcome: EventOutcome): LaneHold | null {
  for (const object of objects) {
    if (objectStateOf(object, outcome) !== 'retrying') continue
    const hold = outcome.lanes.get(object)?.hold ?? null
    if (hold !== null) return hold
  }
  return null
}
