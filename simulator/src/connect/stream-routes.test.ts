import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  openingMsMax,
  openPracticeClient,
  type Answer,
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
}, openingMsMax)
beforeEach(async () => {
  call = await connectCallerOf(client)
})
afterAll(() => client[Symbol.asyncDispose]())

let connectorCount = 0

/** A connector of its own for each test, with three objects in its schema. */
async function newConnector(): Promise<{
  readonly name: string
  readonly internalName: string
  readonly id: string
}> {
  connectorCount += 1
  const name = `desk_${connectorCount}`
  const { json } = await call('POST', '/connections', {
    connectorType: 'IngestApi',
    label: name,
    name,
  })
  const schemas = ['ticket', 'note', 'visit'].map((object) => ({ ...ticketSchema, name: object }))
  await call('PUT', `/connections/${String(json['id'])}/schema`, { schemas })
  return { name, internalName: String(json['name']), id: String(json['id']) }
}

const deploy = (connectionName: string, object: string, choices: Record<string, unknown> = {}) =>
  call(
    'POST',
    '/data-streams',
    streamBodyOf(connectionName, object, { name: `${object}_${connectorCount}`, ...choices }),
  )
const upsert = async (connector: string, object: string, data: readonly object[]) =>
  client.call({
    method: 'POST',
    path: `/api/v1/ingest/sources/${connector}/${object}`,
    token: await client.tenantToken(),
    body: { data },
  })
const lakeNameOf = (answer: Answer) => (answer.json['dataLakeObjectInfo'] as { name: string }).name

describe('a data stream', () => {
  test('is deployed, takes records in and shows its numbers', async () => {
    const { name, internalName } = await newConnector()
    const made = await deploy(internalName, 'ticket', {
      category: 'Profile',
      recordModifiedFieldName: 'opened_at',
    })
    expect(made.status).toBe(200)
    expect(made.json).toMatchObject({
      status: 'PROCESSING',
      label: 'Desk ticket-ticket',
      name: expect.stringMatching(/^Desk_ticket_ticket_[0-9A-F]{8}$/),
      dataLakeObjectInfo: {
        name: `ticket_${connectorCount}__dll`,
        category: 'Profile',
        recordModifiedFieldName: 'opened_at__c',
        status: 'ACTIVE',
        dataSpaceInfo: [{ name: 'default' }],
      },
    })
    const answer = await upsert(name, 'ticket', [{ id: 't1', score: 3 }, { id: 't2' }])
    expect(answer.status).toBe(202)
    await client.land()
    expect(
      (await call('GET', `/data-streams/${String(made.json['recordId'])}`)).json,
    ).toMatchObject({
      status: 'ACTIVE',
      totalRecords: 2,
      lastAddedRecords: 2,
      lastProcessedRecords: 2,
      dataStreamType: 'INGESTAPI',
      dataAccessMode: 'INGEST',
      connectorInfo: {
        connectorType: 'IngestApi',
        connectorDetails: { name: internalName, events: ['ticket'] },
      },
      refreshConfig: { refreshMode: 'UPSERT' },
      sourceFields: expect.arrayContaining([{ name: 'score', datatype: 'Number', format: '' }]),
      mappings: expect.arrayContaining([
        { sourceFieldName: 'id', targetFieldName: 'id__c', formula: '' },
      ]),
    })
  })

  test('is spelt as documented when asked for', async () => {
    await client.control('PATCH', 'switches', { connectEnumStyle: 'as-documented' })
    const { internalName } = await newConnector()
    const made = await deploy(internalName, 'ticket')
    expect(made.json).toMatchObject({
      status: 'Processing',
      dataLakeObjectInfo: { status: 'Active' },
    })
    const { json } = await call('GET', `/data-streams/${String(made.json['name'])}`)
    expect(json).toMatchObject({
      status: 'Active',
      dataStreamType: 'IngestAPI',
      lastRunStatus: 'None',
    })
    await client.control('PATCH', 'switches', { connectEnumStyle: 'as-seen' })
  })

  test('is listed by connection and by page, with or without its mappings', async () => {
    const { internalName } = await newConnector()
    for (const object of ['ticket', 'note', 'visit']) await deploy(internalName, object)
    const list = async (query: string) => (await call('GET', `/data-streams${query}`)).json
    const own = await list(`?connectionName=${internalName}&includeMappings=false`)
    const labels = (own['dataStreams'] as { label: string }[]).map(({ label }) => label)
    expect(labels).toEqual(['Desk note-note', 'Desk ticket-ticket', 'Desk visit-visit'])
    expect((own['dataStreams'] as object[])[0]).not.toHaveProperty('mappings')
    const first = await list('')
    expect(first['dataStreams']).toHaveLength(10)
    expect(first['nextPageUrl']).toBe('/services/data/v64.0/ssot/data-streams?limit=10&offset=10')
    expect(await list('?filter=SFDC')).toMatchObject({ dataStreams: [], totalSize: 0 })
    expect(await list('?connectionName=nobody')).toMatchObject({ totalSize: 0 })
    expect((await call('GET', '/data-streams?limit=201')).status).toBe(400)
  })

  test('gets a name of its own when none is sent, and another when it is deployed anew', async () => {
    const { internalName, name } = await newConnector()
    const made = await deploy(internalName, 'ticket', { name: '' })
    expect(lakeNameOf(made)).toMatch(new RegExp(`^ticket_${name}_[0-9A-F]{8}__dll$`))
    expect((await call('DELETE', `/data-streams/${String(made.json['recordId'])}`)).status).toBe(
      204,
    )
    const tooSoon = await deploy(internalName, 'ticket', { name: '' })
    expect(refusalOf(tooSoon).code).toBe('DUPLICATES_DETECTED')
    client.clock.advance(5_000)
    const again = await deploy(internalName, 'ticket', { name: '' })
    expect(lakeNameOf(again)).toMatch(/__dll$/)
    expect(lakeNameOf(again)).not.toBe(lakeNameOf(made))
  })

  test('may be given the short name under which another object is known', async () => {
    const first = await newConnector()
    const made = await deploy(first.internalName, 'visit')
    const second = await newConnector()
    const named = await deploy(second.internalName, 'visit', { name: 'visit__dll' })
    expect(named.status).toBe(200)
    await upsert(second.name, 'visit', [{ id: 'v1' }])
    await client.land()
    expect(await client.query('select id__c from visit__dll')).toEqual([['v1']])
    expect(await client.query(`select id__c from ${lakeNameOf(made)}`)).toEqual([])
  })

  test('answers 404 to ingestion for as long as the real one needs', async () => {
    await client.control('PATCH', 'switches', { deployLagMs: 20_000 })
    const { name, internalName } = await newConnector()
    await deploy(internalName, 'note')
    expect((await upsert(name, 'note', [{ id: 'n1' }])).status).toBe(404)
    client.clock.advance(20_000)
    expect((await upsert(name, 'note', [{ id: 'n1' }])).status).toBe(202)
    await client.control('PATCH', 'switches', { deployLagMs: 0 })
  })

  test('takes only what is newer and only what is sent when it is partial', async () => {
    const { name, internalName } = await newConnector()
    const made = await deploy(internalName, 'ticket', {
      category: 'Profile',
      recordModifiedFieldName: 'opened_at',
      refreshMode: 'PARTIAL_UPDATE',
    })
    expect(made.status).toBe(200)
    await upsert(name, 'ticket', [{ id: 't', opened_at: '2026-03-01T10:00:00.000Z', score: 1 }])
    await upsert(name, 'ticket', [{ id: 't', opened_at: '2026-03-01T11:00:00.000Z', phone: '1' }])
    await client.land()
    const rows = await client.query(`select score__c, phone__c from ${lakeNameOf(made)}`)
    expect(rows).toEqual([['1.000000000000000000', '1']])
  })

  test('gets the fields that its schema gets', async () => {
    const { name, internalName, id } = await newConnector()
    const made = await deploy(internalName, 'ticket')
    const wider = ['ticket', 'note', 'visit'].map((object) => ({
      ...ticketSchema,
      name: object,
      fields: [...ticketSchema.fields, { name: 'added', label: 'Added', dataType: 'Text' }],
    }))
    await upsert(name, 'ticket', [{ id: 'before' }])
    await client.land()
    await call('PUT', `/connections/${id}/schema`, { schemas: wider })
    await upsert(name, 'ticket', [{ id: 'after', added: 'x' }])
    await client.land()
    const rows = await client.query(`select id__c, added__c from ${lakeNameOf(made)} order by 1`)
    expect(rows).toEqual([
      ['after', 'x'],
      ['before', null],
    ])
  })

  test('can be labelled anew and run, but not changed', async () => {
    const { internalName } = await newConnector()
    const made = await deploy(internalName, 'ticket')
    const path = `/data-streams/${String(made.json['recordId'])}`
    expect((await call('PATCH', path, { label: 'Renamed' })).json).toMatchObject({
      label: 'Renamed',
    })
    const mode = { refreshConfig: { refreshMode: 'PARTIAL_UPDATE' } }
    for (const body of [mode, { dataLakeObjectInfo: {} }, { sourceFields: [] }, { label: ' ' }]) {
      const answer = await call('PATCH', path, body)
      expect(answer.status).toBe(400)
      expect(refusalOf(answer).code).toBe('INVALID_INPUT')
    }
    expect((await call('POST', `${path}/actions/run`)).json).toMatchObject({ success: true })
  })

  test('that nobody made is not found', async () => {
    expect((await call('GET', '/data-streams/nobody')).status).toBe(404)
    expect((await call('PATCH', '/data-streams/nobody', { label: 'a' })).status).toBe(404)
    expect((await call('DELETE', '/data-streams/nobody')).status).toBe(404)
    expect((await call('POST', '/data-streams/nobody/actions/run')).status).toBe(404)
  })
})

describe('a data stream is refused', () => {
  test.each([
    [
      'a boolean as primary key',
      { dataLakeFieldInputRepresentations: [{ name: 'is_open', isPrimaryKey: true }] },
      'Field "is_open" of type boolean cannot be the primary key.',
    ],
    [
      'a currency as primary key',
      { dataLakeFieldInputRepresentations: [{ name: 'price', isPrimaryKey: true }] },
      'Field "price" of type currency cannot be the primary key.',
    ],
    [
      'a primary key that is no field',
      { dataLakeFieldInputRepresentations: [{ name: 'nobody', isPrimaryKey: true }] },
      'The primary key is "nobody", but object "ticket" has no such field.',
    ],
    [
      'more than the primary key',
      {
        dataLakeFieldInputRepresentations: [
          { name: 'id', isPrimaryKey: true },
          { name: 'score', isPrimaryKey: false },
        ],
      },
      'For Ingestion API data streams, dataLakeFieldInputRepresentations must only contain the primary key field.',
    ],
    [
      'an unknown category',
      { category: 'Person' },
      'The category must be one of Profile, Engagement, Other.',
    ],
    [
      'an engagement without event time',
      { category: 'Engagement' },
      'A data stream of category Engagement needs an event time field.',
    ],
    [
      'an event time that is text',
      { category: 'Engagement', eventDateTimeFieldName: 'email' },
      'Field "email" of type email cannot be the event time field.',
    ],
    [
      'an event time outside of Engagement',
      { eventDateTimeFieldName: 'opened_at' },
      'Only category Engagement has an event time field, not Other.',
    ],
    [
      'record modified for Engagement',
      {
        category: 'Engagement',
        eventDateTimeFieldName: 'opened_at',
        recordModifiedFieldName: 'closed_on',
      },
      'Only categories Profile and Other have a record modified field.',
    ],
    [
      'a boolean as record modified',
      { recordModifiedFieldName: 'is_open' },
      'Field "is_open" of type boolean cannot be the record modified field.',
    ],
    [
      'a partial stream without record modified',
      { refreshMode: 'PARTIAL_UPDATE' },
      'Refresh mode Partial needs a record modified field.',
    ],
    [
      'another refresh mode',
      { refreshMode: 'TOTAL_REPLACE' },
      'The refresh mode of an Ingestion API data stream must be UPSERT or PARTIAL_UPDATE.',
    ],
    [
      'another data space',
      { dataspaceInfo: [{ name: 'brand' }] },
      'There is no data space "brand".',
    ],
    [
      'a lake object that begins with a digit',
      { name: '1ticket' },
      'The name of the data lake object, "1ticket", must begin with a letter.',
    ],
    [
      'a lake object with two underscores',
      { name: 'a__b__dll' },
      'The name of the data lake object, "a__b__dll", must not have two underscores in a row.',
    ],
    [
      'a lake object with a trailing underscore',
      { name: 'a_' },
      'The name of the data lake object, "a_", must not end with an underscore.',
    ],
    [
      'a lake object with a dash',
      { name: 'a-b' },
      'The name of the data lake object, "a-b", may only have letters, digits and underscores.',
    ],
    [
      'a lake object of 41 characters',
      { name: 'a'.repeat(41) },
      `The name of the data lake object, "${'a'.repeat(41)}", has 41 characters; at most 40 are allowed.`,
    ],
  ])('for %s', async (_case, choices, problem) => {
    const { internalName } = await newConnector()
    const answer = await deploy(internalName, 'ticket', choices)
    expect(answer.status).toBe(400)
    expect(refusalOf(answer)).toEqual({ code: 'INVALID_INPUT', problems: [problem] })
  })

  test('for an object, a connection or a kind that is not there', async () => {
    const { internalName, name } = await newConnector()
    expect(refusalOf(await deploy(internalName, 'nobody')).code).toBe('INVALID_INPUT')
    expect(refusalOf(await deploy(name, 'ticket')).code).toBe('INVALID_INPUT')
    const body = streamBodyOf(internalName, 'ticket', {})
    const other = await call('POST', '/data-streams', { ...body, datastreamType: 'SFDC' })
    expect(refusalOf(other).code).toBe('INVALID_INPUT')
    const formula = await call('POST', '/data-streams', { ...body, mappings: [{}] })
    expect(refusalOf(formula).code).toBe('INVALID_INPUT')
  })

  test('for what replies call a source field', async () => {
    const { internalName } = await newConnector()
    const sourceFields = [{ name: 'id', datatype: 'Text' }]
    const body = { ...streamBodyOf(internalName, 'ticket', {}), sourceFields }
    expect(refusalOf(await call('POST', '/data-streams', body)).code).toBe('JSON_PARSER_ERROR')
    expect(refusalOf(await call('POST', '/data-streams', '[]')).code).toBe('JSON_PARSER_ERROR')
  })

  test('for an object that has one, or a lake object that is taken', async () => {
    const { internalName } = await newConnector()
    await deploy(internalName, 'ticket')
    const second = await deploy(internalName, 'ticket', { name: 'another' })
    expect(refusalOf(second).code).toBe('DUPLICATES_DETECTED')
    const sameLake = await deploy(internalName, 'note', { name: `TICKET_${connectorCount}` })
    expect(refusalOf(sameLake).code).toBe('DUPLICATES_DETECTED')
  })
})

describe('a connector in use', () => {
  test('is deleted only after its streams', async () => {
    const { internalName, id, name } = await newConnector()
    const made = await deploy(internalName, 'ticket')
    const refused = await call('DELETE', `/connections/${id}`)
    expect(refused.status).toBe(400)
    expect(refusalOf(refused).code).toBe('DEPENDENCY_EXISTS')
    await call(
      'DELETE',
      `/data-streams/${String(made.json['name'])}?shouldDeleteDataLakeObject=true`,
    )
    expect((await upsert(name, 'ticket', [{ id: 'x' }])).status).toBe(404)
    expect((await call('GET', `/data-lake-objects/${lakeNameOf(made)}`)).status).toBe(404)
    await expect(client.query(`select 1 from ${lakeNameOf(made)}`)).rejects.toThrow(
      'does not exist',
    )
    expect((await call('DELETE', `/connections/${id}`)).status).toBe(204)
  })
})

test('streams can be listed while others are deleted', async () => {
  const { internalName } = await newConnector()
  for (let round = 0; round < 3; round += 1) {
    const made = await Promise.all([
      deploy(internalName, 'ticket', { name: `listed_ticket_${round}` }),
      deploy(internalName, 'note', { name: `listed_note_${round}` }),
    ])
    const deleting = made.map(({ json }) => call('DELETE', `/data-streams/${String(json['id'])}`))
    const lists = await Promise.all(
      Array.from({ length: 20 }, () => call('GET', '/data-streams?limit=200')),
    )
    expect(new Set(lists.map(({ status }) => status))).toEqual(new Set([200]))
    expect((await Promise.all(deleting)).map(({ status }) => status)).toEqual([204, 204])
    await client.control('PATCH', 'switches', { nameLockMs: 0 })
  }
})
