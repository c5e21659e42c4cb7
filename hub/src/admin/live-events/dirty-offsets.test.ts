import { expect, test } from 'vitest'
import { offsetOf, type IntegrationId } from '../../core/ids.ts'
import { DirtyOffsets, runsOf } from './dirty-offsets.ts'

const id = 'int_1' as IntegrationId
const offsetsOf = (...values: number[]) => values.map(offsetOf)

test('only the newest places are kept, and it says how many gave way', () => {
  const dirty = new DirtyOffsets(2)
  expect(dirty.add(id, offsetsOf(5, 3))).toBe(0)
  expect(dirty.add(id, offsetsOf(5, 9))).toBe(1)
  expect(dirty.takeUpTo(offsetOf(100))).toEqual([[id, [5, 9]]])
  expect(dirty.isEmpty()).toBe(true)
})

test('places that have not been shown yet are left to be shown as they then are', () => {
  const dirty = new DirtyOffsets(10)
  dirty.add(id, offsetsOf(4, 8))
  expect(dirty.takeUpTo(offsetOf(7))).toEqual([[id, [4]]])
  expect(dirty.isEmpty()).toBe(true)
})

test('places near each other are read in one go', () => {
  expect(runsOf(offsetsOf(200, 3, 40, 3))).toEqual([
    { from: 3, to: 40 },
    { from: 200, to: 200 },
  ])
})
