import type { Attempt } from '../../core/attempt.ts'
import type { ProblemCode } from '../../core/problem.ts'
import type { Integration } from '../../core/integration.ts'
import { isoOf } from '../../platform/clock.ts'
import type { BatchRecord, DeadLetter } from '../../store/store.ts'
import { diagnosisViewOf } from '../integrations/integration-view.ts'
import { objectStateOf, type EventOutcome } from './delivery.ts'
import { jsonObjectOf, jsonOf } from './entry.ts'
import type { Diagnosis, LiveAttempt, LiveEventDetail, LiveRecord } from './live-event.ts'
import { readOutcomes, type PlacedEntry } from './outcomes.ts'
import { readRowContext, readRows, type RowNeeds } from './row.ts'

/** Everything about one event: itself, its records, the requests they travelled in, and what mends a problem. */
export async function readDetail(
  placed: PlacedEntry & { readonly duplicateCount: number },
  needs: RowNeeds,
): Promise<LiveEventDetail> {
  const context = await readRowContext(needs)
  const [row] = await readRows([placed], context, needs)
  if (row === undefined) throw new RangeError('one entry gives one row') // our own mistake: the request fails, nothing else
  const records: LiveRecord[] = []
  const diagnoses = new Map<string, Diagnosis>()
  for (const integration of context.integrations) {
    if (placed.offset <= integration.startsAfter) continue
    const outcome = (await readOutcomes(integration, [placed], needs))(placed)
    records.push(...recordsOf(integration, outcome))
    for (const problem of problemsOf(outcome)) {
      const diagnosis = diagnosisViewOf(integration.catalogKey, problem)
      if (diagnosis !== null) diagnoses.set(`${integration.catalogKey} ${problem}`, diagnosis)
    }
  }
  const { entry, duplicateCount } = placed
  return {
    ...row,
    event: entry.kind === 'event' ? entry : jsonOf(entry.raw),
    duplicate_count: duplicateCount,
    records,
    diagnoses: [...diagnoses.values()],
  }
}

/** The records an event became for an integration: those that mapping makes, and dead letters that it makes no more. */
export function recordsOf(integration: Integration, outcome: EventOutcome): LiveRecord[] {
  const mappedNow = outcome.mapped()
  const mapped = mappedNow.kind === 'records' ? mappedNow.records : []
  const letterOf = (object: string, key: string) =>
    outcome.deadLetters.find((letter) => letter.object === object && letter.key === key) ?? null
  const present = mapped.map((record) =>
    recordViewOf({ integration, outcome, ...record, letter: letterOf(record.object, record.key) }),
  )
  const orphans = outcome.deadLetters.filter(
    (letter) =>
      !mapped.some((record) => record.object === letter.object && record.key === letter.key),
  )
  return [
    ...present,
    ...orphans.map((letter) =>
      recordViewOf({ integration, outcome, ...letter, json: letter.recordJson, letter }),
    ),
  ]
}

type RecordGiven = {
  readonly integration: Integration
  readonly outcome: EventOutcome
  readonly object: string
  readonly key: string
  readonly json: string
  readonly letter: DeadLetter | null
}

function recordViewOf({
  integration,
  outcome,
  object,
  key,
  json,
  letter,
}: RecordGiven): LiveRecord {
  const isDead = letter !== null && letter.state !== 'replayed'
  const batch = isDead ? null : batchOf(object, outcome)
  return {
    integration_id: integration.id,
    object,
    key,
    record:
      jsonObjectOf(letter === null || letter.recordJson === '' ? json : letter.recordJson) ?? {},
    state: isDead ? 'dead' : aliveStateOf(object, outcome),
    batch_id: batch?.id ?? null,
    batch_record_count: batch?.recordCount ?? null,
    batch_body_bytes: batch?.bodyBytes ?? null,
    attempts: isDead ? deadAttemptsOf(letter, outcome) : aliveAttemptsOf(object, batch, outcome),
    dead_letter_id: letter?.id ?? null,
  }
}

/** A living record beside a dead one of the same object went out with the same lane: it has been accepted. */
function aliveStateOf(object: string, outcome: EventOutcome) {
  const state = objectStateOf(object, outcome)
  return state === 'dead' ? 'accepted' : state
}

/** The tries of the batch that ended its way; while its lane is held, what the lane was last answered. */
function aliveAttemptsOf(
  object: string,
  batch: BatchRecord | null,
  outcome: EventOutcome,
): LiveAttempt[] {
  const held = outcome.lanes.get(object)?.hold?.attempts ?? []
  return (batch?.attempts ?? held).map(attemptViewOf)
}

/** The batch that ended a record's way: the accepted one, else the last. */
function batchOf(object: string, { batches }: EventOutcome): BatchRecord | null {
  const sent = batches.filter((batch) => batch.object === object && batch.state !== 'dropped')
  return sent.find((batch) => batch.state === 'accepted') ?? sent.at(-1) ?? null
}

/** The tries of the dead letter's own batch; where that is forgotten, the answer that ended it. */
function deadAttemptsOf(letter: DeadLetter, { batches }: EventOutcome): LiveAttempt[] {
  const batch = batches.find((one) => one.object === letter.object && one.state === 'dead')
  if (batch !== undefined) return batch.attempts.map(attemptViewOf)
  if (letter.answer === null) return []
  const { answer, problem } = letter
  return [
    {
      at: isoOf(letter.diedAtMs),
      took_ms: 0,
      outcome: 'refused',
      status: answer.status,
      problem,
      detail: letter.reasons.length === 0 ? null : letter.reasons.join(' '),
      answer: answer.body,
    },
  ]
}

function attemptViewOf(attempt: Attempt): LiveAttempt {
  return {
    at: isoOf(attempt.atMs),
    took_ms: attempt.tookMs,
    outcome: attempt.kind,
    status: attempt.answer?.status ?? null,
    problem: attempt.problem,
    detail: attempt.detail,
    answer: attempt.answer?.body ?? null,
  }
}

/** Problems to explain: of dead letters, and of lanes that hold a record of this event up. */
function problemsOf(outcome: EventOutcome): ProblemCode[] {
  const dead = outcome.deadLetters.filter((letter) => letter.state !== 'replayed')
  const mapped = outcome.mapped()
  const objects = mapped.kind === 'records' ? mapped.records.map((one) => one.object) : []
  const held = [...new Set(objects)].flatMap((object) => {
    if (objectStateOf(object, outcome) !== 'retrying') return []
    const problem = outcome.lanes.get(object)?.hold?.problem
    return problem === undefined ? [] : [problem]
  })
  return [...dead.map((letter) => letter.problem), ...held]
}
