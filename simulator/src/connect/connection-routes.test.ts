import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  openingMsMax,
  openPracticeClient,
  type PracticeClient,
} from '../testing/practice-client.ts'
import {
  connectCallerOf,
  refusalOf,
  ticketSchema,
  type ConnectCall,
} from './connect-caller.fixture.ts'

let client: PracticeClient
let call: ConnectCall
beforeAll(async () => {
  client = await openPracticeClient({ seed: 'empty' }, { isLakeNeeded: false })
  call = await connectCallerOf(client)
}, openingMsMax)
afterAll(() => client[Symbol.asyncDispose]())

const create = (body: object) =>
  call('POST', '/connections', { connectorType: 'IngestApi', ...body })
const createdId = async (name: string): Promise<string> =>
  String((await create({ label: name, name })).json['id'])

describe('the door of Connect REST', () => {
  const path = '/services/data/v64.0/ssot/connections?connectorType=IngestApi'

  test('is opened by a core token and by nothing else', async () => {
    const core = String((await client.signIn()).json['access_token'])
    expect((await client.call({ path, token: core })).status).toBe(200)
    for (const token of ['nobody', await client.tenantToken()]) {
      const answer = await client.call({ path, token })
      expect(answer.status).toBe(401)
      expect(refusalOf(answer).code).toBe('INVALID_SESSION_ID')
    }
    expect((await client.call({ path, token: core, host: 'example.com' })).status).toBe(404)
  })

  test.each(['v59.0', 'v64', 'latest'])('is not at version %s', async (version) => {
    const core = String((await client.signIn()).json['access_token'])
    const answer = await client.call({ path: path.replace('v64.0', version), token: core })
    expect(answer.status).toBe(404)
    expect(refusalOf(answer).code).toBe('NOT_FOUND')
  })

  test('leads to nothing that is not built', async () => {
    expect((await call('GET', '/segments')).status).toBe(404)
    expect((await call('DELETE', '/data-spaces/default')).status).toBe(404)
  })
})

describe('a connection', () => {
  test('is renamed by the server, and listed by label, by name and by page', async () => {
    const made = await create({ label: 'Help Desk', name: 'help_desk' })
    expect(made.status).toBe(201)
    expect(made.json).toMatchObject({
      connectorType: 'IngestApi',
      label: 'Help Desk',
      name: expect.stringMatching(/^Help_Desk_[0-9a-f]{8}-/),
      status: 'Connected',
      tenantSpecificEndpoint: expect.stringMatching(/\.c360a\.salesforce\.com$/),
      createdDate: '2026-03-01T12:00:00.000Z',
    })
    await create({ label: 'Another' })
    const list = async (query: string) =>
      (await call('GET', `/connections?connectorType=IngestApi${query}`)).json
    expect(await list('&label=Help+Desk')).toMatchObject({ connections: [made.json], totalSize: 1 })
    expect(await list('&devName=help_desk')).toMatchObject({ connections: [made.json] })
    expect(await list('&limit=1')).toMatchObject({
      connections: [{ label: 'Another' }],
      nextPageUrl: '/services/data/v64.0/ssot/connections?connectorType=IngestApi&limit=1&offset=1',
      totalSize: 2,
    })
    expect(await list('&limit=1&offset=1')).not.toHaveProperty('nextPageUrl')
    expect(await list('&orderBy=label+DESC')).toMatchObject({
      connections: [{ label: 'Help Desk' }, { label: 'Another' }],
    })
  })

  test.each(['', '?connectorType=ingestapi', '?connectorType=SFTP'])(
    'is not listed by %s',
    async (query) => {
      const answer = await call('GET', `/connections${query}`)
      expect(answer.status).toBe(400)
      expect(refusalOf(answer).code).toBe('ILLEGAL_QUERY_PARAMETER_VALUE')
    },
  )

  test.each(['&limit=0', '&limit=x', '&limit=201', '&offset=-1'])(
    'is not listed in a page of %s',
    async (query) => {
      const answer = await call('GET', `/connections?connectorType=IngestApi${query}`)
      expect(answer.status).toBe(400)
    },
  )

  test.each([
    ['without a type', '{}', 'JSON_PARSER_ERROR'],
    ['that is no JSON', '{', 'JSON_PARSER_ERROR'],
    ['of another type', '{"connectorType":"Sftp","label":"a"}', 'ILLEGAL_QUERY_PARAMETER_VALUE'],
    ['without a label', '{"connectorType":"IngestApi"}', 'INVALID_INPUT'],
    [
      'whose name begins with a digit',
      '{"connectorType":"IngestApi","label":"a","name":"1a"}',
      'INVALID_INPUT',
    ],
    [
      'with a name of 81 characters',
      JSON.stringify({ connectorType: 'IngestApi', label: 'a', name: 'a'.repeat(81) }),
      'INVALID_INPUT',
    ],
  ])('%s is refused', async (_case, body, code) => {
    const answer = await call('POST', '/connections', body)
    expect(answer.status).toBe(400)
    expect(refusalOf(answer).code).toBe(code)
  })

  test('of a name that is taken, or was a moment ago, is refused', async () => {
    const id = await createdId('twice')
    const duplicate = await create({ label: 'x', name: 'TWICE' })
    expect(duplicate.status).toBe(400)
    expect(refusalOf(duplicate)).toEqual({
      code: 'DUPLICATES_DETECTED',
      problems: ['A data connector with the provided name: TWICE already exists'],
    })
    expect((await call('DELETE', `/connections/${id}`)).status).toBe(204)
    client.clock.advance(4_999)
    expect(refusalOf(await create({ label: 'x', name: 'twice' })).code).toBe('DUPLICATES_DETECTED')
    client.clock.advance(1)
    expect((await create({ label: 'x', name: 'twice' })).status).toBe(201)
  })

  test('gets another label by being replaced, and cannot be updated', async () => {
    const id = await createdId('labelled')
    const body = { connectorType: 'IngestApi', label: 'New label' }
    expect((await call('PUT', `/connections/${id}`, body)).status).toBe(204)
    expect((await call('GET', `/connections/${id}`)).json).toMatchObject({ label: 'New label' })
    expect((await call('PUT', `/connections/${id}`, { ...body, label: ' ' })).status).toBe(400)
    expect((await call('PUT', `/connections/${id}`, { connectorType: 'x' })).status).toBe(400)
    expect((await call('PATCH', `/connections/${id}`, body)).status).toBe(400)
  })

  test('that nobody made is not found', async () => {
    for (const path of ['', '/schema', '/endpoints']) {
      const answer = await call('GET', `/connections/1PJ000000000000AAA${path}`)
      expect(answer.status).toBe(404)
      expect(refusalOf(answer).code).toBe('NOT_FOUND')
    }
    expect((await call('DELETE', '/connections/nobody')).status).toBe(404)
  })

  test('can be tested, whether it stands or not', async () => {
    const id = await createdId('tested')
    const good = { errors: [], success: true }
    expect((await call('POST', `/connections/${id}/actions/test`)).json).toEqual(good)
    const body = { connectorType: 'IngestApi' }
    expect((await call('POST', '/connections/actions/test', body)).json).toEqual(good)
    const other = await call('POST', '/connections/actions/test', { connectorType: 'Sftp' })
    expect(other.status).toBe(400)
  })

  test('is refused beyond a hundred of them', async () => {
    await using full = await openPracticeClient({ seed: 'empty' }, { isLakeNeeded: false })
    const fullCall = await connectCallerOf(full)
    let last = 201
    for (let count = 0; count <= 100 && last === 201; count += 1) {
      const body = { connectorType: 'IngestApi', label: `c${count}` }
      last = (await fullCall('POST', '/connections', body)).status
    }
    expect(last).toBe(422)
  })
})

describe('a connection schema', () => {
  const put = (id: string, ...schemas: readonly object[]) =>
    call('PUT', `/connections/${id}/schema`, { schemas })

  test('is kept as it was sent, with every type', async () => {
    const id = await createdId('typed')
    const untested = await call('POST', `/connections/${id}/schema/actions/test`)
    expect(untested.json).toMatchObject({ success: false })
    const answer = await put(id, ticketSchema)
    expect(answer.status).toBe(200)
    const [schema] = answer.json['schemas'] as { fields: { dataType: string }[] }[]
    expect(schema).toMatchObject({
      name: 'ticket',
      label: 'Ticket',
      availabilityStatus: 'Available',
    })
    expect(schema?.fields.map(({ dataType }) => dataType)).toEqual(
      ticketSchema.fields.map(({ dataType }) => dataType.replace('DateOnly', 'Date')),
    )
    expect((await call('GET', `/connections/${id}/schema`)).json).toEqual(answer.json)
    expect((await put(id, ticketSchema)).json).toEqual(answer.json)
    const tested = await call('POST', `/connections/${id}/schema/actions/test`)
    expect(tested.json).toEqual({ errors: [], success: true })
  })

  test('without a label makes a live org stumble, and says so without a stack trace', async () => {
    const id = await createdId('unlabelled')
    const [first] = ticketSchema.fields
    for (const schema of [
      { ...ticketSchema, fields: [{ ...first, label: undefined }] },
      { ...ticketSchema, label: undefined },
    ]) {
      const answer = await put(id, schema)
      expect(answer.status).toBe(500)
      expect(refusalOf(answer)).toEqual({
        code: 'INTERNAL_SERVER_ERROR',
        problems: ['Cannot invoke "java.lang.CharSequence.length()" because "this.text" is null'],
      })
    }
  })

  test('that breaks rules is told all of them', async () => {
    const id = await createdId('broken')
    const [first] = ticketSchema.fields
    const answer = await put(id, {
      ...ticketSchema,
      fields: [
        { ...first, name: 'a__b' },
        { ...first, name: 'row_count' },
        { ...first, name: 'X' },
        { ...first, name: 'x' },
      ],
    })
    expect(answer.status).toBe(400)
    expect(refusalOf(answer)).toEqual({
      code: 'INVALID_INPUT',
      problems: [
        'Object "ticket", field "x": the name is there twice; upper and lower case count as the same.',
        'Object "ticket", field "a__b": two underscores in a row are not allowed in a field name.',
        'Object "ticket", field "row_count": the name is reserved by Data Cloud; choose another.',
      ],
    })
  })

  test('with a type nobody knows is refused', async () => {
    const id = await createdId('untyped')
    const [first] = ticketSchema.fields
    const answer = await put(id, { ...ticketSchema, fields: [{ ...first, dataType: 'Array' }] })
    expect(answer.status).toBe(400)
    expect(refusalOf(answer).code).toBe('JSON_PARSER_ERROR')
  })

  test('may only grow', async () => {
    const id = await createdId('growing')
    const [first, second] = ticketSchema.fields
    await put(id, { ...ticketSchema, fields: [first, second] })
    const shrunk = await put(id, { ...ticketSchema, fields: [{ ...second, dataType: 'Text' }] })
    expect(shrunk.status).toBe(400)
    expect(refusalOf(shrunk).problems).toHaveLength(2)
    expect((await put(id, ticketSchema)).status).toBe(200)
  })

  test('has its endpoints in an OpenAPI file', async () => {
    const id = await createdId('listed')
    await put(id, ticketSchema)
    const answer = await call('GET', `/connections/${id}/endpoints`)
    expect(answer.headers['content-type']).toBe('application/octet-stream')
    expect(answer.json).toMatchObject({
      openapi: '3.0.3',
      servers: [{ url: expect.stringMatching(/^https:\/\/.*\.c360a\.salesforce\.com$/) }],
      paths: { '/api/v1/ingest/sources/listed/ticket': { post: expect.anything() } },
    })
  })
})

describe('a connector made on screen', () => {
  const yaml = `openapi: 3.0.3
components:
  schemas:
    order:
      type: object
      properties: { id: { type: string }, total: { type: number } }
`

  test('gets its schema from the file, and is the same to Connect REST', async () => {
    const made = await client.control('POST', 'connectors', { name: 'screen', label: 'On screen' })
    expect(made.status).toBe(201)
    expect(made.json).toMatchObject({ name: 'screen', label: 'On screen', objects: [] })
    const uploaded = await client.call({
      method: 'PUT',
      path: '/practice-org/connectors/screen/schema',
      headers: { 'content-type': 'application/yaml' },
      body: yaml,
    })
    expect(uploaded.json).toMatchObject({ objects: [{ name: 'order', fieldCount: 2 }] })
    const schema = await call('GET', `/connections/${String(made.json['id'])}/schema`)
    expect(schema.json).toMatchObject({ schemas: [{ name: 'order', label: 'order' }] })
  })

  test('is refused a broken file with every problem, and an update that loses something', async () => {
    await client.control('POST', 'connectors', { name: 'broken_file', label: 'Broken' })
    const upload = (body: string) =>
      client.call({
        method: 'PUT',
        path: '/practice-org/connectors/broken_file/schema',
        body,
      })
    const nested = await upload(yaml.replace('{ type: number }', '{ type: object }'))
    expect(nested.status).toBe(400)
    expect(nested.json['error']).toMatchObject({
      code: 'INVALID_SCHEMA',
      problems: [
        'Object "order", field "total": an object inside an object is not allowed; a schema must be flat.',
      ],
    })
    expect((await upload('')).status).toBe(400)
    expect((await upload(yaml)).status).toBe(200)
    const lost = await upload(yaml.replace('id: { type: string }, ', ''))
    expect(lost.status).toBe(400)
    expect(lost.json['error']).toMatchObject({ code: 'INVALID_SCHEMA' })
  })

  test('can be deleted; one that nobody made cannot', async () => {
    await client.control('POST', 'connectors', { label: 'Short lived' })
    const path = '/practice-org/connectors/Short_lived'
    expect((await client.call({ method: 'DELETE', path })).json).toEqual({ deleted: 'Short_lived' })
    expect((await client.call({ method: 'DELETE', path })).status).toBe(404)
    const schemaPath = '/practice-org/connectors/nobody/schema'
    expect((await client.call({ method: 'PUT', path: schemaPath, body: yaml })).status).toBe(404)
    expect((await client.control('POST', 'connectors', { name: 'a' })).status).toBe(400)
    expect((await client.control('POST', 'connectors', { name: '!', label: 'a' })).status).toBe(400)
  })
})

describe('a body that is not as it should be', () => {
  test('is told what could stand in its place', async () => {
    const id = await createdId('told')
    const problemOf = async (body: object | string) => {
      const answer = await call('PUT', `/connections/${id}/schema`, body)
      expect([answer.status, refusalOf(answer).code]).toEqual([400, 'JSON_PARSER_ERROR'])
      return refusalOf(answer).problems[0]
    }
    const schema = { name: 'a', label: 'a', schemaType: 'IngestApi' }
    const field = { name: 'b', label: 'b', dataType: 'Blob' }
    expect(await problemOf({ schemas: [{ ...schema, fields: [field] }] })).toBe(
      'schemas.0.fields.0.dataType must be one of Boolean, Currency, Date, DateOnly, DateTime, Email, Number, Percent, Phone, Text, Url.',
    )
    expect(await problemOf({ schemas: [{ ...schema, schemaType: 'x', fields: [] }] })).toBe(
      'schemas.0.schemaType must be one of IngestApi.',
    )
    expect(await problemOf({ schemas: [{ ...schema, label: 5, fields: [] }] })).toBe(
      'schemas.0.label must be string or null.',
    )
    expect(await problemOf('null')).toBe('The request body must be object.')
    expect(await problemOf('')).toBe('The request body is no JSON.')
    const { json } = await client.control('POST', 'connectors', { label: 'a', colour: 'red' })
    expect(json['error']).toMatchObject({
      problems: ['colour is not a member that is known here.'],
    })
  })

  test('has a label of at most 255 characters', async () => {
    const id = await createdId('bounded')
    for (const answer of [
      await create({ label: 'x'.repeat(256), name: 'unbounded' }),
      await call('PUT', `/connections/${id}`, {
        connectorType: 'IngestApi',
        label: 'x'.repeat(256),
      }),
    ]) {
      expect(answer.status).toBe(400)
      expect(refusalOf(answer)).toEqual({
        code: 'INVALID_INPUT',
        problems: ['A connector needs a label of 1 to 255 characters.'],
      })
    }
  })

  test('is found by a label with a question mark', async () => {
    await create({ label: 'who?me', name: 'who' })
    const { json } = await call('GET', '/connections?connectorType=IngestApi&label=who?me')
    expect(json['totalSize']).toBe(1)
  })
})
