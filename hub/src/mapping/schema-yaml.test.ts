import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { mappingOf, variantNames } from './variants.ts'
import { nameCharsMax, reservedFieldNames, schemaProblemsOf } from './schema-rules.ts'
import { schemaYamlOf, streamGuideOf } from './schema-yaml.ts'
import type { Mapping, ObjectSpec } from './mapping.ts'

for (const variant of variantNames) {
  const mapping = knownMappingOf(variant)
  const yaml = schemaYamlOf(mapping)

  test(`the schema file of ${variant} is the committed one (vitest -u writes it anew)`, async () => {
    const name = `salesforce-cdp-${variant.replaceAll('_', '-')}.yaml`
    await expect(yaml).toMatchFileSnapshot(`../../schema/${name}`)
  })

  test(`the schema file of ${variant} keeps every rule of Data Cloud`, () => {
    const { openapi, components } = parse(yaml)
    expect(openapi).toMatch(/^3\.0\.\d$/)
    const objects: [string, { type: string; properties: Record<string, object> }][] =
      Object.entries(components.schemas)
    expect(objects.map(([name]) => name)).toEqual(mapping.objects.map(({ name }) => name))
    for (const [name, { type, properties }] of objects) {
      expect(type).toBe('object')
      expect(name).toMatch(/^[a-zA-Z0-9_-]{1,80}$/)
      const fields = Object.keys(properties)
      expect(fields.length).toBeGreaterThan(0)
      expect(fields.length).toBeLessThanOrEqual(1_000)
      expect(new Set(fields.map((field) => field.toLowerCase())).size).toBe(fields.length)
      for (const field of fields) {
        expect(field).toMatch(/^[a-zA-Z0-9_-]{1,80}$/)
        expect(field).not.toContain('__')
        expect(reservedFieldNames.has(field.toLowerCase())).toBe(false)
      }
      for (const property of Object.values(properties)) {
        expect(property).toEqual(
          expect.toBeOneOf([
            { type: 'string' },
            { type: 'number' },
            { type: 'boolean' },
            { type: 'string', format: expect.stringMatching(/^(date|date-time|email|phone|url)$/) },
          ]),
        )
      }
    }
    // References are not allowed, and aliases are references.
    expect(yaml).not.toMatch(/[&*]a\d|\$ref/)
  })
}

test('the guide names what the admin picks for every stream', () => {
  expect(streamGuideOf(knownMappingOf('default'))).toContainEqual({
    object: 'page_view',
    category: 'Engagement',
    primaryKey: 'event_id',
    eventTimeField: 'event_time',
    recordModifiedField: null,
    refreshMode: 'Upsert',
  })
})

const object: ObjectSpec = {
  name: 'seen',
  category: 'Engagement',
  primaryKey: 'id',
  eventTimeField: 'at',
  recordModifiedField: null,
  fields: [
    { name: 'id', type: 'text' },
    { name: 'at', type: 'date-time' },
  ],
}
const withField = (name: string): ObjectSpec => ({
  ...object,
  fields: [...object.fields, { name, type: 'text' }],
})

test.each<[string, readonly ObjectSpec[], string]>([
  ['no object', [], 'at least one object'],
  ['a space in a name', [{ ...object, name: 'page view' }], 'letters'],
  ['a long name', [{ ...object, name: 'x'.repeat(nameCharsMax + 1) }], 'longer'],
  ['a name that repeats in another case', [object, { ...object, name: 'SEEN' }], 'Two objects'],
  ['two underscores', [withField('a__c')], 'two underscores'],
  ['a reserved field', [withField('Version')], 'keeps'],
  ['a field that repeats in another case', [withField('ID')], 'two fields'],
  ['no field', [{ ...object, fields: [] }], 'at least one field'],
  ['no key', [{ ...object, primaryKey: 'other' }], 'primary key'],
  ['no event time', [{ ...object, eventTimeField: null }], 'event time'],
  ['an event time that is text', [{ ...object, eventTimeField: 'id' }], 'event time'],
  ['a record modified field that is text', [{ ...object, recordModifiedField: 'id' }], 'modified'],
])('a schema with %s is found out', (_, objects, words) => {
  expect(schemaProblemsOf(objects).join(' ')).toContain(words)
})

test('a schema that keeps the rules has no problems', () => {
  expect(schemaProblemsOf([object])).toEqual([])
})

test('the practice org is seeded with the same objects and fields', () => {
  const seedFile = new URL('../../../simulator/seed/default-schema.yaml', import.meta.url)
  const seeded = parse(readFileSync(seedFile, 'utf8'))
  const ours = parse(schemaYamlOf(knownMappingOf('default')))
  expect(seeded.components.schemas).toEqual(ours.components.schemas)
})

function knownMappingOf(variant: string): Mapping {
  const mapping = mappingOf(variant)
  if (mapping === null) throw new Error(`no mapping for ${variant}`)
  return mapping
}
