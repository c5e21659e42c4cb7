import { describe, expect, test } from 'vitest'
import { epochMsOf, eventTimeOf } from './event-time.ts'

const newYear = Date.UTC(2020, 0, 1)

describe('a client’s time', () => {
  test.each([
    ['2020-01-01T00:00:00.000Z'],
    ['2020-01-01T00:00:00Z'],
    ['2020-01-01T00:00Z'],
    ['2020-01-01'],
    ['2020-01-01T02:00:00+02:00'],
    ['2019-12-31T19:00:00-0500'],
    ['2019-12-31T19:00:00-05'],
    ['2020-01-01 00:00:00 UTC'],
    ['20200101T000000Z'],
    ['Wed, 01 Jan 2020 00:00:00 GMT'],
    ['Wed Jan 01 2020 01:00:00 GMT+0100 (Central European Standard Time)'],
    [1_577_836_800],
    [1_577_836_800_000],
    ['1577836800'],
    ['1577836800000'],
  ])('is read from %s', (said) => {
    expect(epochMsOf(said)).toBe(newYear)
  })

  test('without a zone is UTC, whatever this machine thinks', () => {
    expect(epochMsOf('2020-01-01T00:00:00')).toBe(newYear)
    expect(epochMsOf('2020-01-01 00:00:00')).toBe(newYear)
  })

  test('keeps milliseconds and cuts what is finer', () => {
    expect(epochMsOf('2020-01-01T00:00:00.1Z')).toBe(newYear + 100)
    expect(epochMsOf('2020-01-01T00:00:00.123456789Z')).toBe(newYear + 123)
    expect(epochMsOf(1_577_836_800.5)).toBe(newYear + 500)
  })

  test('may leave out zeros, as in Segment’s own documents', () => {
    expect(epochMsOf('2015-2-02T00:30:12.984Z')).toBe(Date.UTC(2015, 1, 2, 0, 30, 12, 984))
  })

  test('takes a leap second for the last one of its minute', () => {
    expect(epochMsOf('2016-12-31T23:59:60Z')).toBe(Date.UTC(2016, 11, 31, 23, 59, 59))
  })

  test.each([
    ['2020-02-30T00:00:00Z'],
    ['2020-13-01'],
    ['2020-01-01T25:00:00Z'],
    ['0001-01-01T00:00:00Z'],
    ['yesterday'],
    [''],
    ['12'],
    [0],
    [-5],
    [Number.NaN],
    [1e300],
    [null],
    [{}],
    ['9'.repeat(10_000)],
  ])('is not read from %s', (said) => {
    expect(epochMsOf(said)).toBeNull()
  })
})

describe('the time of an event', () => {
  const receivedAtMs = Date.UTC(2026, 5, 1, 12)
  const iso = (ms: number) => new Date(ms).toISOString()
  const minuteMs = 60_000

  test.each([-60, 60])('is right although the client’s clock is %i minutes off', (minutes) => {
    const clockOf = (ms: number) => iso(ms + minutes * minuteMs)
    const happenedAtMs = receivedAtMs - 5 * minuteMs
    const times = { happenedAt: clockOf(happenedAtMs), sentAt: clockOf(receivedAtMs) }
    expect(eventTimeOf(times, receivedAtMs)).toBe(happenedAtMs)
  })

  test('is the client’s own where it does not say when it sent', () => {
    const past = Date.UTC(2020, 0, 1)
    expect(eventTimeOf({ happenedAt: iso(past), sentAt: undefined }, receivedAtMs)).toBe(past)
    expect(eventTimeOf({ happenedAt: iso(past), sentAt: 'junk' }, receivedAtMs)).toBe(past)
  })

  test('is the time of receipt where the client’s is missing or senseless', () => {
    for (const happenedAt of [undefined, null, '', 'soon', '2020-02-30T00:00:00Z']) {
      expect(eventTimeOf({ happenedAt, sentAt: iso(receivedAtMs) }, receivedAtMs)).toBe(
        receivedAtMs,
      )
    }
  })

  test('is never after its receipt', () => {
    const happenedAt = iso(receivedAtMs + 5 * minuteMs)
    expect(eventTimeOf({ happenedAt, sentAt: undefined }, receivedAtMs)).toBe(receivedAtMs)
    expect(eventTimeOf({ happenedAt, sentAt: iso(receivedAtMs) }, receivedAtMs)).toBe(receivedAtMs)
  })
})
