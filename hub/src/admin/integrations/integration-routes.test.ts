import { expect, test } from 'vitest'
import { offsetOf } from '../../core/ids.ts'
import { createAdminWorld, eventOf, pageInstallBody } from '../admin-world.fixture.ts'
import type { Integration } from './integration.ts'

const installPath = '/v1/admin/integration-catalog/salesforce_cdp/install'
type ErrorBody = {
  error: { code: string; message: string; details?: { field: string; message: string }[] }
}

test("the page's install call makes an integration and shows no secret", async () => {
  const world = await createAdminWorld()
  const { status, body } = await world.call<Integration>('POST', installPath, pageInstallBody)
  expect(status).toBe(201)
  expect(body).toMatchObject({
    catalog_key: 'salesforce_cdp',
    name: 'Salesforce CDP',
    variant: 'default',
    delivery_mode: 'server_side',
    config: {
      client_id: '3MVG9...',
      client_secret: '***',
      subdomain: 'your-org',
      dataset_id: 'dataset-12345',
    },
    enabled: true,
    status: 'active',
    state: 'active',
    revision: 1,
  })
  expect(body.objects.map((object) => object.name)).toContain('page_view')
  const stored = await world.store.integrations.list()
  expect(stored[0]?.config['client_secret']).toBe('xxxxxxxxxxxxxxxxxxxx')
  expect(world.actions).toEqual([`changed ${body.id}`])
})

test('a pasted org address is kept as the subdomain it holds', async () => {
  const world = await createAdminWorld()
  const config = {
    ...JSON.parse(pageInstallBody).config,
    subdomain: 'https://Your-Org.my.salesforce.com/setup',
  }
  const { body } = await world.call<Integration>('POST', installPath, { config })
  expect(body.config['subdomain']).toBe('your-org')
})

test('every wrong field of an install call is named in words', async () => {
  const world = await createAdminWorld()
  const { status, body } = await world.call<ErrorBody>('POST', installPath, {
    variant: 'deluxe',
    config: { client_id: '', client_secret: '***', subdomain: 'your-org', api_key: 'x' },
  })
  expect(status).toBe(422)
  expect(body.error.code).toBe('VALIDATION_FAILED')
  expect(body.error.details?.map((detail) => detail.field).sort()).toEqual([
    'config.api_key',
    'config.client_id',
    'config.client_secret',
    'config.dataset_id',
    'variant',
  ])
  expect(await world.store.integrations.list()).toEqual([])
})

test('an unknown field of the body is refused by its name', async () => {
  const world = await createAdminWorld()
  const body = { ...JSON.parse(pageInstallBody), delivry_mode: 'server_side' }
  const answer = await world.call<ErrorBody>('POST', installPath, body)
  expect(answer.status).toBe(422)
  expect(answer.body.error.details).toEqual([
    { field: 'delivry_mode', message: 'delivry_mode is not a known field.' },
  ])
})

test('an entry that the catalogue does not have is said to be unknown', async () => {
  const world = await createAdminWorld()
  const path = '/v1/admin/integration-catalog/other/install'
  const { status, body } = await world.call<ErrorBody>('POST', path, pageInstallBody)
  expect([status, body.error.code]).toEqual([404, 'CATALOG_ENTRY_UNKNOWN'])
})

test('the same installation twice is a conflict, under another name it is not', async () => {
  const world = await createAdminWorld()
  const id = await world.install()
  const again = await world.call<ErrorBody>('POST', installPath, pageInstallBody)
  expect([again.status, again.body.error.code]).toEqual([409, 'INTEGRATION_EXISTS'])
  expect(again.body.error.message).toContain(id)
  const other = await world.install({ name: 'Salesforce CDP, second' })
  expect(other).not.toBe(id)
})

test('a new integration is given the events from now on, or all that are kept', async () => {
  const world = await createAdminWorld()
  world.journal.take(eventOf({ eventId: 'e-1' }))
  const fromNow = await world.install({ name: 'from now' })
  const fromOldest = await world.install({ name: 'from oldest', start_from: 'oldest' })
  const startsAfter = async (id: string) =>
    (await world.call<Integration>('GET', `/v1/admin/integrations/${id}`)).body.starts_after
  expect(await startsAfter(fromNow)).toBe(1)
  expect(await startsAfter(fromOldest)).toBe(0)
})

test('a change keeps what it leaves out, and a masked secret stays as it is', async () => {
  const world = await createAdminWorld()
  const id = await world.install()
  const { status, body } = await world.call<Integration>('PATCH', `/v1/admin/integrations/${id}`, {
    name: 'Renamed',
    config: { client_secret: '***', dataset_id: 'dataset-2' },
    object_names: { page_view: 'page_view_0a1b' },
  })
  expect(status).toBe(200)
  expect(body).toMatchObject({ name: 'Renamed', revision: 2 })
  expect(body.config).toMatchObject({
    client_id: '3MVG9...',
    client_secret: '***',
    dataset_id: 'dataset-2',
  })
  expect(body.objects.find((object) => object.name === 'page_view')?.endpoint).toBe(
    'page_view_0a1b',
  )
  const stored = await world.store.integrations.list()
  expect(stored[0]?.config['client_secret']).toBe('xxxxxxxxxxxxxxxxxxxx')
})

test('an integration is paused and resumed, in either word', async () => {
  const world = await createAdminWorld()
  const path = `/v1/admin/integrations/${await world.install()}`
  const paused = await world.call<Integration>('PATCH', path, { status: 'paused' })
  expect(paused.body).toMatchObject({
    enabled: false,
    status: 'paused',
    state: 'paused',
    revision: 1,
  })
  const resumed = await world.call<Integration>('PATCH', path, { enabled: true })
  expect(resumed.body).toMatchObject({ enabled: true, status: 'active', state: 'active' })
  const torn = await world.call<ErrorBody>('PATCH', path, { enabled: true, status: 'paused' })
  expect(torn.status).toBe(422)
})

test('an endpoint name for an object that does not exist is refused', async () => {
  const world = await createAdminWorld()
  const path = `/v1/admin/integrations/${await world.install()}`
  const { status, body } = await world.call<ErrorBody>('PATCH', path, {
    object_names: { page_views: 'x', profile: 'a/b' },
  })
  expect(status).toBe(422)
  expect(body.error.details?.map((detail) => detail.field)).toEqual([
    'object_names.page_views',
    'object_names.profile',
  ])
})

test('two changes at once are both kept', async () => {
  const world = await createAdminWorld()
  const path = `/v1/admin/integrations/${await world.install()}`
  const { list } = world.store.integrations
  world.store.integrations.list = async () => {
    const found = await list()
    await new Promise((resolve) => setImmediate(resolve)) // a store takes a moment; both would read the same
    return found
  }
  await Promise.all([
    world.call('PATCH', path, { name: 'Renamed' }),
    world.call('PATCH', path, { config: { dataset_id: 'dataset-2' } }),
  ])
  const { body } = await world.call<Integration>('GET', path)
  expect([body.name, body.config['dataset_id']]).toEqual(['Renamed', 'dataset-2'])
})

test('a removed integration is gone, and the others are told', async () => {
  const world = await createAdminWorld()
  const id = await world.install()
  expect((await world.call('DELETE', `/v1/admin/integrations/${id}`)).status).toBe(204)
  expect((await world.call('GET', `/v1/admin/integrations/${id}`)).status).toBe(404)
  expect(world.actions).toEqual([`changed ${id}`, `removed ${id}`])
})

test('a lane that waits for a person shows what is wrong and what mends it', async () => {
  const world = await createAdminWorld()
  const id = await world.install()
  const at = world.clock.now()
  const held = (object: string, problem: 'throttled' | 'credentials_invalid') =>
    world.board.publish({
      kind: 'lane-changed',
      status: {
        integrationId: id,
        object,
        position: offsetOf(0),
        state: 'held',
        hold: {
          problem,
          detail: 'invalid_client',
          answer: { status: 401, body: '{"error":"invalid_client"}' },
          attemptCount: 3,
          attempts: [],
          sinceMs: at,
          nextAttemptAtMs: at + 60_000,
        },
        inFlightCount: 0,
        lastAcceptedAtMs: at,
      },
    })
  held('page_view', 'throttled')
  const path = `/v1/admin/integrations/${id}`
  expect((await world.call<Integration>('GET', path)).body.state).toBe('retrying')
  held('profile', 'credentials_invalid')
  const { body } = await world.call<Integration>('GET', path)
  expect(body.state).toBe('needs_attention')
  expect(body.diagnosis).toMatchObject({
    problem: 'credentials_invalid',
    cause: expect.stringContaining('client credentials'),
    setup_path: expect.stringContaining('App Manager'),
  })
  expect(body.last_accepted_at).toBe('2026-01-15T12:00:00.000Z')
  expect(body.lanes[1]?.hold).toMatchObject({ status: 401, attempt_count: 3 })
})

test('the ledger adds up to what was taken in', async () => {
  const world = await createAdminWorld()
  world.journal.take(eventOf({ eventId: 'before' }))
  await world.install()
  for (let count = 0; count < 10; count += 1) world.journal.take(eventOf({ eventId: `e-${count}` }))
  world.outcomes.totals = { accepted: 4, dead: 1, dropped: { bot: 2, no_mapping: 1 } }
  const { body } = await world.call<{ taken_in: number; integrations: object[] }>(
    'GET',
    '/v1/admin/ledger',
  )
  expect(body.taken_in).toBe(11)
  expect(body.integrations).toMatchObject([
    { taken_in: 10, waiting: 2, accepted: 4, dropped: 3, dead: 1 },
  ])
  expect(body.integrations).toMatchObject([
    {
      dropped_by_reason: [
        { reason: 'no_mapping', count: 1 },
        { reason: 'bot', count: 2 },
      ],
    },
  ])
})
