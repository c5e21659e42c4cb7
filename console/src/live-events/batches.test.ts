import { expect, test } from 'vitest'
import type { LiveRecord } from '../api/live-event.ts'
import { batchesOf } from './batches.ts'

function record(fields: Partial<LiveRecord>): LiveRecord {
  return {
    integration_id: 'int_a',
    object: 'commerce_item',
    key: 'k',
    record: {},
    state: 'accepted',
    batch_id: 'bat_1',
    batch_record_count: 488,
    batch_body_bytes: 199_412,
    attempts: [],
    dead_letter_id: null,
    ...fields,
  }
}

const keysOf = (records: readonly LiveRecord[]) =>
  batchesOf(records).map((batch) => batch.records.map(({ key }) => key).join())

test('records that travelled together are told of together', () => {
  const records = [
    record({ key: '1' }),
    record({ key: '2' }),
    record({ key: '3', batch_id: 'bat_2' }),
  ]
  expect(keysOf(records)).toEqual(['1,2', '3'])
  expect(batchesOf(records)[0]).toMatchObject({ id: 'bat_1', recordCount: 488, bodyBytes: 199_412 })
})

test('objects and integrations are kept apart, also while all of them wait', () => {
  const waiting = { batch_id: null, state: 'waiting' } as const
  const records = [
    record({ ...waiting, key: '1' }),
    record({ ...waiting, key: '2', object: 'commerce_event' }),
    record({ ...waiting, key: '3', integration_id: 'int_b' }),
  ]
  expect(keysOf(records)).toEqual(['1', '2', '3'])
})

test('a dead record is told of alone, beside the others of its object', () => {
  const dead = { state: 'dead', batch_id: null } as const
  const records = [
    record({ key: '1' }),
    record({ ...dead, key: '2', dead_letter_id: 'dl_1' }),
    record({ ...dead, key: '3', dead_letter_id: 'dl_2' }),
  ]
  expect(keysOf(records)).toEqual(['1', '2', '3'])
})
