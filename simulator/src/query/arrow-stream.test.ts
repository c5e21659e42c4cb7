import { tableFromIPC } from 'apache-arrow'
import { expect, test } from 'vitest'
import { arrowStreamOf } from './arrow-stream.ts'
import { resultColumnsOf } from './result-columns.ts'

const oids = {
  bool: 16,
  int8: 20,
  int4: 23,
  float8: 701,
  date: 1082,
  timestamptz: 1184,
  numeric: 1700,
  text: 25,
}
const columns = resultColumnsOf(
  Object.entries(oids).map(([name, typeId]) => ({ name, typeId })),
  new Map(),
)

test('every type is read back as it was', () => {
  const rows = [
    [
      true,
      '9007199254740993',
      7,
      0.5,
      '2026-03-01',
      '2026-03-01 11:00:00.000 UTC',
      '-1.200000000000000000',
      'x',
    ],
    [null, null, null, null, null, null, null, null],
  ]
  const table = tableFromIPC(arrowStreamOf(columns, rows))
  const [row, empty] = table.toArray().map((entry) => entry.toJSON())
  expect(row).toMatchObject({
    bool: true,
    int8: 9_007_199_254_740_993n,
    int4: 7,
    float8: 0.5,
    text: 'x',
  })
  expect(Number(row?.['date'])).toBe(Date.parse('2026-03-01T00:00:00Z'))
  expect(Number(row?.['timestamptz'])).toBe(Date.parse('2026-03-01T11:00:00Z'))
  const { numeric } = row as { readonly numeric: Uint32Array }
  const words = [...numeric]
  const unscaled = words.reduceRight((sum, word) => (sum << 32n) + BigInt(word), 0n)
  expect(BigInt.asIntN(128, unscaled)).toBe(-1_200_000_000_000_000_000n)
  expect(Object.values(empty ?? {})).toEqual(Array.from({ length: 8 }, () => null))
})

test('columns of one name are kept apart, values without a number are null', () => {
  const twins = resultColumnsOf(
    [
      { name: 'a', typeId: oids.numeric },
      { name: 'a', typeId: oids.text },
    ],
    new Map(),
  )
  const table = tableFromIPC(arrowStreamOf(twins, [['NaN', 'second']]))
  expect(table.schema.fields.map(({ name }) => name)).toEqual(['a', 'a_1'])
  expect(table.getChildAt(0)?.get(0)).toBeNull()
  expect(table.getChildAt(1)?.get(0)).toBe('second')
  const beyond = tableFromIPC(arrowStreamOf(twins, [[`${'9'.repeat(21)}.${'0'.repeat(18)}`, 'x']]))
  expect(beyond.getChildAt(0)?.get(0)).toBeNull()
})

test('a column without any value can be read', () => {
  const nulls = columns.map(() => null)
  const table = tableFromIPC(arrowStreamOf(columns, [nulls, nulls]))
  expect(table.toArray().map((row) => Object.values(row.toJSON()))).toEqual([nulls, nulls])
})

test('columns keep their order, whatever their names', () => {
  const numbered = resultColumnsOf(
    [
      { name: '2', typeId: oids.int4 },
      { name: '1', typeId: oids.text },
    ],
    new Map(),
  )
  const table = tableFromIPC(arrowStreamOf(numbered, [[7, 'x']]))
  expect(table.schema.fields.map(({ name }) => name)).toEqual(['2', '1'])
  expect(table.getChildAt(1)?.get(0)).toBe('x')
})
