import { describe, expect, test } from 'vitest'
import { coerce } from './coerce.ts'

describe('a value that a column can hold', () => {
  test.each([
    ['text', 'a', 'a'],
    ['text', '', null],
    ['text', 5, '5'],
    ['text', true, 'true'],
    ['text', 'a\u0000b\ud800', 'ab\ufffd'],
    ['text', '\u0000', null],
    ['email', 'not an address', 'not an address'],
    ['number', 0.2, 0.2],
    ['number', '0.2', '0.2'],
    ['number', ' -1.5e3 ', '-1.5e3'],
    [
      'number',
      '12345678901234567890.123456789012345678',
      '12345678901234567890.123456789012345678',
    ],
    ['number', '', null],
    ['percent', 12, 12],
    ['boolean', false, false],
    ['boolean', 'TRUE', true],
    ['date', '2026-02-28', '2026-02-28'],
    ['date', '2026-02-28T23:59:59Z', '2026-02-28'],
    ['date-time', '2020-04-27T02:48:33Z', '2020-04-27T02:48:33.000Z'],
    ['date-time', '2026-03-01T11:00:00.123456Z', '2026-03-01T11:00:00.123Z'],
    ['date-time', '2026-03-01T01:00:00+02:00', '2026-02-28T23:00:00.000Z'],
    ['date-time', '2026-03-01 11:00:00', '2026-03-01T11:00:00.000Z'],
    ['date-time', null, null],
    ['date-time', undefined, null],
  ] as const)('%s %j is kept as %j', (type, value, kept) => {
    expect(coerce(type, value)).toEqual({ kind: 'value', value: kept })
  })
})

describe('a value that no column can hold', () => {
  test.each([
    ['text', { a: 1 }],
    ['text', ['a']],
    ['number', 'twelve'],
    ['number', ' '],
    ['number', '0x10'],
    ['number', 'Infinity'],
    ['number', '1e9999'],
    ['number', 1e20],
    ['number', true],
    ['boolean', 1],
    ['date', '2026-02-30'],
    ['date', '0000-01-01'],
    ['date-time', '01.03.2026'],
    ['date-time', '2026-12-31T23:59:60Z'],
    ['date-time', '0001-01-01T00:00:00+01:00'],
    ['date-time', '9999-12-31T23:59:59-01:00'],
    ['date-time', '2026-13-01T00:00:00Z'],
    ['date-time', 1_772_366_400_000],
  ] as const)('%s %j is bad', (type, value) => {
    expect(coerce(type, value).kind).toBe('bad')
  })

  test('is named in the documented words', () => {
    expect(coerce('date-time', 'soon')).toEqual({
      kind: 'bad',
      message:
        'INVALID_DATE_FORMAT - Cannot parse source field DateTime with value "soon" using common date patterns',
    })
    expect(coerce('number', Number.POSITIVE_INFINITY)).toMatchObject({
      message: expect.stringContaining('value "Infinity"'),
    })
  })
})
