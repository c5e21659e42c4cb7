import { describe, expect, test } from 'vitest'
import type { SchemaObject } from './connector-schema.ts'
import { updateProblemsOf } from './schema-rules.ts'

const order: SchemaObject = {
  name: 'Order',
  fields: [
    { name: 'id', type: 'text' },
    { name: 'total', type: 'number' },
  ],
}

describe('a schema update', () => {
  test('may bring objects and fields', () => {
    const wider = {
      ...order,
      fields: [...order.fields, { name: 'paid', type: 'boolean' } as const],
    }
    expect(updateProblemsOf([order], [{ ...order, name: 'Line' }, wider])).toEqual([])
  })

  test('may not lose an object', () => {
    expect(updateProblemsOf([order], [{ ...order, name: 'order' }])).toEqual([
      'Object "Order" is missing: an update must hold every object that was uploaded before, under the same name.',
    ])
  })

  test('may not lose a field or change a type, and says both', () => {
    const changed: SchemaObject = { name: 'Order', fields: [{ name: 'total', type: 'text' }] }
    expect(updateProblemsOf([order], [changed])).toEqual([
      'Object "Order", field "id" is missing: an update must hold every field that was uploaded before, under the same name.',
      'Object "Order", field "total": the type was number and would become text; a type cannot be changed.',
    ])
  })
})
