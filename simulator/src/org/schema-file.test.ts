import { describe, expect, test } from 'vitest'
import { readSchemaFile } from './schema-file.ts'

const schemaOf = (objects: string) => `openapi: 3.0.3\ncomponents:\n  schemas:\n${objects}`
const objectOf = (name: string, properties: string) =>
  schemaOf(`    ${name}:\n      type: object\n      properties: ${properties}\n`)

const documentedExample = `openapi: 3.0.3
components:
  schemas:
    Order:
      type: object
      properties:
        id:          {type: string}
        created_at:  {type: string, format: date-time}
        total:       {type: number}
        email:       {type: string, format: email}
        paid:        {type: boolean}
`

describe('a schema file', () => {
  test('of the documented example is read', () => {
    expect(readSchemaFile(documentedExample)).toEqual({
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

  test('may name every type and format there is', () => {
    const formats = ['date', 'date-time', 'email', 'phone', 'percent', 'url', 'currency']
    const properties = formats.map((format) => `${format}_: { type: string, format: ${format} }`)
    const reading = readSchemaFile(objectOf('a', `{ ${properties.join(', ')} }`))
    expect(reading.kind === 'read' && reading.objects[0]?.fields.map(({ type }) => type)).toEqual(
      formats,
    )
  })

  test('may be written as JSON, since that is YAML too', () => {
    const json = {
      openapi: '3.0.3',
      components: { schemas: { a: { type: 'object', properties: { b: { type: 'string' } } } } },
    }
    expect(readSchemaFile(JSON.stringify(json))).toMatchObject({ kind: 'read' })
  })

  const wide = Array.from({ length: 1_001 }, (_, index) => `f${index}: { type: string }`)

  test.each([
    ['that is no YAML', '{', 'The file is no valid YAML: '],
    [
      'of another OpenAPI version',
      documentedExample.replace('3.0.3', '3.1.0'),
      'The file must say which OpenAPI it is written in, "openapi: 3.0.3"; it says "3.1.0".',
    ],
    ['without schemas', 'openapi: 3.0.3\n', 'The file has no components.schemas'],
    ['without objects', schemaOf('    {}'), 'The schema has no object; it needs at least one.'],
    [
      'with nesting',
      objectOf('a', '{ b: { type: object, properties: { c: { type: string } } } }'),
      'Object "a", field "b": an object inside an object is not allowed; a schema must be flat.',
    ],
    [
      'with an array',
      objectOf('a', '{ b: { type: array, items: { type: string } } }'),
      'Object "a", field "b": lists (type: array) are not allowed; a schema must be flat.',
    ],
    [
      'with a reference',
      objectOf('a', '{ b: { $ref: "#/components/schemas/a" } }'),
      'Object "a", field "b": references ($ref) are not allowed',
    ],
    [
      'with an object that is a reference',
      schemaOf('    a: { $ref: "#/components/schemas/b" }'),
      'Object "a": references ($ref) are not allowed.',
    ],
    [
      'with an integer',
      objectOf('a', '{ b: { type: integer } }'),
      'Object "a", field "b": its type is "integer"; it must be string, number or boolean.',
    ],
    [
      'with a field without a type',
      objectOf('a', '{ b: {} }'),
      'Object "a", field "b": its type is missing',
    ],
    [
      'with an unknown format',
      objectOf('a', '{ b: { type: string, format: uuid } }'),
      'Object "a", field "b": its format is "uuid"; it must be one of date, date-time, email',
    ],
    [
      'with an object without fields',
      objectOf('a', '{}'),
      'Object "a" has no field; it needs at least one.',
    ],
    [
      'with an object that is a text',
      schemaOf('    a: { type: string }'),
      'Object "a": its type is "string"; it must be object.',
    ],
    [
      'with a reserved field name',
      objectOf('a', '{ version: { type: string } }'),
      'Object "a", field "version": the name is reserved by Data Cloud; choose another.',
    ],
    [
      'with a double underscore',
      objectOf('a', '{ b__c: { type: string } }'),
      'Object "a", field "b__c": two underscores in a row are not allowed in a field name.',
    ],
    [
      'with a dot in a name',
      objectOf('a', '{ b.c: { type: string } }'),
      'Object "a", field "b.c": a name may only have the letters a to z and A to Z, digits, _ and -.',
    ],
    [
      'with two field names that differ in case',
      objectOf('a', '{ b: { type: string }, B: { type: string } }'),
      'Object "a", field "B": the name is there twice; upper and lower case count as the same.',
    ],
    [
      'with the same object twice',
      objectOf('a', '{ b: { type: string } }') +
        '    a:\n      type: object\n      properties: { b: { type: string } }\n',
      'Object "a": the name is there twice',
    ],
    [
      'with a name of 81 characters',
      objectOf('a'.repeat(81), '{ b: { type: string } }'),
      `Object "${'a'.repeat(81)}": the name has 81 characters; at most 80 are allowed.`,
    ],
    [
      'with 1001 fields',
      objectOf('a', `{ ${wide.join(', ')} }`),
      'Object "a" has 1001 fields; at most 1000 are allowed.',
    ],
  ])('%s is refused in words that name the place', (_case, text, problem) => {
    const reading = readSchemaFile(text)
    expect(reading.kind === 'refused' && reading.problems).toEqual([
      expect.stringContaining(problem),
    ])
  })

  test('is told all its problems at once', () => {
    const text = objectOf('a', '{ b__c: { type: array }, version: { type: integer } }')
    const reading = readSchemaFile(text)
    expect(reading.kind === 'refused' && reading.problems).toHaveLength(4)
  })

  test('whose anchors multiply without end is refused', () => {
    const rows = Array.from(
      { length: 12 },
      (_, index) => `  l${index + 1}: &l${index + 1} [${`*l${index},`.repeat(10)}]`,
    )
    const text = `openapi: 3.0.3\nbomb:\n  l0: &l0 [x]\n${rows.join('\n')}\ncomponents:\n  schemas:\n    a: { type: object, properties: { b: { type: string, x: *l12 } } }\n`
    expect(readSchemaFile(text).kind).toBe('refused')
  })
})

test('a file that is nested without end is refused in words of ours', () => {
  expect(readSchemaFile('['.repeat(10_000))).toEqual({
    kind: 'refused',
    problems: ['The file is nested too deeply; a schema must be flat.'],
  })
})
