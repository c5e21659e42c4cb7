import { Data360Client } from 'data-360-sdk'
import { createManualClock } from '../../simulator/src/platform/clock.ts'
import { createSeededRandom } from '../../simulator/src/platform/random.ts'
import { openPracticeOrg } from '../../simulator/src/practice-org.ts'
import { createReplyCheck } from '../../simulator/src/testing/reply-check.ts'

/** The description's types make a connection's members `never`; this is what it has. */
export type Connection = {
  readonly id: string
  readonly name: string
  readonly label: string
  readonly connectorType: string
  readonly status: string
}

type SchemaInput = Parameters<Data360Client['connections']['putSchema']>[1]
type StreamInput = Parameters<Data360Client['dataStreams']['create']>[0]

/** An empty practice org at noon of a fixed day, and the SDK with no other change than the two addresses. */
export async function openSdkWorld() {
  const clock = createManualClock(Date.parse('2026-03-01T12:00:00.000Z'))
  const random = createSeededRandom('sdk')
  const { onReply, expectKnown } = createReplyCheck()
  const org = await openPracticeOrg({ port: 0, clock, random, seed: 'empty', onReply })
  const instanceUrl = `${org.url}/services/data/v68.0`
  const clientOf = (clientSecret = 'xxxxxxxxxxxxxxxxxxxx') =>
    new Data360Client({
      instanceUrl,
      auth: {
        type: 'oauth2',
        clientId: '3MVG9...',
        clientSecret,
        tokenUrl: `${org.url}/services/oauth2/token`,
      },
    })
  const client = clientOf()
  const createConnection = async (label: string, name?: string) =>
    (await client.connections.create({
      connectorType: 'IngestApi',
      label,
      ...(name === undefined ? {} : { name }),
    })) as unknown as Connection
  const { ingest, land } = ingestionOf(org.url)
  return {
    ...{ url: org.url, clock, instanceUrl, client, clientOf, createConnection, ingest, land },
    [Symbol.asyncDispose]: async () => {
      await org[Symbol.asyncDispose]()
      expectKnown()
    },
  }
}

export type SdkWorld = Awaited<ReturnType<typeof openSdkWorld>>

/** Ingestion is no part of the SDK: plain HTTP, as its readers would do it. */
function ingestionOf(url: string) {
  const tokenOf = async (path: string, fields: Record<string, string>): Promise<string> => {
    const answer = await fetch(url + path, { method: 'POST', body: new URLSearchParams(fields) })
    return String(((await answer.json()) as Record<string, unknown>)['access_token'])
  }
  const ingest = async (path: string, data: readonly object[]): Promise<number> => {
    const core = await tokenOf('/services/oauth2/token', {
      grant_type: 'client_credentials',
      client_id: '3MVG9...',
      client_secret: 'xxxxxxxxxxxxxxxxxxxx',
    })
    const tenant = await tokenOf('/services/a360/token', {
      grant_type: 'urn:salesforce:grant-type:external:cdp',
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      subject_token: core,
    })
    const answer = await fetch(`${url}/api/v1/ingest/sources/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tenant}`, 'content-type': 'application/json' },
      body: JSON.stringify({ data }),
    })
    return answer.status
  }
  return { ingest, land: () => fetch(`${url}/practice-org/land`, { method: 'POST' }) }
}

const field = (name: string, dataType: string) => ({ name, label: name, dataType })

export const shopSchemas = [
  {
    name: 'order',
    label: 'Order',
    schemaType: 'IngestApi',
    fields: [
      field('id', 'Text'),
      field('placed_at', 'DateTime'),
      field('total', 'Number'),
      field('customer_id', 'Text'),
    ],
  },
  {
    name: 'customer',
    label: 'Customer',
    schemaType: 'IngestApi',
    fields: [
      field('id', 'Text'),
      field('first_name', 'Text'),
      field('last_name', 'Text'),
      field('changed_at', 'DateTime'),
    ],
  },
  {
    name: 'email',
    label: 'E-mail',
    schemaType: 'IngestApi',
    fields: [field('id', 'Text'), field('customer_id', 'Text'), field('address', 'Email')],
  },
]

export const schemaInputOf = (schemas: readonly object[]) => ({ schemas }) as unknown as SchemaInput

/** The body that deploys an object of the shop, as afd360 sends it. */
export const streamInputOf = (
  connection: Connection,
  object: string,
  lakeObject: object,
  refreshMode = 'UPSERT',
) =>
  ({
    name: `Shop_${object}`,
    label: `Shop ${object}`,
    datasource: connection.name,
    datastreamType: 'INGESTAPI',
    connectorInfo: {
      connectorType: 'IngestApi',
      connectorDetails: { name: connection.name, events: [object] },
    },
    dataLakeObjectInfo: {
      name: `shop_${object}__dll`,
      label: object,
      dataspaceInfo: [{ name: 'default' }],
      dataLakeFieldInputRepresentations: [
        { name: 'id', label: 'id', dataType: 'Text', isPrimaryKey: true },
      ],
      ...lakeObject,
    },
    mappings: [],
    refreshConfig: { refreshMode },
    sourceFields: [],
  }) as unknown as StreamInput

/** The error that a call ends with. */
export async function failureOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call
  } catch (cause) {
    return cause
  }
  throw new Error('the call succeeded')
}

/** The list of errors that the SDK's own error carries. */
export const errorsOf = (error: unknown) =>
  (error as { body: readonly { errorCode: string; message: string }[] }).body
