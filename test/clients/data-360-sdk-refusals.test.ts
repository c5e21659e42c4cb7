/** What `data-360-sdk` makes of refusals: its own error classes, with the org's words in them. */
import {
  AuthenticationError,
  BadRequestError,
  Data360Client,
  NotFoundError,
  ServerError,
} from 'data-360-sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  errorsOf,
  failureOf,
  openSdkWorld,
  schemaInputOf,
  shopSchemas,
  streamInputOf,
  type SdkWorld,
} from './data-360-sdk.fixture.ts'

let world: SdkWorld
let client: Data360Client
beforeAll(async () => {
  world = await openSdkWorld()
  client = world.client
})
afterAll(() => world[Symbol.asyncDispose]())

test('a refused session is an authentication error', async () => {
  const stranger = new Data360Client({
    instanceUrl: world.instanceUrl,
    auth: { type: 'static', accessToken: 'nobody' },
  })
  const error = await failureOf(stranger.dataStreams.list())
  expect(error).toBeInstanceOf(AuthenticationError)
  expect(errorsOf(error)).toMatchObject([{ errorCode: 'INVALID_SESSION_ID' }])
  await expect(world.clientOf('wrong').dataStreams.list()).rejects.toThrow(
    'OAuth2 token request failed',
  )
})

test.each(['ingestapi', 'INGESTAPI', 'Snowflake'])(
  'a list of connections of type %s is a bad request',
  async (connectorType) => {
    const error = await failureOf(client.connections.list({ connectorType }))
    expect(error).toBeInstanceOf(BadRequestError)
    expect(errorsOf(error)).toEqual([
      {
        errorCode: 'ILLEGAL_QUERY_PARAMETER_VALUE',
        message: `ConnectorType [${connectorType}] is not supported`,
      },
    ])
  },
)

test('a schema whose field has no label is a server error, as in a live org', async () => {
  const connection = await world.createConnection('No labels')
  const [schema] = shopSchemas
  const withoutLabel = { ...schema, fields: [{ name: 'id', dataType: 'Text' }] }
  const error = await failureOf(
    client.connections.putSchema(connection.id, schemaInputOf([withoutLabel]), { skipRetry: true }),
  )
  expect(error).toBeInstanceOf(ServerError)
  expect(errorsOf(error)[0]?.message).toContain('because "this.text" is null')
})

test('a stream that breaks rules is a bad request with all of them', async () => {
  const connection = await world.createConnection('Rules')
  await client.connections.putSchema(connection.id, schemaInputOf(shopSchemas))
  const input = streamInputOf(
    connection,
    'order',
    { category: 'Engagement', eventDateTimeFieldName: 'total' },
    'PARTIAL_UPDATE',
  )
  const error = await failureOf(client.dataStreams.create(input))
  expect(error).toBeInstanceOf(BadRequestError)
  expect(errorsOf(error).map(({ message }) => message)).toEqual([
    'Field "total" of type number cannot be the event time field.',
    'Refresh mode Partial is only for categories Profile and Other.',
    'Refresh mode Partial needs a record modified field.',
  ])
})

test.each([
  ['connection', () => client.connections.get('1PJ000000000000AAA')],
  ['stream', () => client.dataStreams.get('nobody')],
  ['lake object', () => client.dataLakeObjects.get('nobody__dll')],
  ['model object', () => client.dataModelObjects.get('nobody__dlm')],
  ['mapping', () => client.dataModelObjects.getMappings('nobody')],
  ['resource that is not built', () => client.segments.list()],
])('a %s that is not there is not found', async (_case, call) => {
  expect(await failureOf(call())).toBeInstanceOf(NotFoundError)
})
