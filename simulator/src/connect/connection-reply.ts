/** A connector as Connect REST shows it. Members: {CONN}, as packaged in {SDK}. */
import type { Switches } from '../control/switches.ts'
import type { FieldType, SchemaObject } from '../org/connector-schema.ts'
import type { Connector } from '../org/connector.ts'
import type { DataStream } from '../org/data-stream.ts'
import type { Org } from '../org/org.ts'
import { assetOf } from './asset.ts'
import { dataTypeOf } from './data-type.ts'
import { enumText } from './enum-style.ts'

export const connectorType = 'IngestApi'

export function connectionOf(org: Org, connector: Connector) {
  return {
    ...assetOf(org, connector.createdAtMs),
    connectorType,
    id: connector.id,
    label: connector.label,
    name: connector.internalName,
    status: 'Connected',
    tenantSpecificEndpoint: org.tenantHost,
  }
}

/** A schema is in use once its object is deployed. */
export function schemasOf(
  connector: Connector,
  streams: readonly DataStream[],
  switches: Switches,
) {
  const isDeployed = ({ name }: SchemaObject) =>
    streams.some((stream) => stream.connector === connector.name && stream.object === name)
  return {
    schemas: connector.objects.map((object) => ({
      label: object.label ?? object.name,
      name: object.name,
      schemaType: connectorType,
      availabilityStatus: isDeployed(object)
        ? enumText(switches, { seen: 'In Use', documented: 'InUse' })
        : 'Available',
      fields: object.fields.map(({ name, label = name, type }) => ({
        label,
        name,
        currencyIsoCode: false,
        dataType: dataTypeOf(type),
      })),
    })),
  }
}

/**
 * The object endpoints as an OpenAPI file {CONN}. Documented is YAML; this is the part of YAML that is JSON, so that both
 * kinds of reader can read it (our own).
 */
export function endpointsFileOf(org: Org, connector: Connector): string {
  const paths = Object.fromEntries(
    connector.objects.map(({ name }) => [
      `/api/v1/ingest/sources/${connector.name}/${name}`,
      { post: operationOf(name), delete: { responses: acceptedResponse } },
    ]),
  )
  return JSON.stringify(
    {
      openapi: '3.0.3',
      info: { title: connector.label, version: 'v1' },
      servers: [{ url: `https://${org.tenantHost}` }],
      paths,
      components: {
        schemas: Object.fromEntries(
          connector.objects.map((object) => [object.name, schemaOf(object)]),
        ),
      },
    },
    null,
    2,
  )
}

const acceptedResponse = { '202': { description: 'Accepted' } }

function operationOf(object: string) {
  const items = { $ref: `#/components/schemas/${object}` }
  const schema = { type: 'object', properties: { data: { type: 'array', items } } }
  return {
    requestBody: { content: { 'application/json': { schema } } },
    responses: acceptedResponse,
  }
}

function schemaOf({ fields }: SchemaObject) {
  const properties = new Map(fields.map(({ name, type }) => [name, propertyOf(type)]))
  return { type: 'object', properties: Object.fromEntries(properties) }
}

/** A field as a schema file writes it {SCH}. */
function propertyOf(type: FieldType): { readonly type: string; readonly format?: string } {
  if (type === 'number' || type === 'boolean') return { type }
  if (type === 'percent' || type === 'currency') return { type: 'number', format: type }
  return type === 'text' ? { type: 'string' } : { type: 'string', format: type }
}
