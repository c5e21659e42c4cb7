import assert from 'node:assert/strict'
import { describe, expect, test } from 'vitest'
import { anyEventOf, seededFractions } from './any-event.fixture.ts'
import type { FieldType, Mapping, ObjectSpec } from './mapping.ts'
import { mappingOf, variantNames } from './variants.ts'

const seed = 20_260_225
const eventCount = 3_000

test('there is no mapping for a variant that nobody wrote', () => {
  expect(mappingOf('nonesuch')).toBeNull()
  expect(variantNames).toEqual(['default', 'interactions_sdk'])
})

for (const variant of variantNames) {
  describe(`variant ${variant}, seed ${seed}`, () => {
    const mapping = mappingOf(variant)
    if (mapping === null) throw new Error('no mapping')

    test('any event gives records that hold exactly the fields of the schema, of its types', () => {
      const fraction = seededFractions(seed)
      const seen = new Set<string>()
      for (let count = 0; count < eventCount; count += 1) {
        const event = anyEventOf(fraction)
        const mapped = mapping.recordsOf(event)
        if (mapped.kind !== 'records') continue
        const keys = new Set<string>()
        for (const record of mapped.records) {
          const spec = specOf(mapping, record.object)
          checkRecord(spec, record.json)
          assert.equal(record.bytes, Buffer.byteLength(record.json))
          assert.notEqual(record.key.trim(), '')
          assert.equal(JSON.parse(record.json)[spec.primaryKey], record.key)
          assert(!keys.has(`${record.object} ${record.key}`), 'two rows of one key from one event')
          keys.add(`${record.object} ${record.key}`)
          seen.add(record.object)
        }
      }
      // A generator that never reaches an object would prove nothing about it.
      expect([...seen].sort()).toEqual(mapping.objects.map((object) => object.name).sort())
    })

    test('equal events give equal bytes, whatever was mapped in between', () => {
      const first = seededFractions(seed)
      const again = seededFractions(seed)
      const recordsOf = (fraction: () => number) =>
        Array.from({ length: 300 }, () => mapping.recordsOf(anyEventOf(fraction)))
      expect(recordsOf(first)).toEqual(recordsOf(again))
    })

    test('a sample record of every object is valid', () => {
      for (const object of mapping.objects) checkRecord(object, mapping.sampleRecordOf(object.name))
    })
  })
}

function specOf(mapping: Mapping, name: string): ObjectSpec {
  const spec = mapping.objects.find((object) => object.name === name)
  if (spec === undefined) throw new Error(`the record is for ${name}, which the schema lacks`)
  return spec
}

function checkRecord(spec: ObjectSpec, json: string): void {
  const record: Record<string, unknown> = JSON.parse(json)
  assert.deepEqual(
    Object.keys(record),
    spec.fields.map(({ name }) => name),
  )
  for (const { name, type } of spec.fields) {
    const value = record[name]
    if (value !== null && !fits(type, value)) {
      throw new Error(`${spec.name}.${name} is ${JSON.stringify(value)}, which is no ${type}`)
    }
  }
  for (const field of [spec.eventTimeField, spec.recordModifiedField]) {
    if (field !== null) assert.notEqual(record[field], null)
  }
}

const utcTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/

function fits(type: FieldType, value: unknown): boolean {
  switch (type) {
    case 'number':
    case 'percent':
      return typeof value === 'number' && Number.isFinite(value)
    case 'boolean':
      return typeof value === 'boolean'
    case 'date-time':
      return typeof value === 'string' && utcTime.test(value)
    case 'date':
      return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)
    case 'phone':
      return typeof value === 'string' && /^\+\d{7,15}$/.test(value)
    case 'url':
      return typeof value === 'string' && URL.canParse(value)
    case 'email':
      return typeof value === 'string' && value.includes('@')
    case 'text':
      return typeof value === 'string' && value.trim() !== ''
  }
}
