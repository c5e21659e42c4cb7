/** Results as an Apache Arrow IPC stream {QV2,QV3}: with a schema even when there is no row. */
import {
  Bool,
  DateDay,
  Decimal,
  Field,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  TimestampMillisecond,
  Utf8,
  makeData,
  vectorFromArray,
  type DataType,
} from 'apache-arrow'
import type { ResultColumn } from './result-columns.ts'
import type { Rows } from './result-pages.ts'

export const arrowMediaType = 'application/vnd.apache.arrow.stream'

/** decimal(38,18) {QV1}. */
const precision = 38
const scale = 18

export function arrowStreamOf(columns: readonly ResultColumn[], rows: Rows): Buffer {
  const names = distinctNamesOf(columns)
  const fields = columns.map(
    ({ type }, place) => new Field(names[place] ?? '', arrowTypeOf(type), true),
  )
  const schema = new Schema(fields)
  const writer = new RecordBatchStreamWriter()
  writer.reset(undefined, schema)
  if (rows.length > 0) {
    const children = columns.flatMap(({ type }, place) => {
      const values = rows.map((row) => arrowValueOf(type, row[place]))
      return vectorOf(arrowTypeOf(type), values, fillerOf(type)).data
    })
    const type = new Struct(fields)
    writer.write(
      new RecordBatch(schema, makeData({ type, length: rows.length, nullCount: 0, children })),
    )
  }
  writer.finish()
  return Buffer.from(writer.toUint8Array(true))
}

/** The library cannot write two columns of one name: the second gets a suffix (our own). */
function distinctNamesOf(columns: readonly ResultColumn[]): readonly string[] {
  const taken = new Set<string>()
  return columns.map(({ name }) => {
    let distinct = name
    for (let count = 1; taken.has(distinct); count += 1) distinct = `${name}_${count}`
    taken.add(distinct)
    return distinct
  })
}

/** A vector of nulls alone is written without its buffers, and then nobody can read it: so it is cut from a longer one. */
function vectorOf(type: DataType, values: readonly unknown[], filler: unknown) {
  return values.some((value) => value !== null)
    ? vectorFromArray(values, type)
    : vectorFromArray([...values, filler], type).slice(0, values.length)
}

/** Any value of the type. */
function fillerOf(type: string): unknown {
  switch (type) {
    case 'BOOLEAN':
      return false
    case 'BIGINT':
      return 0n
    case 'DECIMAL':
      return decimalWordsOf('0')
    case 'INTEGER':
    case 'SMALLINT':
    case 'REAL':
    case 'DOUBLE':
    case 'DATE':
    case 'TIMESTAMP':
    case 'TIMESTAMP WITH TIME ZONE':
      return 0
    default:
      return ''
  }
}

function arrowTypeOf(type: string): DataType {
  switch (type) {
    case 'BOOLEAN':
      return new Bool()
    case 'BIGINT':
      return new Int64()
    case 'INTEGER':
      return new Int32()
    case 'SMALLINT':
      return new Int16()
    case 'REAL':
      return new Float32()
    case 'DOUBLE':
      return new Float64()
    case 'DECIMAL':
      return new Decimal(scale, precision, 128)
    case 'DATE':
      return new DateDay()
    case 'TIMESTAMP':
      return new TimestampMillisecond()
    case 'TIMESTAMP WITH TIME ZONE':
      return new TimestampMillisecond('UTC')
    default:
      return new Utf8()
  }
}

function arrowValueOf(type: string, value: unknown): unknown {
  if (value === null || value === undefined) return null
  switch (type) {
    case 'BIGINT':
      return BigInt(textOf(value))
    case 'DECIMAL':
      return decimalWordsOf(textOf(value))
    case 'DATE':
      return finite(Date.parse(`${textOf(value)}T00:00:00Z`))
    case 'TIMESTAMP':
    case 'TIMESTAMP WITH TIME ZONE':
      return finite(Date.parse(textOf(value).replace(' UTC', 'Z').replace(' ', 'T')))
    case 'BOOLEAN':
    case 'INTEGER':
    case 'SMALLINT':
    case 'REAL':
    case 'DOUBLE':
      return value
    default:
      return textOf(value)
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Times that no calendar of JavaScript's knows, such as `infinity`, become null. */
function finite(ms: number): number | null {
  return Number.isFinite(ms) ? ms : null
}

const wordBits = 32n
const digitsEnd = 10n ** BigInt(precision)

/** 128 bits in four words, lowest first; nothing for what has no digits (`NaN`) or more than fit. */
function decimalWordsOf(text: string): Uint32Array | null {
  if (!/^-?\d+(?:\.\d+)?$/.test(text)) return null
  const digits = BigInt(text.replace('.', ''))
  if (digits >= digitsEnd || digits <= -digitsEnd) return null
  const unscaled = BigInt.asUintN(128, digits)
  return Uint32Array.from([0n, 1n, 2n, 3n], (word) =>
    Number((unscaled >> (word * wordBits)) & 0xffff_ffffn),
  )
}
