import type { ConnectorSchema, SchemaField } from '../api/streams.ts'

/** A connector's objects as the schema file that defines them, to be added to. */
export function schemaTextOf(objects: ConnectorSchema['objects']): string {
  const lines = objects.flatMap(({ name, fields }) => [
    `    ${name}:`,
    '      type: object',
    '      properties:',
    ...fields.map((field) => `        ${field.name}: ${typeTextOf(field)}`),
  ])
  return ['openapi: 3.0.3', 'components:', '  schemas:', ...lines, ''].join('\n')
}

function typeTextOf({ type }: SchemaField): string {
  switch (type) {
    case 'text':
      return '{ type: string }'
    case 'number':
    case 'boolean':
      return `{ type: ${type} }`
    case 'percent':
    case 'currency':
      return `{ type: number, format: ${type} }`
    default:
      return `{ type: string, format: ${type} }`
  }
}
