import { expect, test } from 'vitest'
import { canonicalJsonOf, jsonDepthMax } from './json.ts'
import { restOf } from './rest.ts'

test('objects that differ in the order of their keys give the same text', () => {
  const text = '{"a":[1,{"x":null,"y":"é"}],"b":true}'
  expect(canonicalJsonOf({ b: true, a: [1, { y: 'é', x: null }] })).toBe(text)
  expect(canonicalJsonOf(JSON.parse(text))).toBe(text)
})

test('what nests too deep gives no text instead of exhausting the stack', () => {
  const nested = (depth: number) => JSON.parse('['.repeat(depth) + ']'.repeat(depth))
  expect(canonicalJsonOf(nested(jsonDepthMax))).not.toBeNull()
  expect(canonicalJsonOf(nested(jsonDepthMax + 1))).toBeNull()
  expect(canonicalJsonOf(nested(5_000))).toBeNull()
})

test('the rest is what no column took, looked into as far as columns were taken from', () => {
  const traits = {
    plan: 'pro',
    email: 'a@b.cd',
    address: { city: 'Rome', lat: 1 },
    company: { name: 'X' },
  }
  const used = ['traits.email', 'traits.address.city', 'traits.company.name']
  expect(restOf(traits, 'traits', used)).toEqual({ plan: 'pro', address: { lat: 1 } })
  expect(restOf({ plan: 'pro' }, 'traits', ['traits.plan'])).toBeNull()
})

test('a property called __proto__ is kept like any other', () => {
  const properties = JSON.parse('{"__proto__":{"x":1},"constructor":null}')
  const rest = restOf(properties, 'properties', [])
  expect(canonicalJsonOf(rest)).toBe('{"__proto__":{"x":1},"constructor":null}')
})
