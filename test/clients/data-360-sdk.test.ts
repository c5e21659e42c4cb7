/**
 * `data-360-sdk`, a client that nobody here wrote, made from the published description of Connect REST. It is used as its
 * own documentation shows, with no other change than the two addresses.
 */
import { BadRequestError, NotFoundError, type Data360Client } from 'data-360-sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  errorsOf,
  failureOf,
  openSdkWorld,
  schemaInputOf,
  shopSchemas,
  streamInputOf,
  type Connection,
  type SdkWorld,
} from './data-360-sdk.fixture.ts'

let world: SdkWorld
let client: Data360Client
beforeAll(async () => {
  world = await openSdkWorld()
  client = world.client
})
afterAll(() => world[Symbol.asyncDispose]())

describe('an empty org', () => {
  test('has no connections, streams or lake objects, and the standard data model', async () => {
    expect(await client.connections.list({ connectorType: 'IngestApi' })).toMatchObject({
      connections: [],
      totalSize: 0,
    })
    expect((await client.dataStreams.list()).dataStreams).toEqual([])
    expect((await client.dataLakeObjects.list()).dataLakeObjects).toEqual([])
    const names = []
    for await (const object of client.dataModelObjects.listAll({ batchSize: 3 })) {
      names.push(object.name)
    }
    expect(names).toContain('ssot__Individual__dlm')
    expect(new Set(names).size).toBe(names.length)
    expect((await client.dataSpaces.list()).dataSpaces.map(({ name }) => name)).toEqual(['default'])
  })
})

describe('what the SDK sets up', () => {
  let shop: Connection

  test('begins with a connection, which the server renames', async () => {
    shop = await world.createConnection('Web Shop', 'web_shop')
    expect(shop).toMatchObject({ connectorType: 'IngestApi', label: 'Web Shop' })
    expect(shop.name).toMatch(/^Web_Shop_[0-9a-f-]{36}$/)
    expect(await client.connections.get(shop.id)).toMatchObject({ id: shop.id, name: shop.name })
    const found = await client.connections.list({ connectorType: 'IngestApi', label: 'Web Shop' })
    expect(found.connections).toMatchObject([{ id: shop.id }])
  })

  test('goes on with a schema, which is available until a stream uses it', async () => {
    await client.connections.putSchema(shop.id, schemaInputOf(shopSchemas))
    const { schemas = [] } = await client.connections.listSchema(shop.id)
    expect(schemas).toMatchObject(
      shopSchemas.map((schema) => ({ ...schema, availabilityStatus: 'Available' })),
    )
    expect(await client.connections.testByPost(shop.id)).toEqual({ errors: [], success: true })
    expect(await client.connections.test(shop.id)).toEqual({ errors: [], success: true })
  })

  test('has endpoints, listed in an OpenAPI file', async () => {
    const file: unknown = await client.connections.getEndpoints(shop.id)
    expect(Object.keys((file as { paths: object }).paths)).toEqual([
      '/api/v1/ingest/sources/web_shop/order',
      '/api/v1/ingest/sources/web_shop/customer',
      '/api/v1/ingest/sources/web_shop/email',
    ])
  })

  test('has streams, found by their id and their name', async () => {
    const order = await client.dataStreams.create(
      streamInputOf(shop, 'order', {
        category: 'Engagement',
        eventDateTimeFieldName: 'placed_at',
      }),
    )
    expect(order).toMatchObject({
      status: 'PROCESSING',
      label: 'Shop order-order',
      dataLakeObjectInfo: { name: 'shop_order__dll', category: 'Engagement', status: 'ACTIVE' },
    })
    expect(order.name).toMatch(/^Shop_order_order_[0-9A-F]{8}$/)
    await client.dataStreams.create(
      streamInputOf(shop, 'customer', {
        category: 'Profile',
        recordModifiedFieldName: 'changed_at',
      }),
    )
    await client.dataStreams.create(streamInputOf(shop, 'email', { category: 'Other' }))
    const byId = await client.dataStreams.get(order.recordId)
    expect(byId).toMatchObject({
      status: 'ACTIVE',
      dataStreamType: 'INGESTAPI',
      lastRunStatus: 'NONE',
      totalRecords: 0,
      connectorInfo: { connectorType: 'IngestApi', connectorDetails: { events: ['order'] } },
      refreshConfig: { refreshMode: 'UPSERT' },
      dataLakeObjectInfo: { eventDateTimeFieldName: 'placed_at__c' },
    })
    expect(await client.dataStreams.get(String(order.name))).toEqual(byId)
    const { schemas } = await client.connections.listSchema(shop.id)
    expect(schemas?.map((schema) => schema.availabilityStatus)).toEqual(
      shopSchemas.map(() => 'In Use'),
    )
  })

  test('takes records in, which can be queried and are counted', async () => {
    const orders = [
      { id: 'o1', placed_at: '2026-03-01T10:00:00.000Z', total: 12.5, customer_id: 'c1' },
      { id: 'o2', placed_at: '2026-03-01T11:00:00.000Z', total: 7, customer_id: 'c2' },
    ]
    expect(await world.ingest('web_shop/order', orders)).toBe(202)
    await world.land()
    const { data } = await client.query.execute({
      sql: 'select id__c, total__c from shop_order__dll order by id__c',
    })
    expect(data).toMatchObject([
      ['o1', expect.anything()],
      ['o2', expect.anything()],
    ])
    const { dataStreams } = await client.dataStreams.list({ connectionName: shop.name })
    const order = dataStreams.find(({ label }) => label === 'Shop order-order')
    expect(order).toMatchObject({
      totalRecords: 2,
      lastAddedRecords: 2,
      lastProcessedRecords: 2,
      lastRunStatus: expect.stringMatching(/^(SUCCESS|IN_PROGRESS)$/),
    })
  })

  test('is listed page by page', async () => {
    const names = []
    for await (const object of client.dataLakeObjects.listAll({ batchSize: 2 })) {
      names.push(object.name)
    }
    expect(names).toEqual(['shop_customer__dll', 'shop_email__dll', 'shop_order__dll'])
    const labels = []
    for await (const stream of client.dataStreams.listAll({ batchSize: 1 })) {
      labels.push(stream.label)
    }
    expect(labels).toEqual(['Shop customer-customer', 'Shop email-email', 'Shop order-order'])
    const lakeObject = await client.dataLakeObjects.get('shop_order__dll')
    expect(lakeObject.dataLakeFieldInfoRepresentation).toContainEqual(
      expect.objectContaining({ name: 'id__c', dataType: 'Text', isPrimaryKey: true }),
    )
  })

  test('is mapped to the data model and resolved to unified profiles', async () => {
    const dataspace = { dataspace: 'default' }
    const mapped = await client.dataModelObjects.createMappings(
      {
        sourceEntityDeveloperName: 'shop_customer__dll',
        targetEntityDeveloperName: 'ssot__Individual__dlm',
        fieldMapping: [
          { sourceFieldDeveloperName: 'id__c', targetFieldDeveloperName: 'ssot__Id__c' },
          {
            sourceFieldDeveloperName: 'first_name__c',
            targetFieldDeveloperName: 'ssot__FirstName__c',
          },
          {
            sourceFieldDeveloperName: 'last_name__c',
            targetFieldDeveloperName: 'ssot__LastName__c',
          },
        ],
      },
      dataspace,
    )
    expect(mapped).toMatchObject({
      status: 'Active',
      targetEntityDeveloperName: 'ssot__Individual__dlm',
    })
    await client.dataModelObjects.createMappings(
      {
        sourceEntityDeveloperName: 'shop_email__dll',
        targetEntityDeveloperName: 'ssot__ContactPointEmail__dlm',
        fieldMapping: [
          { sourceFieldDeveloperName: 'id__c', targetFieldDeveloperName: 'ssot__Id__c' },
          {
            sourceFieldDeveloperName: 'customer_id__c',
            targetFieldDeveloperName: 'ssot__PartyId__c',
          },
          {
            sourceFieldDeveloperName: 'address__c',
            targetFieldDeveloperName: 'ssot__EmailAddress__c',
          },
        ],
      },
      dataspace,
    )
    const maps = await client.dataModelObjects.listMappings({
      dmoDeveloperName: 'ssot__Individual__dlm',
    })
    expect(maps.objectSourceTargetMaps).toEqual([mapped])
    const none = await client.dataModelObjects.listMappings({
      dmoDeveloperName: 'ssot__SalesOrder__dlm',
    })
    expect(none.objectSourceTargetMaps).toEqual([])

    const changed_at = '2026-03-01T10:00:00.000Z'
    await world.ingest('web_shop/customer', [
      { id: 'c1', first_name: 'Kim', last_name: 'Doe', changed_at },
      { id: 'c2', first_name: 'Kim', last_name: 'Doe', changed_at },
      { id: 'c3', first_name: 'Alex', last_name: 'Roe', changed_at },
    ])
    await world.ingest('web_shop/email', [
      { id: 'e1', customer_id: 'c1', address: 'kim@example.com' },
      { id: 'e2', customer_id: 'c2', address: 'KIM@example.com' },
      { id: 'e3', customer_id: 'c3', address: 'alex@example.com' },
    ])
    await world.land()
    const ruleset = await client.identityResolutions.create({
      configurationType: 'individual',
      label: 'Shop customers',
      rulesetId: 'shop',
      doesRunAutomatically: false,
      matchRules: [
        {
          label: 'E-mail',
          criteria: [
            {
              entityName: 'ssot__ContactPointEmail__dlm',
              fieldName: 'ssot__EmailAddress__c',
              matchMethodType: 'exactnormalized',
              shouldMatchOnBlank: false,
              caseSensitiveMatch: false,
            },
          ],
        },
      ],
      reconciliationRules: [],
    } as unknown as Parameters<Data360Client['identityResolutions']['create']>[0])
    const { id } = ruleset as { id: string }
    await client.identityResolutions.runNow(id, {})
    await expect
      .poll(async () => await client.identityResolutions.get(id), { timeout: 60_000 })
      .toMatchObject({ sourceProfiles: 3, totalUnifiedProfiles: 2 })
    await client.identityResolutions.delete(id)
  })

  test('is deleted from the streams to the connection, and comes back under other names', async () => {
    expect(await failureOf(client.connections.delete(shop.id))).toBeInstanceOf(BadRequestError)
    const { dataStreams } = await client.dataStreams.list()
    for (const { recordId } of dataStreams) {
      await client.dataStreams.delete(String(recordId), { shouldDeleteDataLakeObject: true })
    }
    expect((await client.dataLakeObjects.list()).dataLakeObjects).toEqual([])
    expect(await world.ingest('web_shop/order', [{ id: 'o3' }])).toBe(404)
    await client.connections.delete(shop.id)
    expect(await failureOf(client.connections.get(shop.id))).toBeInstanceOf(NotFoundError)

    const tooSoon = await failureOf(world.createConnection('Web Shop', 'web_shop'))
    expect(tooSoon).toBeInstanceOf(BadRequestError)
    expect(errorsOf(tooSoon)).toEqual([
      {
        errorCode: 'DUPLICATES_DETECTED',
        message: 'A data connector with the provided name: web_shop already exists',
      },
    ])
    world.clock.advance(30_000)
    const again = await world.createConnection('Web Shop', 'web_shop')
    expect(again.name).not.toBe(shop.name)
    await client.connections.delete(again.id)
  })
})
