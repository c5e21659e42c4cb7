import { expect, test } from 'vitest'
import { offsetOf, type BatchId, type DeadLetterId, type IntegrationId } from '../../core/ids.ts'
import type { Integration } from '../../core/integration.ts'
import { dropLane } from '../../core/lane.ts'
import type { Mapped } from '../../core/record.ts'
import type { LaneStatus } from '../../live/live-board.ts'
import type { BatchRecord, DeadLetter } from '../../store/store.ts'
import { deliveryOf, mayBeIn, type EventOutcome } from './delivery.ts'

const offset = offsetOf(7)
const receivedAtMs = Date.UTC(2026, 0, 15, 12)

const integration: Integration = {
  id: 'int_1' as IntegrationId,
  catalogKey: 'salesforce_cdp',
  name: 'Salesforce CDP',
  variant: 'default',
  deliveryMode: 'server_side',
  config: {},
  objectNames: {},
  enabled: true,
  revision: 1,
  startsAfter: offsetOf(0),
  createdAt: '2026-01-15T12:00:00.000Z',
  updatedAt: '2026-01-15T12:00:00.000Z',
}

function mappedTo(...objects: string[]): Mapped {
  const records = objects.map((object, index) => ({
    object,
    key: `key-${index}`,
    userKey: 'user-1',
    json: '{}',
    bytes: 2,
  }))
  return { kind: 'records', records }
}

function batchOf(object: string, changes: Partial<BatchRecord> = {}): BatchRecord {
  return {
    id: `bat_${object}` as BatchId,
    object,
    state: 'accepted',
    revision: 1,
    bodyBytes: 100,
    recordCount: 3,
    offsets: [offsetOf(6), offset],
    attempts: [attemptAt(receivedAtMs + 300, 202)],
    endedAtMs: receivedAtMs + 400,
    ...changes,
  }
}

function attemptAt(atMs: number, status: number) {
  const answer = { status, body: '{"accepted":true}' }
  return { atMs, tookMs: 20, kind: 'accepted', problem: null, detail: null, answer }
}

function letterOf(object: string, state: DeadLetter['state'] = 'dead'): DeadLetter {
  return {
    id: 'dl_1' as DeadLetterId,
    integrationId: integration.id,
    object,
    offset,
    key: 'key-0',
    userKey: 'user-1',
    recordJson: '{}',
    problem: 'schema_mismatch',
    reasons: ['field price: expected number'],
    answer: { status: 400, body: '{}' },
    attemptCount: 2,
    diedAtMs: receivedAtMs + 900,
    state,
  }
}

function heldLane(object: string): LaneStatus {
  return {
    integrationId: integration.id,
    object,
    position: offsetOf(0),
    state: 'held',
    inFlightCount: 0,
    lastAcceptedAtMs: null,
    hold: {
      problem: 'credentials_invalid',
      detail: 'The client secret is refused.',
      answer: { status: 401, body: '{}' },
      attemptCount: 4,
      attempts: [],
      sinceMs: receivedAtMs,
      nextAttemptAtMs: receivedAtMs + 60_000,
    },
  }
}

type Given = Partial<Pick<EventOutcome, 'batches' | 'deadLetters'>> & {
  readonly mapped?: Mapped
  readonly positions?: Readonly<Record<string, number>>
  readonly lanes?: readonly LaneStatus[]
  readonly integration?: Partial<Integration>
}

function outcomeOf({ mapped = mappedTo('page_view'), ...given }: Given): EventOutcome {
  const { positions = {}, lanes = [], batches = [], deadLetters = [] } = given
  return {
    offset,
    receivedAtMs,
    mapped: () => mapped,
    batches,
    deadLetters,
    positions: new Map(Object.entries(positions).map(([key, value]) => [key, offsetOf(value)])),
    lanes: new Map(lanes.map((lane) => [lane.object, lane])),
  }
}

/** Where the event stands; and that a search for that state would look at it. */
function delivery(given: Given) {
  const outcome = outcomeOf(given)
  const found = deliveryOf({ ...integration, ...given.integration }, outcome)
  if (found !== null) expect(mayBeIn(found.state, outcome)).toBe(true)
  return found
}

test('an event from before the integration starts has no delivery for it', () => {
  expect(delivery({ integration: { startsAfter: offset } })).toBeNull()
  expect(delivery({ integration: { startsAfter: offsetOf(6) } })).not.toBeNull()
})

test('an event that nothing is known of yet waits', () => {
  expect(delivery({})).toEqual({
    integration_id: 'int_1',
    integration_name: 'Salesforce CDP',
    state: 'waiting',
    status: null,
    objects: ['page_view'],
    reason: null,
    detail: null,
    attempt_count: 0,
    latency_ms: null,
    next_attempt_at: null,
  })
})

test("an event whose batch was accepted is accepted, with Data Cloud's own status", () => {
  const accepted = delivery({ batches: [batchOf('page_view')] })
  expect(accepted).toMatchObject({
    state: 'accepted',
    status: 202,
    attempt_count: 1,
    latency_ms: 400,
  })
})

test('an event is accepted only when all of its objects are', () => {
  const mapped = mappedTo('custom_event', 'commerce_event')
  const half = delivery({ mapped, batches: [batchOf('custom_event')] })
  expect(half).toMatchObject({
    state: 'waiting',
    objects: ['custom_event', 'commerce_event'],
    status: 202,
  })
  const whole = delivery({ mapped, batches: [batchOf('custom_event'), batchOf('commerce_event')] })
  expect(whole?.state).toBe('accepted')
})

test('several records of one object are accepted only when their lane has passed the event', () => {
  const given = {
    mapped: mappedTo('commerce_item', 'commerce_item'),
    batches: [batchOf('commerce_item')],
  }
  expect(delivery({ ...given, positions: { commerce_item: 6 } })?.state).toBe('waiting')
  expect(delivery({ ...given, positions: { commerce_item: 7 } })?.state).toBe('accepted')
})

test('an event stays accepted when its batch is forgotten, because its lane has passed it', () => {
  const forgotten = delivery({ positions: { page_view: 7 } })
  expect(forgotten).toMatchObject({ state: 'accepted', status: null, latency_ms: null })
})

test('an event with a dead record is dead, whatever became of its others', () => {
  const dead = delivery({
    mapped: mappedTo('custom_event', 'commerce_event'),
    batches: [batchOf('custom_event'), batchOf('commerce_event', { state: 'dead' })],
    deadLetters: [letterOf('commerce_event')],
    positions: { custom_event: 9, commerce_event: 9 },
  })
  expect(dead).toMatchObject({
    state: 'dead',
    status: 400,
    reason: 'schema_mismatch',
    detail: 'field price: expected number',
    attempt_count: 2,
    latency_ms: 900,
  })
})

test('a dead record that is being sent again is dead still, one that was sent again is not', () => {
  const given = { positions: { page_view: 7 } }
  expect(delivery({ ...given, deadLetters: [letterOf('page_view', 'replaying')] })?.state).toBe(
    'dead',
  )
  const replayed = delivery({
    ...given,
    deadLetters: [letterOf('page_view', 'replayed')],
    batches: [batchOf('page_view', { state: 'dead' }), batchOf('page_view')],
  })
  expect(replayed).toMatchObject({ state: 'accepted', status: 202 })
})

test('an event that mapping could not use is dead with that reason, without an object', () => {
  const letter = { ...letterOf(dropLane), problem: 'record_unmappable' as const, answer: null }
  const mapped = { kind: 'unmappable', detail: 'Broken.' } as const
  expect(delivery({ mapped, deadLetters: [letter] })).toMatchObject({
    state: 'dead',
    status: null,
    objects: [],
    reason: 'record_unmappable',
  })
  expect(delivery({ mapped })?.state).toBe('waiting')
})

test('an event in a drop batch is dropped with the reason recorded for it', () => {
  const batch = batchOf(dropLane, {
    state: 'dropped',
    reasons: [
      { reason: 'bot', detail: 'A crawler.' },
      { reason: 'consent_denied', detail: 'No consent for marketing.' },
    ],
  })
  expect(delivery({ batches: [batch] })).toMatchObject({
    state: 'dropped',
    objects: [],
    reason: 'consent_denied',
    detail: 'No consent for marketing.',
    status: null,
  })
})

test('an event the rules drop waits until its lane has passed it, then is dropped', () => {
  const mapped = { kind: 'dropped', reason: 'no_mapping', detail: 'Not mapped.' } as const
  expect(delivery({ mapped, positions: { [dropLane]: 6 } })?.state).toBe('waiting')
  expect(delivery({ mapped, positions: { [dropLane]: 7 } })).toMatchObject({
    state: 'dropped',
    reason: 'no_mapping',
  })
})

test('what is recorded goes before what the rules say today', () => {
  const mapped = { kind: 'dropped', reason: 'consent_denied', detail: 'A later rule.' } as const
  const sent = delivery({ mapped, batches: [batchOf('page_view')], positions: { [dropLane]: 7 } })
  expect(sent).toMatchObject({ state: 'accepted', objects: ['page_view'] })
})

test('an event in a held lane is retrying, and says why and when', () => {
  expect(delivery({ lanes: [heldLane('page_view')] })).toMatchObject({
    state: 'retrying',
    status: 401,
    reason: 'credentials_invalid',
    detail: 'The client secret is refused.',
    attempt_count: 4,
    next_attempt_at: '2026-01-15T12:01:00.000Z',
  })
})

test('a held lane does not touch an event whose record there is settled already', () => {
  const mapped = mappedTo('page_view', 'profile')
  const given = { mapped, batches: [batchOf('page_view')], lanes: [heldLane('page_view')] }
  expect(delivery(given)?.state).toBe('waiting')
})

test('while an integration is paused its events wait, and say so', () => {
  const paused = delivery({ integration: { enabled: false }, lanes: [heldLane('page_view')] })
  expect(paused).toMatchObject({ state: 'waiting', detail: 'The integration is paused.' })
})

test('the last answer counts, however many tries came before', () => {
  const attempts = [attemptAt(receivedAtMs + 1, 503), attemptAt(receivedAtMs + 2, 202)]
  expect(delivery({ batches: [batchOf('page_view', { attempts })] })).toMatchObject({
    status: 202,
    attempt_count: 2,
  })
})

test('a search for dead events looks at dead letters only, without mapping anything', () => {
  const untouched = { ...outcomeOf({}), mapped: () => expect.fail('mapped') }
  expect(mayBeIn('dead', untouched)).toBe(false)
  expect(mayBeIn('retrying', untouched)).toBe(false)
  const dead = outcomeOf({ deadLetters: [letterOf('page_view')], lanes: [heldLane('page_view')] })
  expect(mayBeIn('accepted', dead)).toBe(false)
  expect(mayBeIn('retrying', dead)).toBe(false)
})
