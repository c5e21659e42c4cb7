import { describe, expect, test } from 'vitest'
import { readConnectorSchema } from './connector-schema.ts'

const schemaOf = (objects: string) => `openapi: 3.0.3\ncomponents:\n  schemas:\n${objects}`
const objectOf = (name: string, properties: string) =>
  schemaOf(`    ${name}:\n      type: object\n      properties: ${properties}\n`)

describe('a schema file', () => {
  test('of the documented example is read', () => {
    const yamlText = objectOf(
      'Order',
      `{ id: { type: string }, created_at: { type: string, format: date-time },
         total: { type: number }, email: { type: string, format: email }, paid: { type: boolean } }`,
    )
    expect(readConnectorSchema(yamlText)).toEqual({
      kind: 'read',
      objects: [
        {
          name: 'Order',
          fields: [
            { name: 'id', type: 'text' },
            { name: 'created_at', type: 'date-time' },
            { name: 'total', type: 'number' },
            { name: 'email', type: 'email' },
            { name: 'paid', type: 'boolean' },
          ],
        },
      ],
    })
  })

  test.each([
    ['that is no YAML', '{'],
    [
      'of another OpenAPI version',
      objectOf('a', '{ b: { type: string } }').replace('3.0.3', '3.1.0'),
    ],
    ['without objects', schemaOf('    {}').replace('schemas:\n    {}', 'schemas: {}')],
    ['with nesting', objectOf('a', '{ b: { type: object } }')],
    ['with an array', objectOf('a', '{ b: { type: array } }')],
    ['with an integer', objectOf('a', '{ b: { type: integer } }')],
    ['with an unknown format', objectOf('a', '{ b: { type: string, format: uuid } }')],
    ['with an object without fields', objectOf('a', '{}')],
    ['with a reserved field name', objectOf('a', '{ version: { type: string } }')],
    ['with a double underscore', objectOf('a', '{ b__c: { type: string } }')],
    ['with a dot in a name', objectOf('a', '{ b.c: { type: string } }')],
    [
      'with two names that differ in case',
      objectOf('a', '{ b: { type: string }, B: { type: string } }'),
    ],
    ['with a name of 81 characters', objectOf('a'.repeat(81), '{ b: { type: string } }')],
  ])('%s is refused', (_case, yamlText) => {
    const reading = readConnectorSchema(yamlText)
    expect(reading.kind).toBe('refused')
    expect(reading.kind === 'refused' && reading.problems).toHaveLength(1)
  })
})
