import { expect } from 'vitest'

type Row = Readonly<Record<string, unknown>>

/** What a landed row should hold, in the types it was sent in: numbers as numbers, times as ISO text. */
export type Expected = Readonly<Record<string, string | number>>

const isoTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/

/**
 * How far a time may be from the one sent: Segment's clock correction adds the request's way to us, some milliseconds.
 */
const timeToleranceMs = 1_000

/**
 * Compares a row with what was sent, field by field and both ways: nothing missing, nothing made up. Data Cloud prints
 * numbers with 18 decimals and times in its own form, so each is compared in its own type.
 */
export function expectRow(row: Row | undefined, expected: Expected): void {
  const found = Object.fromEntries(
    Object.entries(row ?? {}).map(([name, value]) => [name, inTypeOf(expected[name], value)]),
  )
  expect(found).toEqual(expected)
}

/** The same for some of a row's fields. */
export function expectFields(row: Row | undefined, expected: Expected): void {
  const some = Object.fromEntries(Object.keys(expected).map((name) => [name, row?.[name]]))
  expectRow(some, expected)
}

function inTypeOf(wanted: string | number | undefined, value: unknown): unknown {
  if (typeof wanted === 'number') return Number(value)
  if (typeof wanted === 'string' && isoTime.test(wanted)) return timeNear(wanted, value)
  return value
}

/** The time that was wanted when the value is near enough, else the value's own. */
function timeNear(wanted: string, value: unknown): unknown {
  const time = new Date(String(value).replace(' UTC', 'Z').replace(' ', 'T'))
  const isNear = Math.abs(time.getTime() - new Date(wanted).getTime()) <= timeToleranceMs
  return isNear ? wanted : value
}
