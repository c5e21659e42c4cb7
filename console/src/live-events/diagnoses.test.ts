import { expect, test } from 'vitest'
import type { Diagnosis, LiveDelivery, LiveRecord } from '../api/live-event.ts'
import { diagnosesOf } from './diagnoses.ts'

function diagnosis(problem: Diagnosis['problem']): Diagnosis {
  return { problem, symptom: problem, cause: '', resolution: '', setup_path: null }
}

function delivery(fields: Partial<LiveDelivery>): LiveDelivery {
  return {
    integration_id: 'int_a',
    integration_name: 'A',
    state: 'retrying',
    status: null,
    objects: [],
    reason: null,
    detail: null,
    attempt_count: 0,
    latency_ms: null,
    next_attempt_at: null,
    ...fields,
  }
}

function record(state: LiveRecord['state'], problem: Diagnosis['problem']): LiveRecord {
  const attempt = {
    at: '',
    took_ms: 1,
    outcome: 'refused',
    status: 400,
    detail: null,
    answer: null,
  }
  return {
    integration_id: 'int_a',
    object: 'page_view',
    key: 'k',
    record: {},
    state,
    batch_id: null,
    batch_record_count: null,
    batch_body_bytes: null,
    attempts: [{ ...attempt, problem }],
    dead_letter_id: null,
  }
}

const diagnoses = [diagnosis('credentials_invalid'), diagnosis('schema_mismatch')]
const problemsOf = (records: LiveRecord[], one: LiveDelivery) =>
  diagnosesOf({ diagnoses, records }, one).map(({ problem }) => problem)

test('a diagnosis stands with the delivery that it holds up, and with no other', () => {
  expect(problemsOf([], delivery({ reason: 'credentials_invalid' }))).toEqual([
    'credentials_invalid',
  ])
  expect(problemsOf([], delivery({ integration_id: 'int_b', state: 'accepted' }))).toEqual([])
})

test('a dead record brings its own diagnosis; one that got through after a failed try brings none', () => {
  expect(problemsOf([record('dead', 'schema_mismatch')], delivery({}))).toEqual(['schema_mismatch'])
  expect(problemsOf([record('accepted', 'schema_mismatch')], delivery({}))).toEqual([])
})
