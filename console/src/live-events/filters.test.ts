import { describe, expect, test } from 'vitest'
import { filtersKey, filtersOf, hasFilters, liveSearchOf, withSearch } from './filters.ts'

describe('the address bar of Live Events', () => {
  test('is read into filters and the open event', () => {
    const search = liveSearchOf({ type: 'track', state: 'dead', text: 'order-1', event: 'evt-1' })
    expect(search).toEqual({ type: 'track', state: 'dead', text: 'order-1', event: 'evt-1' })
    expect(filtersOf(search)).toEqual({ type: 'track', state: 'dead', text: 'order-1' })
  })

  test('with a word nobody knows still opens, without that filter', () => {
    expect(liveSearchOf({ type: 'trak', state: 'delivered', colour: 'red' })).toEqual({})
  })

  test('keeps a text that looks like a number or a truth value as text', () => {
    expect(liveSearchOf({ text: 4711, user: true })).toEqual({ text: '4711', user: 'true' })
  })

  test('drops blank and cuts overlong values', () => {
    expect(liveSearchOf({ text: '   ', user: ` ${'u'.repeat(300)} ` })).toEqual({
      user: 'u'.repeat(200),
    })
  })

  test('takes no value that is a list or an object', () => {
    expect(liveSearchOf({ text: ['a', 'b'], user: { id: 1 } })).toEqual({})
  })
})

describe('changing one filter', () => {
  test('leaves the others alone', () => {
    expect(withSearch({ type: 'track', text: 'a' }, { text: 'b' })).toEqual({
      type: 'track',
      text: 'b',
    })
  })

  test('to nothing takes it out of the address bar', () => {
    expect(withSearch({ type: 'track', text: 'a' }, { text: '', type: null })).toEqual({})
  })
})

test('two sets of filters are the same whatever their order', () => {
  expect(filtersKey({ type: 'page', text: 'a' })).toBe(filtersKey({ text: 'a', type: 'page' }))
  expect(filtersKey({ text: 'a' })).not.toBe(filtersKey({ user: 'a' }))
})

test('no filter is told apart from some filter', () => {
  expect(hasFilters({})).toBe(false)
  expect(hasFilters({ state: 'waiting' })).toBe(true)
})
