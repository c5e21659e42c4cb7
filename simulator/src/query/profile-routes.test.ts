import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  openingMsMax,
  openPracticeClient,
  type PracticeClient,
} from '../testing/practice-client.ts'

let client: PracticeClient
let token = ''
let coreToken = ''
beforeAll(async () => {
  client = await openPracticeClient()
  coreToken = String((await client.signIn()).json['access_token'])
  token = await client.tenantToken()
  const updated = { updated_at: '2026-03-01T11:00:00.000Z' }
  await client.upsert('profile', [
    { profile_id: 'p1', first_name: 'Don', last_name: "O'Hara", ...updated },
    { profile_id: 'p2', first_name: 'Don', last_name: 'Ito', ...updated },
    { profile_id: 'p3', first_name: 'Mary', last_name: 'Ito', ...updated },
  ])
  await client.upsert('contact_point_email', [
    { contact_point_id: 'e1', profile_id: 'p1', email: 'don@example.com', ...updated },
    { contact_point_id: 'e2', profile_id: 'p3', email: 'mary@example.com', ...updated },
  ])
  await client.land()
}, openingMsMax)
afterAll(() => client[Symbol.asyncDispose]())

const get = (rest: string) => client.call({ path: `/api/v1/${rest}`, token })
const individual = 'profile/ssot__Individual__dlm'
const filtersOf = (text: string) => `filters=${encodeURIComponent(text)}`

describe('a profile', () => {
  test('is found by a value with a question mark in it', async () => {
    const answer = await get(`${individual}?filters=[ssot__FirstName__c=who?what]`)
    expect(answer.status).toBe(200)
    expect(answer.json).toEqual({ data: [], done: true })
  })

  test('is found by filters, which all must hold', async () => {
    const fields = 'fields=ssot__Id__c,ssot__LastName__c'
    const one = await get(
      `${individual}?${fields}&${filtersOf('[ssot__FirstName__c=Don,ssot__LastName__c=Ito]')}`,
    )
    expect(one.status).toBe(200)
    expect(one.json).toEqual({
      data: [{ ssot__Id__c: 'p2', ssot__LastName__c: 'Ito' }],
      done: true,
    })
    const groups = filtersOf('[ssot__FirstName__c=Don],[ssot__LastName__c=Ito]')
    expect((await get(`${individual}?${fields}&${groups}`)).json).toEqual(one.json)
  })

  test('is found by its key, with ten fields by the alphabet', async () => {
    const answer = await get(`${individual}/p1`)
    const [row] = answer.json['data'] as readonly Record<string, unknown>[]
    const names = Object.keys(row ?? {})
    expect(names).toHaveLength(10)
    expect(names).toEqual(names.toSorted())
    expect((await get(`${individual}/nobody`)).json).toEqual({ data: [], done: true })
  })

  test('is found by another key, ordered and page by page', async () => {
    const path = `${individual}/Don?searchKey=ssot__FirstName__c&fields=ssot__Id__c&orderby=ssot__Id__c DESC`
    const all = await get(encodeURI(path))
    expect(all.json).toEqual({ data: [{ ssot__Id__c: 'p2' }, { ssot__Id__c: 'p1' }], done: true })
    const first = await get(`${encodeURI(path)}&limit=1`)
    expect(first.json).toEqual({ data: [{ ssot__Id__c: 'p2' }], done: false })
    const second = await get(`${encodeURI(path)}&limit=1&offset=1`)
    expect(second.json).toEqual({ data: [{ ssot__Id__c: 'p1' }], done: true })
  })

  test('is found with what belongs to it', async () => {
    const child = 'ssot__ContactPointEmail__dlm?fields=ssot__EmailAddress__c'
    const answer = await get(`${individual}/p1/${child}`)
    expect(answer.json).toEqual({
      data: [{ ssot__EmailAddress__c: 'don@example.com' }],
      done: true,
    })
    const filtered = await get(
      `${individual}/Ito/${child}&searchKey=ssot__LastName__c&${filtersOf('[ssot__FirstName__c=Mary]')}`,
    )
    expect(filtered.json['data']).toEqual([{ ssot__EmailAddress__c: 'mary@example.com' }])
    const stranger = await get(`${individual}/p1/ssot__SalesOrderProduct__dlm`)
    expect(stranger.status).toBe(400)
  })

  test.each([
    ["[ssot__LastName__c=O'Hara]", ['p1']],
    ["[ssot__LastName__c='Ito']", ['p2', 'p3']],
    ["[ssot__LastName__c=x' or '1'='1]", []],
    ['[ssot__LastName__c=a,b]', []],
  ])('is looked for by the very value: %s', async (filters, ids) => {
    const answer = await get(
      `${individual}?fields=ssot__Id__c&orderby=ssot__Id__c&${filtersOf(filters)}`,
    )
    expect(answer.json['data']).toEqual(ids.map((id) => ({ ssot__Id__c: id })))
  })

  test.each([
    ['without filters', individual, 400],
    ['with another operator', `${individual}?${filtersOf('[ssot__FirstName__c>D]')}`, 400],
    ['with filters out of brackets', `${individual}?${filtersOf('ssot__FirstName__c=D')}`, 400],
    ['by an unknown field', `${individual}?${filtersOf('[nothing=D]')}`, 422],
    ['with an unknown field', `${individual}/p1?fields=nothing`, 422],
    ['in an unfit order', `${individual}/p1?orderby=1;drop`, 400],
    ['with too many rows', `${individual}/p1?limit=50000`, 400],
    ['of an unknown object', 'profile/ssot__Nothing__dlm/p1', 404],
    ['of an engagement object', 'profile/ssot__WebsiteEngagement__dlm/p1', 400],
    ['by a time that is none', `${individual}?${filtersOf('[ssot__CreatedDate__c=soon]')}`, 400],
    ['with an insight', `${individual}/p1/calculated-insights/Spend__cio`, 404],
  ])('%s is refused', async (_case, path, status) => {
    expect((await get(path)).status).toBe(status)
  })

  test('needs the profile scope', async () => {
    await client.control('PATCH', 'app', { scopes: ['api', 'cdp_ingest_api', 'cdp_query_api'] })
    const answer = await client.call({
      path: `/api/v1/${individual}/p1`,
      token: await client.tenantToken(),
    })
    const scopes = ['api', 'cdp_ingest_api', 'cdp_query_api', 'cdp_profile_api']
    await client.control('PATCH', 'app', { scopes })
    expect(answer.status).toBe(403)
  })
})

describe('profile metadata', () => {
  test('lists no engagement objects', async () => {
    const answer = await get('profile/metadata')
    const entries = answer.json['metadata'] as readonly Record<string, unknown>[]
    const names = entries.map(({ name }) => name)
    expect(names).toContain('ssot__Individual__dlm')
    expect(names).not.toContain('ssot__WebsiteEngagement__dlm')
  })

  test('describes one object', async () => {
    const answer = await get('profile/metadata/ssot__Individual__dlm')
    expect(answer.json['metadata']).toMatchObject([
      {
        name: 'ssot__Individual__dlm',
        category: 'Profile',
        fields: expect.arrayContaining([
          {
            name: 'ssot__Id__c',
            displayName: expect.any(String),
            type: 'STRING',
            keyQualifier: 'KQ_Id__c',
          },
          { name: 'ssot__BirthDate__c', displayName: expect.any(String), type: 'DATE_TIME' },
        ]),
        primaryKeys: [{ name: 'ssot__Id__c', displayName: expect.any(String), indexOrder: '1' }],
      },
    ])
    expect((await get('profile/metadata/nothing')).status).toBe(404)
  })

  test('of insights is empty', async () => {
    expect((await get('insight/metadata')).json).toEqual({ metadata: [] })
    expect((await get('insight/calculated-insights/Spend__cio')).status).toBe(404)
  })
})

test('Connect REST gives the key alone, in the envelope of queries', async () => {
  const path = `/services/data/v64.0/ssot/${individual}`
  const answer = await client.call({ path: `${path}/p1`, token: coreToken })
  expect(answer.json).toMatchObject({
    data: [{ ssot__Id__c: 'p1' }],
    rowCount: 1,
    done: true,
    metadata: { ssot__Id__c: { type: 'VARCHAR' } },
  })
  const unknown = await client.call({ path: `${path}/p1?fields=nothing`, token: coreToken })
  expect(unknown.status).toBe(422)
  expect((await client.call({ path: `${path}/p1?batchSize=5000`, token: coreToken })).status).toBe(
    400,
  )
})

test('an unknown link object is not found', async () => {
  expect((await get('universalIdLookup/Nothing__dlm/a/b/c')).status).toBe(404)
  expect((await get('universalIdLookup/ssot__Individual__dlm/a/b/c')).status).toBe(404)
})

test('a source record leads to all links of its unified record', async () => {
  const rulesets = '/services/data/v64.0/ssot/identity-resolutions'
  const listed = await client.call({ path: rulesets, token: coreToken })
  const [ruleset] = listed.json['identityResolutions'] as readonly { readonly id: string }[]
  const run = `${rulesets}/${String(ruleset?.id)}/actions/run-now`
  await client.call({ method: 'POST', path: run, token: coreToken, body: {} })
  const { json } = await client.call({ path: '/api/v1/metadata', token })
  const link = (json['metadata'] as readonly { readonly name: string }[]).find(({ name }) =>
    /^(?:UnifiedLinkssotIndividual\w*|IndividualIdentityLink)__dlm$/.test(name),
  )
  const source = { ssot__DataSourceId__c: 'dataset-12345', SourceRecordId__c: 'p1' }
  const path = `universalIdLookup/${link?.name}/dataset-12345/dataset-12345-profile/p1`
  await expect
    .poll(async () => (await get(path)).json['data'], { timeout: 60_000 })
    .toMatchObject([
      {
        ...source,
        ssot__DataSourceObjectId__c: 'dataset-12345-profile',
        UnifiedRecordId__c: expect.stringMatching(/./),
      },
    ])
  const nobody = await get(`universalIdLookup/${link?.name}/dataset-12345/dataset-12345-profile/p9`)
  expect(nobody.json).toEqual({ data: [] })
})
