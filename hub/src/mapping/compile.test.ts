import { expect, test } from 'vitest'
import { compileVariant } from './compile.ts'
import { eventKinds } from './event-kind.ts'
import { dateTime, exact, text, type FieldMapping, type Route, type Variant } from './language.ts'
import { plainEventOf } from './plain-event.fixture.ts'

const key = text('id', exact('event.eventId'))
const at = dateTime('at', exact('event.eventTime'))
const rest = text('rest', { path: 'properties', with: 'rest_of_properties' })

function variantOf(
  objects: Readonly<Record<string, readonly FieldMapping[]>>,
  routes?: readonly Route[],
): Variant {
  const everyObject = Object.keys(objects).map((object): Route => ({ object, each: 'event' }))
  const entries = eventKinds.map((kind) => [kind, routes ?? everyObject])
  return {
    objects: Object.entries(objects).map(([name, fields]) => ({
      name,
      category: 'Engagement',
      primaryKey: 'id',
      eventTimeField: 'at',
      recordModifiedField: null,
      fields,
    })),
    routes: Object.fromEntries(entries),
  }
}

function recordsOf(variant: Variant, event: Readonly<Record<string, unknown>>): unknown {
  const mapped = compileVariant(variant).recordsOf(plainEventOf(event))
  if (mapped.kind !== 'records') return mapped
  return mapped.records.map(({ json }) => JSON.parse(json))
}

test('the first source that yields a value wins, and a constant always does', () => {
  const variant = variantOf({
    seen: [key, at, text('a', 'properties.a', 'properties.b', { constant: 'none' })],
  })
  expect(recordsOf(variant, { properties: { a: ' ', b: 'B' } })).toMatchObject([{ a: 'B' }])
  expect(recordsOf(variant, {})).toMatchObject([{ a: 'none' }])
})

test('the rest of one record does not know what another record took', () => {
  const variant = variantOf({
    first: [key, at, text('a', 'properties.a'), rest],
    second: [key, at, rest],
  })
  expect(recordsOf(variant, { properties: { a: 1 } })).toMatchObject([
    { a: '1', rest: null },
    { rest: '{"a":1}' },
  ])
})

test('what every object inherits is nobody’s data', () => {
  const variant = variantOf({ seen: [key, at, text('a', 'properties.__proto__')] })
  expect(recordsOf(variant, {})).toMatchObject([{ a: null }])
})

test('a path that leads through something other than an object finds nothing', () => {
  const variant = variantOf({ seen: [key, at, text('a', 'properties.a.length')] })
  expect(recordsOf(variant, { properties: { a: 'text' } })).toMatchObject([{ a: null }])
})

test('an event of a kind without routes is dropped', () => {
  expect(recordsOf(variantOf({ seen: [key, at] }, []), {})).toMatchObject({
    kind: 'dropped',
    reason: 'no_mapping',
  })
})

test('a blank key makes the event unmappable', () => {
  const variant = variantOf({ seen: [text('id', 'properties.id'), at] })
  expect(recordsOf(variant, { properties: { id: ' ' } })).toMatchObject({ kind: 'unmappable' })
})

test.each([
  ['a reserved field', variantOf({ seen: [key, at, text('version')] }), 'version'],
  ['a rest that is not last', variantOf({ seen: [rest, key, at] }), 'last'],
  ['a route to no object', variantOf({ seen: [key, at] }, [{ object: 'x', each: 'event' }]), 'x'],
])('a variant with %s does not compile', (_, variant, words) => {
  expect(() => compileVariant(variant)).toThrow(words)
})

test('there is no sample of an object that the mapping lacks', () => {
  expect(() => compileVariant(variantOf({ seen: [key, at] })).sampleRecordOf('x')).toThrow('x')
})
