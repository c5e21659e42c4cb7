import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  openingMsMax,
  openPracticeClient,
  type PracticeClient,
} from '../testing/practice-client.ts'
import {
  connectCallerOf,
  refusalOf,
  streamBodyOf,
  ticketSchema,
  type ConnectCall,
} from './connect-caller.fixture.ts'

let client: PracticeClient
let call: ConnectCall
beforeAll(async () => {
  client = await openPracticeClient()
  call = await connectCallerOf(client)
  const { json } = await call('POST', '/connections', { connectorType: 'IngestApi', label: 'desk' })
  const schemas = ['person', 'visit'].map((name) => ({ ...ticketSchema, name }))
  await call('PUT', `/connections/${String(json['id'])}/schema`, { schemas })
  const connection = String(json['name'])
  await call('POST', '/data-streams', streamBodyOf(connection, 'person', { category: 'Profile' }))
  const visit = { category: 'Engagement', eventDateTimeFieldName: 'opened_at' }
  await call('POST', '/data-streams', streamBodyOf(connection, 'visit', visit))
}, openingMsMax)
afterAll(() => client[Symbol.asyncDispose]())

const path = '/data-model-object-mappings'
const mappingOf = (source: string, target: string, fields: Readonly<Record<string, string>>) => ({
  sourceEntityDeveloperName: source,
  targetEntityDeveloperName: `ssot__${target}__dlm`,
  fieldMapping: Object.entries(fields).map(([to, from]) => ({
    sourceFieldDeveloperName: `${from}__c`,
    targetFieldDeveloperName: `ssot__${to}__c`,
  })),
})
const map = (source: string, target: string, fields: Readonly<Record<string, string>>) =>
  call('POST', `${path}?dataspace=default`, mappingOf(source, target, fields))

describe('a mapping', () => {
  test('makes rows of the lake object rows of the data model, until it is deleted', async () => {
    const made = await map('desk_person__dll', 'Individual', { Id: 'id', FirstName: 'email' })
    expect(made.status).toBe(200)
    expect(made.json).toEqual({
      developerName: 'desk_person__dll_ssot__Individual__dlm',
      status: 'Active',
      sourceEntityDeveloperName: 'desk_person__dll',
      targetEntityDeveloperName: 'ssot__Individual__dlm',
      fieldMappings: [
        {
          developerName: 'id__c_ssot__Id__c',
          sourceFieldDeveloperName: 'id__c',
          targetFieldDeveloperName: 'ssot__Id__c',
        },
        {
          developerName: 'email__c_ssot__FirstName__c',
          sourceFieldDeveloperName: 'email__c',
          targetFieldDeveloperName: 'ssot__FirstName__c',
        },
      ],
    })
    const name = String(made.json['developerName'])
    expect((await call('GET', `${path}/${name}`)).json).toEqual(made.json)
    const query = 'dmoDeveloperName=ssot__Individual__dlm&dloDeveloperName=desk_person__dll'
    expect((await call('GET', `${path}?${query}`)).json).toMatchObject({
      objectSourceTargetMaps: [made.json],
      totalSize: 1,
    })
    await client.call({
      method: 'POST',
      path: '/api/v1/ingest/sources/desk/person',
      token: await client.tenantToken(),
      body: { data: [{ id: 'p1', email: 'kim@example.com' }] },
    })
    await client.land()
    const sql = `select "ssot__FirstName__c" from "ssot__Individual__dlm" where "ssot__Id__c" = 'p1'`
    expect(await client.query(sql)).toEqual([['kim@example.com']])
    const again = await map('desk_person__dll', 'Individual', { Id: 'id' })
    expect(refusalOf(again).code).toBe('DUPLICATE_DLO_TO_DMO_MAPPING')
    expect((await call('DELETE', `${path}/${name}`)).status).toBe(200)
    expect(await client.query(sql)).toEqual([])
    expect((await call('DELETE', `${path}/${name}`)).status).toBe(404)
  })

  test.each([
    ['an engagement to a profile', 'desk_visit__dll', 'Individual', { Id: 'id' }],
    [
      'a profile to an engagement',
      'desk_person__dll',
      'WebsiteEngagement',
      { Id: 'id', EngagementDateTm: 'opened_at' },
    ],
    ['a boolean to a text', 'desk_person__dll', 'Individual', { Id: 'id', FirstName: 'is_open' }],
    ['a currency to a text', 'desk_person__dll', 'Individual', { Id: 'id', FirstName: 'price' }],
    ['a text to a time', 'desk_person__dll', 'Individual', { Id: 'id', BirthDate: 'email' }],
    ['no primary key', 'desk_person__dll', 'Individual', { FirstName: 'email' }],
    ['no event time', 'desk_visit__dll', 'WebsiteEngagement', { Id: 'id' }],
    ['a field that is not there', 'desk_person__dll', 'Individual', { Id: 'nobody' }],
    ['a target that is not there', 'desk_person__dll', 'Individual', { Id: 'id', Nobody: 'email' }],
  ])('of %s is refused', async (_case, source, target, fields) => {
    const answer = await map(source, target, fields)
    expect(answer.status).toBe(400)
    expect(refusalOf(answer)).toEqual({
      code: 'INVALID_INPUT',
      problems: [expect.stringMatching(/\w/)],
    })
  })

  test('of objects or a data space that are not there is not found', async () => {
    expect((await map('nobody__dll', 'Individual', { Id: 'id' })).status).toBe(404)
    expect((await map('desk_person__dll', 'Nobody', { Id: 'id' })).status).toBe(404)
    const body = mappingOf('desk_person__dll', 'Individual', { Id: 'id' })
    expect((await call('POST', `${path}?dataspace=brand`, body)).status).toBe(404)
    expect((await call('POST', `${path}?dataspace=default`, {})).status).toBe(400)
  })

  test('is listed by its target, in the words of a live org where there is none', async () => {
    const missing = await call('GET', path)
    expect(missing.status).toBe(400)
    expect(refusalOf(missing).problems).toEqual([
      'DMO or source object (CRM) developer name is missing.',
    ])
    const none = await call('GET', `${path}?dmoDeveloperName=ssot__Device__dlm`)
    expect(none.status).toBe(404)
    expect(refusalOf(none).problems).toEqual([
      'Object Source Target Map not found for the given Target Object Dev Name',
    ])
    const unknown = await call('GET', `${path}?dmoDeveloperName=nobody__dlm`)
    expect(unknown.status).toBe(404)
    expect(refusalOf(unknown).problems[0]).toContain('nobody__dlm')
    const seeded = await call('GET', `${path}?dmoDeveloperName=ssot__WebsiteEngagement__dlm`)
    expect(seeded.json['totalSize']).toBeGreaterThan(0)
    const zero = `${path}?dmoDeveloperName=ssot__WebsiteEngagement__dlm&limit=0`
    expect((await call('GET', zero)).status).toBe(400)
  })
})

describe('an object', () => {
  test('of the data model is read by its name', async () => {
    const answer = await call('GET', '/data-model-objects/ssot__WebsiteEngagement__dlm')
    expect(answer.json).toMatchObject({
      name: 'ssot__WebsiteEngagement__dlm',
      category: 'ENGAGEMENT',
      dataSpaceName: 'default',
      eventDateTimeFieldName: 'ssot__EngagementDateTm__c',
      type: 'DataModelObject',
      fields: expect.arrayContaining([
        expect.objectContaining({ name: 'ssot__Id__c', type: 'Text', isPrimaryKey: true }),
      ]),
    })
    expect((await call('GET', '/data-model-objects/nobody__dlm')).status).toBe(404)
    expect((await call('GET', '/data-model-objects?limit=2')).json['dataModelObject']).toHaveLength(
      2,
    )
    expect((await call('GET', '/data-model-objects?limit=0')).status).toBe(400)
  })

  test('of the lake is read by its id and its name, and listed', async () => {
    const byName = await call('GET', '/data-lake-objects/desk_visit__dll')
    expect(byName.json).toMatchObject({
      name: 'desk_visit__dll',
      category: 'Engagement',
      eventDateTimeFieldName: 'opened_at__c',
      status: 'ACTIVE',
    })
    const fields = byName.json['fields'] as { name: string; dataType: string }[]
    expect(fields).toEqual(byName.json['dataLakeFieldInfoRepresentation'])
    expect(fields).toContainEqual(
      expect.objectContaining({ name: 'price__c', dataType: 'Currency' }),
    )
    expect(fields.map(({ name }) => name)).toContain('cdp_sys_PartitionDate__c')
    const byId = await call('GET', `/data-lake-objects/${String(byName.json['id'])}`)
    expect(byId.json).toEqual(byName.json)
    const list = await call('GET', '/data-lake-objects?limit=3')
    expect(list.json['dataLakeObjects']).toHaveLength(3)
    expect((await call('GET', '/data-lake-objects?offset=x')).status).toBe(400)
  })

  test('space is the default one', async () => {
    const list = await call('GET', '/data-spaces')
    expect(list.json).toMatchObject({ dataSpaces: [{ name: 'default', status: 'Active' }] })
    expect((await call('GET', '/data-spaces/default')).json).toMatchObject({ name: 'default' })
    expect((await call('GET', '/data-spaces/brand')).status).toBe(404)
    expect((await call('GET', '/data-spaces?limit=5000')).status).toBe(400)
  })
})
