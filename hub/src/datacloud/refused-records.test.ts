import { expect, test } from 'vitest'
import { refusedRecordsOf } from './refused-records.ts'

const bodyOf = (...records: unknown[]) => JSON.stringify({ data: records })
const entry = (record: unknown, ...causes: string[]) => ({
  record: JSON.stringify(record),
  causingExceptions: causes,
})

test('a failing record is found by value, in whatever order its fields stand', () => {
  const body = bodyOf({ id: 'a', n: 1 }, { id: 'b', n: 'x' }, { id: 'c', n: 'y' })
  const report = [entry({ n: 'y', id: 'c' }, 'second'), entry({ n: 'x', id: 'b' }, 'first')]
  expect(refusedRecordsOf(report, body)).toEqual([
    { index: 1, reasons: ['first'] },
    { index: 2, reasons: ['second'] },
  ])
})

test('bytes are read as well as text', () => {
  const body = new TextEncoder().encode(bodyOf({ id: 'ä', n: 'x' }))
  expect(refusedRecordsOf([entry({ id: 'ä', n: 'x' }, 'no')], body)).toEqual([
    { index: 0, reasons: ['no'] },
  ])
})

test('equal records fail together', () => {
  const body = bodyOf({ id: 'a' }, { id: 'b' }, { id: 'a' })
  expect(refusedRecordsOf([entry({ id: 'a' }, 'no')], body).map(({ index }) => index)).toEqual([
    0, 2,
  ])
})

test('causes of one record told twice are joined, each once', () => {
  const report = [entry({ id: 'a' }, 'one', 'two'), entry({ id: 'a' }, 'two', 'three')]
  expect(refusedRecordsOf(report, bodyOf({ id: 'a' }))).toEqual([
    { index: 0, reasons: ['one', 'two', 'three'] },
  ])
})

test('a report that leaves out null fields still names its record, and a whole match goes first', () => {
  const body = bodyOf({ id: 'a', n: null }, { id: 'a' }, { id: 'b', n: null })
  expect(refusedRecordsOf([entry({ id: 'a' })], body).map(({ index }) => index)).toEqual([1])
  expect(refusedRecordsOf([entry({ id: 'b' })], body).map(({ index }) => index)).toEqual([2])
})

test('a record given as an object counts too', () => {
  const report = [{ record: { id: 'a' }, causingExceptions: ['no'] }]
  expect(refusedRecordsOf(report, bodyOf({ id: 'a' }))).toEqual([{ index: 0, reasons: ['no'] }])
})

test.each([
  ['a record that was not sent', [entry({ id: 'z' }, 'no')]],
  ['text that is no record', [{ record: 'nonsense', causingExceptions: ['no'] }]],
  ['no record', [{ causingExceptions: ['no'] }, null, 'x']],
  ['nothing', []],
])('a report of %s names none', (_what, report) =>
  expect(refusedRecordsOf(report, bodyOf({ id: 'a' }))).toEqual([]),
)

test('a body that is not ours to read names none', () => {
  expect(refusedRecordsOf([entry({ id: 'a' })], 'nonsense')).toEqual([])
})
