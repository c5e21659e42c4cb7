import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  openingMsMax,
  openPracticeClient,
  type PracticeClient,
} from '../testing/practice-client.ts'

let client: PracticeClient
beforeAll(async () => {
  client = await openPracticeClient()
}, openingMsMax)
afterAll(() => client[Symbol.asyncDispose](), openingMsMax)

const yaml = `openapi: 3.0.3
components:
  schemas:
    order:
      type: object
      properties:
        order_id: { type: string }
        ordered_at: { type: string, format: date-time }
        is_paid: { type: boolean }
`
const settings = {
  object: 'order',
  category: 'Engagement',
  primaryKey: 'order_id',
  eventTimeField: 'ordered_at',
  refreshMode: 'Upsert',
}

const ask = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object | string) =>
  client.call({
    method,
    path: `/practice-org/${path}`,
    ...(body === undefined ? {} : { body }),
  })

test('a schema is looked at before it is uploaded: every problem, or what it adds', async () => {
  await ask('POST', 'connectors', { label: 'shop' })
  const bad = await ask('POST', 'schemas/shop/preview', {
    yaml: yaml.replace('order_id', 'row_count').replace('boolean', 'array'),
  })
  expect(bad.json).toEqual({
    problems: [
      expect.stringContaining('Object "order", field "row_count"'),
      expect.stringContaining('Object "order", field "is_paid"'),
    ],
    added: [],
  })
  const good = await ask('POST', 'schemas/shop/preview', { yaml })
  expect(good.json).toEqual({
    problems: [],
    added: [
      {
        object: 'order',
        isNew: true,
        fields: [
          { name: 'order_id', type: 'text' },
          { name: 'ordered_at', type: 'date-time' },
          { name: 'is_paid', type: 'boolean' },
        ],
      },
    ],
  })
  expect((await ask('POST', 'schemas/nowhere/preview', { yaml })).status).toBe(404)
})

test('a stream is deployed, takes records, shows its history and its problem records, and is deleted', async () => {
  await ask('POST', 'connectors', { label: 'store' })
  expect((await ask('PUT', 'connectors/store/schema', yaml)).status).toBe(200)
  const refused = await ask('POST', 'streams', {
    connector: 'store',
    settings: { ...settings, primaryKey: 'is_paid', eventTimeField: 'order_id' },
  })
  expect(refused.status).toBe(400)
  expect(refused.text).toMatch(/is_paid.*order_id/)
  const deployed = await ask('POST', 'streams', { connector: 'store', settings })
  expect(deployed.status).toBe(201)
  const id = String(deployed.json['id'])

  const sent = await client.call({
    method: 'POST',
    path: '/api/v1/ingest/sources/store/order',
    token: await client.tenantToken(),
    body: { data: [{ order_id: 'o1', ordered_at: 'soon' }, { order_id: null }] },
  })
  expect(sent.status).toBe(202)
  await client.land()
  const stream = await ask('GET', `streams/${id}`)
  expect(stream.json).toMatchObject({
    label: 'store-order',
    endpointPath: '/api/v1/ingest/sources/store/order',
    eventTimeField: 'ordered_at',
    rowCount: 1,
    problemCount: 2,
    refreshes: [{ mode: 'Upsert', status: 'Success', processedCount: 2, problemCount: 2 }],
  })
  const problems = stream.json['problems'] as { code: string; row: string }[]
  expect(problems.map(({ code }) => code).toSorted()).toEqual([
    'NOT_NULL_CONSTRAINT_VIOLATION',
    'TRANSFORM_EVALUATION_ERROR',
  ])
  const list = await ask('GET', 'streams')
  expect(list.json['streams']).toContainEqual(
    expect.objectContaining({ id, rowCount: 1, lastRefresh: expect.any(Object) }),
  )

  expect((await ask('DELETE', `streams/${id}`)).json).toEqual({ deleted: 'store-order' })
  expect((await ask('GET', `streams/${id}`)).status).toBe(404)
  expect((await ask('DELETE', `streams/${id}`)).status).toBe(404)
})

test('a stream of an unknown connector is refused by name', async () => {
  const answer = await ask('POST', 'streams', { connector: 'nowhere', settings })
  expect(answer.status).toBe(400)
  expect(answer.text).toContain('There is no connector nowhere.')
})

test('the overview tells what a client asks for, and counts what became of its records', async () => {
  await client.upsert('consent_log', [{ event_id: 'c1', event_time: '2026-03-01T11:00:00.000Z' }])
  const before = (await ask('GET', 'overview')).json
  expect(before).toMatchObject({ url: client.url, clientId: '3MVG9...', subdomain: 'your-org' })
  expect(before['pendingCount']).toBe(1)
  await client.land()
  const after = (await ask('GET', 'overview')).json
  expect(after['pendingCount']).toBe(0)
  expect(after['landedCount']).toBe(Number(before['landedCount']) + 1)
})

test('a unified profile is shown with its sources, and an unknown one is refused', async () => {
  const at = '2026-03-01T11:00:00.000Z'
  await client.upsert('profile', [
    { profile_id: 'p1', first_name: 'First', last_name: 'Last', updated_at: at },
  ])
  await client.land()
  const { json } = await ask('GET', 'rulesets')
  const [ruleset] = json['rulesets'] as { id: string }[]
  const path = `rulesets/${ruleset?.id}`
  const run = await ask('POST', `${path}/run`)
  expect(run.json).toEqual({ result: 'SuccessfullySubmittedIdentityResolutionJobRunRequest' })
  const found = async () => (await ask('GET', `${path}/profiles?search=last`)).json
  await expect.poll(found, { timeout: 60_000 }).toMatchObject({ totalCount: 1 })
  const [row] = (await found())['profiles'] as { unifiedId: string }[]
  const profile = await ask('GET', `${path}/profiles/${row?.unifiedId}`)
  expect(profile.json).toMatchObject({ name: 'First Last', sources: [{ id: 'p1' }], joins: [] })
  expect((await ask('GET', `${path}/profiles/nobody`)).status).toBe(404)
  expect((await ask('GET', 'rulesets/none/profiles')).status).toBe(404)
  expect((await ask('POST', 'rulesets/none/run')).status).toBe(404)
})

test('a rotated secret is told once, and the old one is refused from then on', async () => {
  const rotated = await ask('POST', 'connected-app/rotate-secret')
  const clientSecret = String(rotated.json['clientSecret'])
  expect(clientSecret).toMatch(/^[0-9A-F]{64}$/)
  expect((await client.signIn()).json).toMatchObject({ error: 'invalid_client' })
  const form = {
    grant_type: 'client_credentials',
    client_id: '3MVG9...',
    client_secret: clientSecret,
  }
  expect((await client.signIn(form)).status).toBe(200)
})
