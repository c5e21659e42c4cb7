import { expect, test } from 'vitest'
import type { LiveDelivery, LiveEvent } from '../api/live-event.ts'
import { answerWords, leadingDelivery, reasonOf, rowStateOf } from './state-words.ts'
import { stagesOf, stagesText } from './stages.ts'

function delivery(fields: Partial<LiveDelivery>): LiveDelivery {
  return {
    integration_id: 'int_a',
    integration_name: 'Salesforce CDP',
    state: 'accepted',
    status: 202,
    objects: ['page_view'],
    reason: null,
    detail: null,
    attempt_count: 1,
    latency_ms: 240,
    next_attempt_at: null,
    ...fields,
  }
}

function event(deliveries: LiveDelivery[], fields: Partial<LiveEvent> = {}): LiveEvent {
  return {
    offset: 1,
    event_id: 'evt-1',
    kind: 'event',
    type: 'page',
    name: 'Home',
    user_id: null,
    anonymous_id: 'anon-1',
    source_id: 'pip_a',
    source_name: null,
    dialect: 'segment',
    event_time: null,
    received_at: '2026-02-25T14:30:00.000Z',
    quarantine: null,
    deliveries,
    ...fields,
  }
}

const marksOf = (of: LiveEvent, one: LiveDelivery | null) =>
  stagesOf(of, one).map(({ mark }) => mark)

test('a row speaks of the most pressing of its deliveries', () => {
  const accepted = delivery({})
  const dead = delivery({ integration_id: 'int_b', state: 'dead' })
  const row = event([accepted, dead])
  expect(leadingDelivery(row)).toBe(dead)
  expect(leadingDelivery(row, 'int_a')).toBe(accepted)
})

test('an event that no integration was there for is taken in, not waiting', () => {
  expect(rowStateOf(event([]), null)).toBe('taken_in')
})

test('a quarantined event is called that, though integrations count it as dropped', () => {
  const dropped = delivery({ state: 'dropped', reason: 'quarantined' })
  expect(rowStateOf(event([dropped], { kind: 'quarantined' }), dropped)).toBe('quarantined')
})

test('an answer is shown as number and words, and a dash before one came', () => {
  expect(answerWords(202)).toBe('202 Accepted')
  expect(answerWords(418)).toBe('418')
  expect(answerWords(null)).toBe('–')
})

test('a reason is told in words, also one that is newer than the console', () => {
  expect(reasonOf('schema_mismatch')).toBe('Schema validation error')
  expect(reasonOf('quota_spent')).toBe('Quota spent')
})

test('accepted is not landed: nobody has looked yet', () => {
  const one = delivery({})
  expect(marksOf(event([one]), one)).toEqual(['done', 'done', 'done', 'done', 'unchecked'])
})

test.each([
  ['waits for its batch', { state: 'waiting' }, ['done', 'done', 'done', 'now', 'ahead']],
  ['is tried again', { state: 'retrying' }, ['done', 'done', 'done', 'now', 'ahead']],
  [
    'was left out for want of consent',
    { state: 'dropped', reason: 'consent_denied' },
    ['done', 'stopped', 'ahead', 'ahead', 'ahead'],
  ],
  [
    'has no mapping',
    { state: 'dropped', reason: 'no_mapping', objects: [] },
    ['done', 'done', 'stopped', 'ahead', 'ahead'],
  ],
  [
    'could not be mapped',
    { state: 'dead', reason: 'record_unmappable' },
    ['done', 'done', 'stopped', 'ahead', 'ahead'],
  ],
  [
    'was refused',
    { state: 'dead', reason: 'schema_mismatch' },
    ['done', 'done', 'done', 'stopped', 'ahead'],
  ],
] as const)('an event that %s shows how far it came', (_what, fields, marks) => {
  const one = delivery({ ...fields, objects: 'objects' in fields ? [] : ['page_view'] })
  expect(marksOf(event([one]), one)).toEqual(marks)
})

test('a quarantined event ended at the door', () => {
  expect(marksOf(event([], { kind: 'quarantined' }), null)[0]).toBe('stopped')
})

test('the stages can be read as a sentence', () => {
  const one = delivery({})
  expect(stagesText(stagesOf(event([one]), one))).toBe(
    'In: done · Governed: done · Mapped: done · Sent: done · Landed: not checked',
  )
})
