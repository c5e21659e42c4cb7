import { Document, YAMLMap, isMap } from 'yaml'
import type { FieldType, Mapping, ObjectSpec } from './mapping.ts'

/** Spelling of each type in a schema file. Source: facts, data-cloud-api 4.1 {SCH}. */
const schemaTypes = {
  text: { type: 'string' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  date: { type: 'string', format: 'date' },
  'date-time': { type: 'string', format: 'date-time' },
  email: { type: 'string', format: 'email' },
  phone: { type: 'string', format: 'phone' },
  // That a percent is spelt as a number is assumed; no variant has one.
  percent: { type: 'number', format: 'percent' },
  url: { type: 'string', format: 'url' },
} as const satisfies Record<FieldType, { readonly type: string; readonly format?: string }>

/**
 * The Ingestion API schema file for a mapping, ready to upload in Data Cloud Setup > Ingestion API.
 * Equal mappings give equal text.
 */
export function schemaYamlOf(mapping: Mapping): string {
  const content = {
    openapi: '3.0.3',
    info: { title: 'Signal', version: '1.0.0' },
    paths: {},
    components: {
      schemas: Object.fromEntries(mapping.objects.map((object) => [object.name, schemaOf(object)])),
    },
  }
  // Without aliases: the rules allow no references.
  const document = new Document(content, { aliasDuplicateObjects: false })
  for (const object of mapping.objects) {
    const properties = document.getIn(['components', 'schemas', object.name, 'properties'])
    if (isMap(properties)) writeOnOneLineEach(properties)
  }
  return document.toString({ lineWidth: 0 })
}

function schemaOf({ fields }: ObjectSpec) {
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map(({ name, type }) => [name, schemaTypes[type]])),
  }
}

function writeOnOneLineEach(properties: YAMLMap<unknown, unknown>): void {
  for (const { value } of properties.items) {
    if (isMap(value)) value.flow = true
  }
}

/** What the admin picks for one object when creating its data stream; none of it can be changed later. */
export type StreamGuide = {
  readonly object: string
  readonly category: ObjectSpec['category']
  readonly primaryKey: string
  readonly eventTimeField: string | null
  readonly recordModifiedField: string | null
  readonly refreshMode: 'Upsert'
}

/** The choices for every object's data stream. Source: facts, data-cloud-api 4.2 {DS,CAT}. */
export function streamGuideOf(mapping: Mapping): readonly StreamGuide[] {
  return mapping.objects.map(
    ({ name, category, primaryKey, eventTimeField, recordModifiedField }) => ({
      object: name,
      category,
      primaryKey,
      eventTimeField,
      recordModifiedField,
      refreshMode: 'Upsert',
    }),
  )
}
