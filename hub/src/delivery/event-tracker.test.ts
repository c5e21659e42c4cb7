import { expect, test } from 'vitest'
import { offsetOf } from '../core/ids.ts'
import { dropLane } from '../core/lane.ts'
import { createEventTracker } from './event-tracker.ts'

const lanes = [dropLane, 'custom_event', 'commerce_event', 'commerce_item']

function trackerAt(positions: Readonly<Record<string, number>> = {}, dead: readonly number[] = []) {
  return createEventTracker({
    places: lanes.map((object) => ({ object, position: offsetOf(positions[object] ?? 0) })),
    deadOffsets: new Set(dead.map(offsetOf)),
  })
}

/** A lane passes events of these objects, up to a place. */
function pass(
  object: string,
  position: number,
  passed: readonly number[],
  { objects = [object], dead = [] }: { objects?: readonly string[]; dead?: readonly number[] } = {},
) {
  return {
    object,
    position: offsetOf(position),
    passed: passed.map((offset) => ({ offset: offsetOf(offset), objects })),
    dead: dead.map(offsetOf),
  }
}

const both = { objects: ['commerce_event', 'commerce_item'] }

test('an event of one record is counted when its lane passes it', () => {
  const counts = trackerAt().pass([pass('custom_event', 1, [1])])
  expect(counts).toEqual({ accepted: 1, dead: 0, dropped: {} })
})

test('an event of several objects is counted once, by the last of its lanes', () => {
  const events = trackerAt()
  expect(events.pass([pass('commerce_item', 1, [1], both)]).accepted).toBe(0)
  expect(events.isEnded({ offset: offsetOf(1), ...both })).toBe(false)
  expect(events.pass([pass('commerce_event', 1, [1], both)]).accepted).toBe(1)
  expect(events.isEnded({ offset: offsetOf(1), ...both })).toBe(true)
})

test('two lanes that pass an event in one settlement count it once', () => {
  const passes = [pass('commerce_item', 1, [1], both), pass('commerce_event', 1, [1], both)]
  expect(trackerAt().pass(passes).accepted).toBe(1)
})

test('a lane that passes a place again counts nothing again', () => {
  const events = trackerAt()
  events.pass([pass('custom_event', 3, [1, 3])])
  expect(events.pass([pass('custom_event', 4, [1, 3])]).accepted).toBe(0)
})

test('an event with one record given up is dead, whichever lane ends last', () => {
  const events = trackerAt()
  events.pass([pass('commerce_item', 1, [1], { ...both, dead: [1] })])
  expect(events.pass([pass('commerce_event', 1, [1], both)])).toMatchObject({
    accepted: 0,
    dead: 1,
  })
})

test('a record given up before its lane has passed the whole event makes the event dead', () => {
  const events = trackerAt()
  events.pass([pass('commerce_item', 4, [3], { objects: ['commerce_item'], dead: [5] })])
  expect(events.pass([pass('commerce_item', 5, [5])])).toMatchObject({ accepted: 0, dead: 1 })
})

test('a dropped event is counted by its reason', () => {
  const dropReasons = new Map([
    [offsetOf(1), 'no_mapping' as const],
    [offsetOf(2), 'excluded_by_sender' as const],
  ])
  const counts = trackerAt().pass([{ ...pass(dropLane, 2, [1, 2]), dropReasons }])
  expect(counts.dropped).toEqual({ no_mapping: 1, excluded_by_sender: 1 })
})

test('after a restart an event counted before is not counted again, and one half done is counted once', () => {
  const events = trackerAt({ commerce_event: 2, commerce_item: 1 })
  expect(events.pass([pass('commerce_item', 2, [1, 2], both)]).accepted).toBe(1)
})

test('after a restart an event with a dead letter stays dead when its other lane passes it', () => {
  const events = trackerAt({ commerce_event: 1 }, [1])
  expect(events.pass([pass('commerce_item', 1, [1], both)]).dead).toBe(1)
})
