import { Type, type TSchema } from 'typebox'
import { ApiToken, NewApiToken } from './access/token-routes.ts'
import { Session } from './access/session-routes.ts'
import {
  ConfigField,
  Diagnosis as CatalogDiagnosis,
  EventMappingRow,
  SetupStep,
} from '../catalog/catalog-entry.ts'
import { CatalogEntryView, CatalogObject, CatalogVariantView } from './catalog/catalog-entry.ts'
import { DeadLetter, ReplayAnswer, ReplayRequest } from './dead-letters/dead-letter.ts'
import {
  CheckReport,
  CheckStepView,
  InstallRequest,
  Integration,
  IntegrationChange,
  IntegrationObject,
  LaneView,
  Ledger,
  TestEventRequest,
  TestEventTaken,
} from './integrations/integration.ts'
import { WholeLedger } from './integrations/ledger-routes.ts'
import {
  Diagnosis,
  LiveAttempt,
  LiveDelivery,
  LiveDeliveryUpdate,
  LiveEvent,
  LiveEventDetail,
  LiveRecord,
} from './live-events/live-event.ts'
import { Pipeline, PipelineChange, PipelineRequest } from './pipelines/pipeline-routes.ts'
import type { Operation } from './route.ts'
import { adminRoutes } from './routes.ts'
import { Health, HubStatus } from './system/status.ts'

const FieldProblem = Type.Object(
  { field: Type.String(), message: Type.String() },
  { additionalProperties: false },
)
const ErrorEnvelope = Type.Object(
  {
    error: Type.Object(
      {
        code: Type.String({ description: 'For programs: UPPER_SNAKE, never reworded.' }),
        message: Type.String({ description: 'For a person: what happened and what to do.' }),
        details: Type.Optional(Type.Array(FieldProblem)),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
)

/** Schemas that have a name in the document, and so in every generated client. */
const named = {
  ApiToken,
  CatalogDiagnosis,
  CatalogEntry: CatalogEntryView,
  CatalogField: ConfigField,
  CatalogObject,
  CatalogVariant: CatalogVariantView,
  CheckReport,
  CheckStep: CheckStepView,
  DeadLetter,
  Diagnosis,
  Error: ErrorEnvelope,
  EventMapping: EventMappingRow,
  Health,
  HubStatus,
  InstallRequest,
  Integration,
  IntegrationChange,
  IntegrationObject,
  Lane: LaneView,
  Ledger,
  LiveAttempt,
  LiveDelivery,
  LiveDeliveryUpdate,
  LiveEvent,
  LiveEventDetail,
  LiveRecord,
  NewApiToken,
  Pipeline,
  PipelineChange,
  PipelineRequest,
  ReplayAnswer,
  ReplayRequest,
  Session,
  SetupStep,
  TestEventRequest,
  TestEventTaken,
  WholeLedger,
} satisfies Record<string, TSchema>

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type JsonMap = { [key: string]: Json }

const namesByText = new Map(
  Object.entries(named).map(([name, schema]) => [JSON.stringify(schema), name]),
)

/** The admin API as an OpenAPI 3.1 document, made of the very schemas that check the requests. Committed as `openapi/admin.json`. */
export function adminOpenApi(): JsonMap {
  const paths: { [path: string]: JsonMap } = {}
  for (const { operation } of adminRoutes) {
    const item = paths[operation.path] ?? {}
    item[operation.method.toLowerCase()] = operationOf(operation)
    paths[operation.path] = item
  }
  const schemas = Object.entries(named).map(([name, schema]): [string, Json] => [
    name,
    inside(plainOf(schema)),
  ])
  return {
    openapi: '3.1.0',
    info: {
      title: 'Signal admin API',
      version: '1',
      description:
        'Configuration, live events and state of a Signal hub. Errors are `{"error":{"code","message","details"}}`; lists are `{"data","next_cursor","has_more"}`; secrets read as `***`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'http://localhost:8084' }],
    security: [{ token: [] }, { session: [] }],
    tags: [...new Set(adminRoutes.map(({ operation }) => operation.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: Object.fromEntries(schemas),
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'signal_session',
          description: 'Changes also need the header `X-Signal-Console: 1`.',
        },
      },
    },
  }
}

type AnyOperation = Operation<TSchema, TSchema, TSchema, TSchema>

function operationOf(operation: AnyOperation): JsonMap {
  const { operationId, tag, summary, description, access, body, answer } = operation
  const parameters = [
    ...parametersOf('path', operation.params),
    ...parametersOf('query', operation.query),
  ]
  return {
    operationId,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    ...(access === 'authenticated' ? {} : { security: [] }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: requestBodyOf(body) }),
    responses: {
      [String(answer.status)]: {
        description: answer.description,
        ...(answer.status === 204
          ? {}
          : {
              content: {
                [answer.contentType ?? 'application/json']: {
                  schema: refOr(plainOf(answer.schema)),
                },
              },
            }),
      },
      ...Object.fromEntries(
        Object.entries(refusalsOf(operation)).map(([status, text]) => [status, refusalOf(text)]),
      ),
    },
  }
}

function requestBodyOf(body: TSchema): JsonMap {
  const schema = plainOf(body)
  const isRequired = Array.isArray(schema['required']) || schema['minProperties'] !== undefined
  return { required: isRequired, content: { 'application/json': { schema: refOr(schema) } } }
}

function refusalsOf({
  access,
  params,
  query,
  body,
  refusals,
}: AnyOperation): Record<string, string> {
  const isChecked = query !== undefined || body !== undefined
  return {
    ...(access === 'authenticated' ? { 401: 'No token, or one that is not known.' } : {}),
    ...(params === undefined ? {} : { 404: 'There is no such thing.' }),
    ...(isChecked ? { 422: 'Fields are wrong; `details` names each.' } : {}),
    ...(access === 'authenticated'
      ? { 429: 'Too many requests; `Retry-After` says how long to wait.' }
      : {}),
    ...refusals,
  }
}

function refusalOf(description: string): JsonMap {
  return {
    description,
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
  }
}

function parametersOf(place: 'path' | 'query', schema: TSchema | undefined): Json[] {
  if (schema === undefined) return []
  const { properties, required } = plainOf(schema)
  const requiredNames = Array.isArray(required) ? required : []
  return Object.entries(isMap(properties) ? properties : {}).map(([name, field]) => {
    const { description, ...rest } = isMap(field) ? field : {}
    return {
      name,
      in: place,
      required: requiredNames.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: inside(rest),
    }
  })
}

function plainOf(schema: TSchema): JsonMap {
  return JSON.parse(JSON.stringify(schema)) as JsonMap // parsed: a TypeBox schema is JSON Schema
}

/** A reference where the schema has a name, else the schema with references inside. */
function refOr(node: Json): Json {
  const name = namesByText.get(JSON.stringify(node))
  return name === undefined ? inside(node) : { $ref: `#/components/schemas/${name}` }
}

function inside(node: Json): Json {
  if (Array.isArray(node)) return node.map(refOr)
  if (!isMap(node)) return node
  const entries = Object.entries(node).map(([key, value]): [string, Json] => [key, refOr(value)])
  return { ...(isTextEnum(node) ? { type: 'string' } : {}), ...Object.fromEntries(entries) }
}

/** Clients are generated better when an enumeration says that it is of text. */
function isTextEnum(node: JsonMap): boolean {
  const values = node['enum']
  return Array.isArray(values) && values.every((value) => typeof value === 'string')
}

function isMap(node: Json | undefined): node is JsonMap {
  return typeof node === 'object' && node !== null && !Array.isArray(node)
}
