import { describe, expect, test } from 'vitest'
import type { FieldType } from '../org/connector-schema.ts'
import { violationsOf } from './schema-check.ts'

const check = (type: FieldType, value: unknown) =>
  violationsOf([{ name: 'f', type }], { f: value }, { isEveryFieldRequired: true })

describe('validation accepts', () => {
  test.each([
    ['number', 0.2],
    ['percent', 12],
    ['currency', 9.99],
    ['boolean', false],
    ['date', '2026-02-28'],
    ['date-time', '2026-03-01T11:00:00.000Z'],
    ['date-time', '2020-04-27T02:48:33Z'],
    ['date-time', '2026-03-01T11:00:00.123+02:00'],
    ['text', ''],
    ['date', ''],
    ['email', 'not an address'],
    ['phone', 'not a number'],
    ['url', 'no url'],
    ['number', null],
  ] as const)('%s %j', (type, value) => {
    expect(check(type, value)).toEqual([])
  })

  test('keys that the schema does not have', () => {
    expect(violationsOf([], { unknown: { nested: true } }, { isEveryFieldRequired: true })).toEqual(
      [],
    )
  })
})

describe('validation refuses', () => {
  test.each([
    ['number', '12', '#/f: expected type: Number, found: String'],
    ['percent', '12 %', '#/f: expected type: Number, found: String'],
    ['currency', '1.00', '#/f: expected type: Number, found: String'],
    ['number', '', '#/f: expected type: Number, found: String'],
    ['boolean', 'true', '#/f: expected type: Boolean, found: String'],
    ['text', 5, '#/f: expected type: String, found: Integer'],
    ['text', 0.5, '#/f: expected type: String, found: BigDecimal'],
    ['email', true, '#/f: expected type: String, found: Boolean'],
    ['text', ['a'], '#/f: expected type: String, found: JSONArray'],
    ['text', { a: 1 }, '#/f: expected type: String, found: JSONObject'],
    ['date', '2026-02-30', '#/f: [2026-02-30] is not a valid date. Expected [yyyy-MM-dd]'],
    ['date', 20_260_228, '#/f: expected type: String, found: Integer'],
    [
      'date-time',
      '2026-03-01 11:00:00',
      "#/f: [2026-03-01 11:00:00] is not a valid date-time. Expected [yyyy-MM-dd'T'HH:mm:ssZ, yyyy-MM-dd'T'HH:mm:ss.[0-9]{1,9}Z]",
    ],
  ] as const)('%s %j', (type, value, violation) => {
    expect(check(type, value)).toEqual([violation])
  })

  test.each(['2026-03-01T24:00:00Z', '2026-03-01T11:60:00Z', '2026-03-01T11:00:00+19:00'])(
    'the time %s, which could not land as it is',
    (time) => {
      expect(check('date-time', time)).toHaveLength(1)
    },
  )

  test('no field for what every object inherits', () => {
    const fields = [{ name: 'constructor', type: 'text' }] as const
    expect(violationsOf(fields, {}, { isEveryFieldRequired: false })).toEqual([])
    expect(violationsOf(fields, {}, { isEveryFieldRequired: true })).toEqual([
      '#: required key [constructor] not found',
    ])
  })

  test('a record without a field, unless told otherwise', () => {
    const fields = [{ name: 'f', type: 'text' }] as const
    expect(violationsOf(fields, {}, { isEveryFieldRequired: true })).toEqual([
      '#: required key [f] not found',
    ])
    expect(violationsOf(fields, {}, { isEveryFieldRequired: false })).toEqual([])
  })
})
