import { expect, test } from 'vitest'
import { deliveryMessageOf, eventMessageOf } from './live-stream.ts'

const delivery = { integration_id: 'int_a', state: 'accepted', objects: ['page_view'] }
const event = { offset: 7, event_id: 'evt-7', deliveries: [delivery] }

test('a message of the stream is read', () => {
  expect(eventMessageOf(JSON.stringify(event))).toEqual({ kind: 'event', event })
  const update = { offset: 7, event_id: 'evt-7', delivery }
  expect(deliveryMessageOf(JSON.stringify(update))).toEqual({ kind: 'delivery', update })
})

test.each([
  ['text cut short', '{"offset": 7, "event_id"'],
  ['another shape', JSON.stringify({ ...event, deliveries: [{ state: 'accepted' }] })],
  ['no place', JSON.stringify({ ...event, offset: '7' })],
  ['no text', undefined],
])('a message with %s is not taken for an event', (_what, data) => {
  expect(eventMessageOf(data)).toBe(null)
})

test('an event is not taken for a change', () => {
  expect(deliveryMessageOf(JSON.stringify(event))).toBe(null)
})
