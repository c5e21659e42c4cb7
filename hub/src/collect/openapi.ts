import type { AnswerStyle } from './answer.ts'
import { pixelRoutes, postRoutes, type EventRoute } from './event-routes.ts'
import {
  BatchBody,
  EventBody,
  JitsuBody,
  RefusedBody,
  TakenBody,
  TypedEventBody,
} from './wire-schema.ts'

/** The collector's HTTP interface as an OpenAPI 3.1 document; `openapi/collect.json` is this, committed. */
export function collectOpenApi(): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Signal collector',
      version: '1',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description:
        'Takes the events of Segment’s, RudderStack’s, Jitsu’s and Signal’s own clients. A body is read as JSON whatever ' +
        'its Content-Type is, and may be compressed with gzip. A 2xx means that the events are durable.',
    },
    servers: [{ url: 'http://localhost:8080' }],
    security: [{ basic: [] }, { writeKey: [] }, { pipelineKey: [] }, { bearer: [] }, {}],
    paths: {
      ...Object.fromEntries(postRoutes.map((route) => [pathOf(route), { post: postOf(route) }])),
      ...Object.fromEntries(pixelRoutes.map((route) => [pathOf(route), { get: pixelOf(route) }])),
      ...bootstrapPaths,
    },
    components: {
      schemas: { EventBody, TypedEventBody, BatchBody, TakenBody, RefusedBody, JitsuBody },
      responses: { ...namedRefusals('RefusedBody'), ...namedRefusals('JitsuBody') },
      securitySchemes: {
        basic: {
          type: 'http',
          scheme: 'basic',
          description: 'The write key as user name, no password.',
        },
        bearer: { type: 'http', scheme: 'bearer', description: 'The write key.' },
        writeKey: { type: 'apiKey', in: 'header', name: 'X-Write-Key' },
        pipelineKey: { type: 'apiKey', in: 'header', name: 'X-Pipeline-Key' },
      },
    },
  }
}

function pathOf({ path }: EventRoute): string {
  return path.replaceAll(/:(\w+)/g, '{$1}')
}

function parametersOf({ path }: EventRoute): readonly object[] {
  return path.includes(':type') ? [pathParameter('type')] : []
}

function pathParameter(name: string): object {
  return { name, in: 'path', required: true, schema: { type: 'string' } }
}

function headerParameter(name: string, required: boolean, description: string): object {
  return { name, in: 'header', required, description, schema: { type: 'string' } }
}

/** The two lines of a signed request. */
function signatureParameters(signature: EventRoute['signature']): readonly object[] {
  if (signature === 'none') return []
  const isRequired = signature === 'required'
  const signed =
    '`sha256=` and HMAC-SHA256 in hex, over timestamp, a dot, and the body as it travels.'
  return [
    headerParameter('X-Signature', isRequired, signed),
    headerParameter('X-Timestamp', isRequired, 'Milliseconds since 1970, at most 5 minutes off.'),
  ]
}

function schemaRef(name: string): object {
  return { $ref: `#/components/schemas/${name}` }
}

function json(name: string): object {
  return { 'application/json': { schema: schemaRef(name) } }
}

function requestSchemaOf(route: EventRoute): object {
  switch (route.shape) {
    case 'batch':
      return schemaRef('BatchBody')
    case 'single':
      return schemaRef(
        route.type === 'from-path' || route.type === null ? 'TypedEventBody' : 'EventBody',
      )
    case 'either':
      return { anyOf: [schemaRef('TypedEventBody'), schemaRef('BatchBody')] }
  }
}

function postOf(route: EventRoute): object {
  return {
    summary: route.summary,
    parameters: [...parametersOf(route), ...signatureParameters(route.signature)],
    requestBody: {
      required: true,
      content: { 'application/json': { schema: requestSchemaOf(route) } },
    },
    responses: { 200: takenOf(route.style), ...refusalsOf(route.style) },
  }
}

function takenOf(style: AnswerStyle): object {
  const description = 'Stored.'
  switch (style) {
    case 'json':
      return { description, content: json('TakenBody') }
    case 'text':
      return { description, content: { 'text/plain': { schema: { type: 'string', const: 'OK' } } } }
    case 'jitsu':
      return { description, content: json('JitsuBody') }
    case 'jitsu-browser':
      return { description: 'Stored, or refused with `ok` false.', content: json('JitsuBody') }
    case 'gif':
      return { description: 'The image, whatever happened.', content: imageContent }
  }
}

const imageContent = { 'image/gif': { schema: { type: 'string', contentEncoding: 'binary' } } }

const refusals = {
  400: 'The body, or the one event in it, cannot be used; the message says why.',
  401: 'The write key or the signature is missing or wrong.',
  403: 'The website is not on the list of its pipeline.',
  413: 'The body or the one event in it is too large.',
  415: 'The Content-Encoding is not supported.',
  429: 'Too fast; `Retry-After` names the seconds to wait.',
  503: 'It is not certain that the events are stored; send them again after `Retry-After` seconds.',
} as const

/** Statuses that Jitsu’s browser endpoint shows; it tells the rest in a body of status 200. */
const shownByAll = new Set(['429', '503'])

function refusalsOf(style: AnswerStyle): object {
  const body = style === 'jitsu' || style === 'jitsu-browser' ? 'JitsuBody' : 'RefusedBody'
  const said = Object.keys(refusals).filter(
    (status) => style !== 'jitsu-browser' || shownByAll.has(status),
  )
  return Object.fromEntries(
    said.map((status) => [status, { $ref: `#/components/responses/${body}${status}` }]),
  )
}

function namedRefusals(body: 'RefusedBody' | 'JitsuBody'): object {
  return Object.fromEntries(
    Object.entries(refusals).map(([status, description]) => [
      body + status,
      { description, content: json(body) },
    ]),
  )
}

const pixelParameters = [
  ['wk', 'Write key; also `writeKey`.'],
  ['data', 'The event as JSON in base64, instead of or beside the rest.'],
  ['e', 'Name of a track event; also `event`.'],
  ['uid', 'User; also `userId`.'],
  ['aid', 'Anonymous id; also `anonymousId`.'],
  ['ts', 'Milliseconds since 1970; also `timestamp`.'],
  ['mid', 'Message id; also `messageId`.'],
  ['cb', 'Ignored; keeps caches away.'],
] as const

function pixelOf(route: EventRoute): object {
  const query = pixelParameters.map(([name, description]) => ({
    name,
    in: 'query',
    description,
    schema: { type: 'string' },
  }))
  return {
    summary: route.summary,
    description:
      'Properties as `p.<path>` or `properties.<path>`, traits as `t.<path>` or `traits.<path>`.',
    parameters: [...parametersOf(route), ...query],
    responses: {
      200: takenOf('gif'),
      429: { description: refusals[429], content: imageContent },
      503: { description: refusals[503], content: imageContent },
    },
  }
}

function documentOf(summary: string, parameters: readonly object[] = []): object {
  return {
    get: {
      summary,
      parameters,
      responses: {
        200: {
          description: 'The document.',
          content: { 'application/json': { schema: { type: 'object' } } },
        },
        401: { description: refusals[401], content: json('RefusedBody') },
      },
    },
  }
}

function scriptOf(summary: string): object {
  return {
    get: {
      summary,
      responses: {
        200: {
          description: 'The script.',
          content: { 'text/javascript': { schema: { type: 'string' } } },
        },
        404: {
          description: 'It is not there; the message says what to do.',
          content: json('RefusedBody'),
        },
      },
    },
  }
}

const settingsSummary = 'What Segment’s browser client loads first; aims its events here.'
const bootstrapPaths = {
  '/v1/projects/{key}/settings': documentOf(settingsSummary, [pathParameter('key')]),
  '/projects/{key}/settings': documentOf(settingsSummary, [pathParameter('key')]),
  '/sourceConfig': documentOf('What RudderStack’s browser client loads first.'),
  '/rsaRequest': {
    post: {
      summary: 'Sets the cookies of RudderStack’s browser client, for a page of the same site.',
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { type: 'object' } } },
      },
      responses: {
        200: takenOf('text'),
        400: { description: refusals[400], content: json('RefusedBody') },
      },
    },
  },
  '/d.js': scriptOf('Signal’s own browser script.'),
  '/datafly.js': scriptOf('The same, by its other name.'),
  '/p.js': scriptOf('Jitsu’s browser script, where it is installed.'),
  '/health': {
    get: { summary: 'Tells that the collector is up.', responses: { 200: { description: 'Up.' } } },
  },
}
