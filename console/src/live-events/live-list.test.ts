import { describe, expect, test } from 'vitest'
import type { LiveDelivery, LiveEvent, LiveEventPage } from '../api/live-event.ts'
import {
  emptyList,
  holdOf,
  mergeMessages,
  mergeNewest,
  mergeOlder,
  mergeRefresh,
  unsettledBelow,
  viewOf,
  withinLimit,
  type LiveList,
  type StreamMessage,
} from './live-list.ts'

function delivery(fields: Partial<LiveDelivery> = {}): LiveDelivery {
  return {
    integration_id: 'int_a',
    integration_name: 'Salesforce CDP',
    state: 'waiting',
    status: null,
    objects: ['custom_event'],
    reason: null,
    detail: null,
    attempt_count: 0,
    latency_ms: null,
    next_attempt_at: null,
    ...fields,
  }
}

function row(offset: number, fields: Partial<LiveEvent> = {}): LiveEvent {
  return {
    offset,
    event_id: `evt-${offset}`,
    kind: 'event',
    type: 'track',
    name: 'Order Completed',
    user_id: 'user-1',
    anonymous_id: null,
    source_id: 'pip_a',
    source_name: 'Shop',
    dialect: 'segment',
    event_time: '2026-02-25T14:30:00.000Z',
    received_at: '2026-02-25T14:30:00.100Z',
    quarantine: null,
    deliveries: [delivery()],
    ...fields,
  }
}

/** Rows `newest` down to `oldest`; a cursor when there is more below. */
function page(newest: number, oldest: number, cursor: string | null = null): LiveEventPage {
  const data: LiveEvent[] = []
  for (let offset = newest; offset >= oldest; offset -= 1) data.push(row(offset))
  return { data, next_cursor: cursor, has_more: cursor !== null }
}

const came = (offset: number, fields: Partial<LiveEvent> = {}): StreamMessage => ({
  kind: 'event',
  event: row(offset, fields),
})
const changed = (offset: number, fields: Partial<LiveDelivery>): StreamMessage => ({
  kind: 'delivery',
  update: { offset, event_id: `evt-${offset}`, delivery: delivery(fields) },
})
const offsetsOf = (list: LiveList) => viewOf(list, {}, null).rows.map(({ offset }) => offset)

describe('the stream', () => {
  const list = mergeNewest(emptyList, page(3, 1), Infinity)

  test('puts new events on top, newest first, whatever their order', () => {
    const { list: merged } = mergeMessages(list, [came(5), came(4)])
    expect(offsetsOf(merged)).toEqual([5, 4, 3, 2, 1])
  })

  test('changes the state of a row where it stands', () => {
    const { list: merged } = mergeMessages(list, [changed(2, { state: 'accepted', status: 202 })])
    expect(merged.rows[1]?.deliveries).toEqual([delivery({ state: 'accepted', status: 202 })])
    expect(offsetsOf(merged)).toEqual([3, 2, 1])
  })

  test('may name an event and its change in one go', () => {
    const { list: merged } = mergeMessages(list, [came(4), changed(4, { state: 'dead' })])
    expect(merged.rows[0]?.deliveries[0]?.state).toBe('dead')
  })

  test('adds the delivery of a second integration beside the first', () => {
    const { list: merged } = mergeMessages(list, [changed(3, { integration_id: 'int_b' })])
    expect(merged.rows[0]?.deliveries.map((one) => one.integration_id)).toEqual(['int_a', 'int_b'])
  })

  test('said twice changes nothing', () => {
    const messages = [came(4), changed(2, { state: 'accepted' })]
    const once = mergeMessages(list, messages).list
    expect(mergeMessages(once, messages).list).toEqual(once)
  })

  test('names the changes of events that are not in the list', () => {
    const { list: merged, unknown } = mergeMessages(list, [changed(9, { state: 'dead' })])
    expect(unknown.map(({ offset }) => offset)).toEqual([9])
    expect(merged).toBe(list)
  })
})

describe('pages', () => {
  test('an older page goes below, and the last one ends the list', () => {
    const first = mergeNewest(emptyList, page(6, 5, '5'), Infinity)
    expect(first.olderCursor).toBe('5')
    const whole = mergeOlder(first, page(4, 1))
    expect(offsetsOf(whole)).toEqual([6, 5, 4, 3, 2, 1])
    expect(whole.olderCursor).toBe(null)
  })

  test('an empty page of a long search moves the floor and keeps the cursor', () => {
    const first = mergeNewest(emptyList, page(9_000, 9_000, '5000'), Infinity)
    const further = mergeOlder(first, { data: [], next_cursor: '1', has_more: true })
    expect(further.floor).toBe(1)
    expect(further.olderCursor).toBe('1')
  })

  test('after a gap the page joins the list where they meet', () => {
    const list = mergeNewest(emptyList, page(3, 1), Infinity)
    expect(offsetsOf(mergeNewest(list, page(5, 2, '2'), 3))).toEqual([5, 4, 3, 2, 1])
  })

  test('after a gap that is longer than a page, what lies below the hole is let go', () => {
    const list = mergeNewest(emptyList, page(3, 1), Infinity)
    const merged = mergeNewest(list, page(50, 48, '48'), 3)
    expect(offsetsOf(merged)).toEqual([50, 49, 48])
    expect(merged.olderCursor).toBe('48')
  })

  test('a hole below rows that came after it is found all the same', () => {
    const list = mergeNewest(emptyList, page(3, 1), Infinity)
    const afterGap = mergeMessages(list, [came(60), came(59)]).list
    const merged = mergeNewest(afterGap, page(61, 58, '58'), 3)
    expect(offsetsOf(merged)).toEqual([61, 60, 59, 58])
  })

  test('a refreshed stretch brings news of its rows, and loses those that left the filters', () => {
    const list = mergeNewest(emptyList, page(6, 1), Infinity)
    const fresh = { ...row(4), deliveries: [delivery({ state: 'accepted' })] }
    const merged = mergeRefresh(list, { data: [fresh], next_cursor: '3', has_more: true }, 6)
    expect(offsetsOf(merged)).toEqual([6, 4, 2, 1])
    expect(unsettledBelow(merged, 6)).toBe(2)
  })

  test('a row below the floor is not shown, since its neighbours may be missing', () => {
    const list = mergeNewest(emptyList, page(9, 8, '8'), Infinity)
    expect(offsetsOf(mergeMessages(list, [came(2)]).list)).toEqual([9, 8])
  })
})

test('too many rows: the oldest go, and the list can be taken up again there', () => {
  const list = withinLimit(mergeNewest(emptyList, page(30, 1), Infinity), 10)
  expect(offsetsOf(list)).toEqual([30, 29, 28, 27, 26, 25, 24, 23, 22, 21])
  expect(list.olderCursor).toBe('21')
  expect(offsetsOf(mergeOlder(list, page(20, 19, '19'))).at(-1)).toBe(19)
})

describe('a list that is held still', () => {
  const list = mergeNewest(emptyList, page(3, 1), Infinity)
  const hold = holdOf(viewOf(list, {}, null))

  test('counts what came, and shows none of it', () => {
    const { list: merged } = mergeMessages(list, [came(4), came(5)])
    const view = viewOf(merged, {}, hold)
    expect(view.rows.map(({ offset }) => offset)).toEqual([3, 2, 1])
    expect(view.newCount).toBe(2)
  })

  test('counts only what matches the filters', () => {
    const { list: merged } = mergeMessages(list, [came(4), came(5, { type: 'page' })])
    expect(viewOf(merged, { type: 'page' }, hold).newCount).toBe(1)
  })

  test('keeps a row whose state no longer matches, with its new state', () => {
    const waiting = holdOf(viewOf(list, { state: 'waiting' }, null))
    const { list: merged } = mergeMessages(list, [changed(2, { state: 'accepted' })])
    const view = viewOf(merged, { state: 'waiting' }, waiting)
    expect(view.rows.map((one) => one.deliveries[0]?.state)).toEqual([
      'waiting',
      'accepted',
      'waiting',
    ])
    expect(viewOf(merged, { state: 'waiting' }, null).rows).toHaveLength(2)
  })
})

describe('filters', () => {
  const quarantined = row(4, {
    kind: 'quarantined',
    type: null,
    user_id: null,
    quarantine: { reason: 'type_unknown', detail: 'The type "trak" is not known.' },
    deliveries: [delivery({ state: 'dropped', reason: 'quarantined' })],
  })
  const two = row(3, {
    deliveries: [
      delivery({ state: 'accepted' }),
      delivery({ integration_id: 'int_b', state: 'dead' }),
    ],
  })
  const anonymous = row(2, { type: 'page', name: 'Home', user_id: null, anonymous_id: 'anon-7' })
  const data = [quarantined, two, anonymous]
  const list = mergeNewest(emptyList, { data, next_cursor: null, has_more: false }, Infinity)
  // As if the stream had brought them: the hub has found none for these filters.
  const streamed = { ...list, found: new Set<number>() }
  const shown = (filters: Parameters<typeof viewOf>[1]) =>
    viewOf(streamed, filters, null).rows.map(({ offset }) => offset)

  test('a state is that of the integration asked for', () => {
    expect(shown({ state: 'dead' })).toEqual([3])
    expect(shown({ state: 'dead', integration: 'int_a' })).toEqual([])
    expect(shown({ state: 'accepted', integration: 'int_a' })).toEqual([3])
  })

  test('quarantined is a state of its own, and counts as dropped too', () => {
    expect(shown({ state: 'quarantined' })).toEqual([4])
    expect(shown({ state: 'dropped' })).toEqual([4])
  })

  test('a user is found by either id', () => {
    expect(shown({ user: 'anon-7' })).toEqual([2])
    expect(shown({ user: 'user-1' })).toEqual([3])
  })

  test('a text is found in a row, in upper or lower case', () => {
    expect(shown({ text: 'home' })).toEqual([2])
    expect(shown({ text: 'TRAK' })).toEqual([4])
  })

  test('a text the hub found inside the event counts, though no row shows it', () => {
    expect(viewOf(list, { text: 'deep-inside' }, null).rows).toHaveLength(3)
    expect(shown({ text: 'deep-inside' })).toEqual([])
  })
})
