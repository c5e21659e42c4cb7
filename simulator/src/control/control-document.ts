import type { TSchema } from 'typebox'
import type { ControlRoute } from './control-route.ts'

/** The control API as an OpenAPI 3.1 document, made of the routes themselves. */
export function controlDocumentOf(routes: readonly ControlRoute[], url: string) {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    const path = `/practice-org${route.path.replaceAll(/:(\w+)/g, '{$1}')}`
    paths[path] = { ...paths[path], [route.method]: operationOf(route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Control API of the practice org',
      version: '1',
      description: 'Answered on the loopback address only, without credentials.',
    },
    servers: [{ url }],
    paths,
  }
}

function operationOf({ summary, path, body, query }: ControlRoute) {
  const parameters = [
    ...[...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
      ...{ name, in: 'path', required: true },
      schema: { type: 'string' },
    })),
    ...Object.entries(propertiesOf(query)).map(([name, schema]) => ({ name, in: 'query', schema })),
  ]
  return {
    summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: {
      200: { description: 'Done.', content: { 'application/json': { schema: {} } } },
      ...(body === undefined && query === undefined ? {} : { 400: errorReply }),
    },
  }
}

const errorReply = {
  description: 'Nothing was changed; `error.message` says what is unfit.',
  content: {
    'application/json': {
      schema: {
        type: 'object',
        properties: {
          error: {
            type: 'object',
            properties: { code: { type: 'string' }, message: { type: 'string' } },
          },
        },
      },
    },
  },
}

function propertiesOf(schema: TSchema | undefined): Readonly<Record<string, unknown>> {
  const properties: unknown = schema === undefined ? {} : Reflect.get(schema, 'properties')
  return typeof properties === 'object' && properties !== null ? { ...properties } : {}
}
