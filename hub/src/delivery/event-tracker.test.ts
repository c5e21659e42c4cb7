import { expect, test } from 'vitest'
import { offsetOf, type Offset } from '../core/ids.ts'
import { dropLane } from '../core/lane.ts'
import { createEventTracker } from './event-tracker.ts'
import type { MappedEntry } from './mapper.ts'

const objects = ['custom_event', 'commerce_event', 'commerce_item']

function entry(offset: number, ...ofObjects: string[]): MappedEntry {
  const records = ofObjects.map((object) => ({
    object,
    key: 'k',
    userKey: 'u',
    json: '{}',
    bytes: 2,
  }))
  return { offset: offsetOf(offset), mapped: { kind: 'records', records } }
}

function droppedEntry(offset: number): MappedEntry {
  return { offset: offsetOf(offset), mapped: { kind: 'dropped', reason: 'no_mapping', detail: '' } }
}

function tracker(over: Partial<Parameters<typeof createEventTracker>[0]> = {}) {
  return createEventTracker({
    objects,
    positions: [],
    startsAfter: offsetOf(0),
    deadOffsets: new Set(),
    ...over,
  })
}

function pass(object: string, position: number, passed: number[], dead: number[] = []) {
  const offsets = (numbers: number[]): Offset[] => numbers.map(offsetOf)
  return { object, position: offsetOf(position), passed: offsets(passed), dead: offsets(dead) }
}

test('an event of one record is counted when its lane passes it', () => {
  const events = tracker()
  events.learn([entry(1, 'custom_event')])
  expect(events.pass([pass('custom_event', 1, [1])])).toEqual({ accepted: 1, dead: 0, dropped: {} })
})

test('an event of several objects is counted once, by the last of its lanes', () => {
  const events = tracker()
  events.learn([entry(1, 'commerce_event', 'commerce_item', 'commerce_item')])
  expect(events.pass([pass('commerce_item', 1, [1])]).accepted).toBe(0)
  expect(events.pass([pass('commerce_event', 1, [1])]).accepted).toBe(1)
  expect(events.pass([pass('commerce_event', 1, [1])]).accepted).toBe(0)
})

test('an event with one record given up is dead, whichever lane ends last', () => {
  const events = tracker()
  events.learn([entry(1, 'commerce_event', 'commerce_item')])
  events.pass([pass('commerce_item', 1, [1], [1])])
  expect(events.pass([pass('commerce_event', 1, [1])])).toEqual({
    accepted: 0,
    dead: 1,
    dropped: {},
  })
})

test('a dropped event is counted by its reason', () => {
  const events = tracker()
  events.learn([droppedEntry(1), droppedEntry(2)])
  const dropReasons = new Map([
    [offsetOf(1), 'no_mapping' as const],
    [offsetOf(2), 'excluded_by_sender' as const],
  ])
  expect(events.pass([{ ...pass(dropLane, 2, [1, 2]), dropReasons }]).dropped).toEqual({
    no_mapping: 1,
    excluded_by_sender: 1,
  })
})

test('after a restart an event counted before is not counted again, and one half done is counted once', () => {
  const events = tracker({
    positions: [
      { object: 'commerce_event', position: offsetOf(2) },
      { object: 'commerce_item', position: offsetOf(1) },
    ],
  })
  events.learn([
    entry(1, 'commerce_event', 'commerce_item'),
    entry(2, 'commerce_event', 'commerce_item'),
  ])
  expect(events.pass([pass('commerce_item', 2, [1, 2])]).accepted).toBe(1)
})

test('after a restart an event with a dead letter stays dead when its other lane passes it', () => {
  const events = tracker({
    positions: [{ object: 'commerce_event', position: offsetOf(1) }],
    deadOffsets: new Set([offsetOf(1)]),
  })
  events.learn([entry(1, 'commerce_event', 'commerce_item')])
  expect(events.pass([pass('commerce_item', 1, [1])]).dead).toBe(1)
})
