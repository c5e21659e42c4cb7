import { describe, expect, test } from 'vitest'
import type { Integration } from '../core/integration.ts'
import { jsonAnswer } from '../platform/fake-transport.ts'
import { VirtualClock } from '../platform/virtual-clock.ts'
import { createSilentTelemetry } from '../telemetry/silent.ts'
import { createDataCloud } from './datacloud.ts'
import { createFakeOrg, integration, refuses, tenantHost } from './fake-org.ts'

const { signal } = new AbortController()
const request = { object: 'page_view', body: '{"data":[{"event_id":"a"}]}' }
const unauthorised = refuses(401, 'Unauthorized')

function createWorld() {
  const clock = new VirtualClock()
  const org = createFakeOrg()
  const datacloud = createDataCloud({
    transport: org.transport,
    clock,
    random: { fraction: () => 0 },
    telemetry: createSilentTelemetry(),
  })
  return {
    clock,
    org,
    datacloud,
    send: (about: Integration = integration, object = 'page_view') =>
      datacloud.send(about, { ...request, object }, signal),
    asked: () => {
      const asked = org.asked()
      org.transport.requests.splice(0)
      return asked
    },
  }
}

describe('a batch', () => {
  test('goes to the object of the source, with the tenant token and the very body', async () => {
    const world = createWorld()
    expect(await world.send()).toEqual({
      kind: 'accepted',
      answer: { status: 202, body: '{"accepted":true}' },
      usual: true,
    })
    expect(world.org.transport.requests[2]).toMatchObject({
      url: `https://${tenantHost}/api/v1/ingest/sources/dataset-12345/page_view`,
      method: 'POST',
      headers: {
        authorization: 'Bearer tenant-token-1',
        'content-type': 'application/json',
      },
      body: request.body,
    })
  })

  test('goes to the endpoint name of the org, and no name leaves its segment of the path', async () => {
    const world = createWorld()
    await world.send({ ...integration, objectNames: { page_view: 'page_view_734a9fa2' } })
    const config = { ...integration.config, dataset_id: ' My Source/../x ' }
    await world.send({ ...integration, config })
    const paths = world.org.transport.requests.slice(2).map(({ url }) => new URL(url).pathname)
    expect(paths).toEqual([
      '/api/v1/ingest/sources/dataset-12345/page_view_734a9fa2',
      '/api/v1/ingest/sources/My%20Source%2F..%2Fx/page_view',
    ])
  })

  test('needs no new token while the one kept is good', async () => {
    const world = createWorld()
    await world.send()
    await world.send()
    expect(world.asked()).toEqual(['core', 'tenant', 'ingest', 'ingest'])
  })

  test('of another integration with the same app shares its token', async () => {
    const world = createWorld()
    await world.send()
    await world.send({ ...integration, id: 'int_2' as Integration['id'] })
    expect(world.asked()).toEqual(['core', 'tenant', 'ingest', 'ingest'])
  })

  test('is only asked about at the validation endpoint', async () => {
    const world = createWorld()
    world.org.ingestReplies.push(() => jsonAnswer(200, {}))
    expect(await world.datacloud.validate(integration, request, signal)).toMatchObject({
      kind: 'accepted',
      usual: true,
    })
    expect(world.org.transport.requests[2]?.url).toBe(
      `https://${tenantHost}/api/v1/ingest/sources/dataset-12345/page_view/actions/test`,
    )
  })

  test('whose fate is not known is failed, and told so', async () => {
    const world = createWorld()
    world.org.ingestReplies.push(() => ({
      kind: 'unreachable',
      reason: 'reset',
      detail: 'UND_ERR_SOCKET: other side closed',
    }))
    expect(await world.send()).toMatchObject({
      kind: 'failed',
      answer: null,
      problem: 'network_unreachable',
    })
  })

  test('that is stopped while it waits for a token was not sent', async () => {
    const world = createWorld()
    const stopping = new AbortController()
    world.org.coreReplies.push(() => {
      stopping.abort()
      return new Promise(() => undefined)
    })
    expect(await world.datacloud.send(integration, request, stopping.signal)).toMatchObject({
      kind: 'failed',
      detail: 'Data Cloud gave no answer: stopped while waiting for a token.',
    })
    expect(world.asked()).toEqual(['core'])
  })
})

describe('a 401', () => {
  test('costs one exchange and one replay of the same body', async () => {
    const world = createWorld()
    await world.send()
    world.asked()
    world.org.ingestReplies.push(unauthorised)
    expect(await world.send()).toMatchObject({ kind: 'accepted' })
    expect(world.org.transport.requests.map(({ body }) => body)).toEqual([
      request.body,
      expect.stringContaining('core-token-1'),
      request.body,
    ])
    expect(world.asked()).toEqual(['ingest', 'tenant', 'ingest'])
  })

  test('with a core token that is dead as well costs a sign-in too', async () => {
    const world = createWorld()
    await world.send()
    world.asked()
    world.org.ingestReplies.push(unauthorised)
    world.org.tenantReplies.push(refuses(401, 'invalid_grant'))
    expect(await world.send()).toMatchObject({ kind: 'accepted' })
    expect(world.asked()).toEqual(['ingest', 'tenant', 'core', 'tenant', 'ingest'])
  })

  test('again after the replay ends the attempt, and the next one renews nothing for a while', async () => {
    const world = createWorld()
    world.org.ingestReplies.push(...Array(4).fill(unauthorised))
    expect(await world.send()).toMatchObject({
      kind: 'unauthorised',
      problem: 'credentials_invalid',
      answer: { status: 401 },
    })
    expect(world.asked()).toEqual(['core', 'tenant', 'ingest', 'tenant', 'ingest'])
    expect(await world.send()).toMatchObject({ kind: 'unauthorised' })
    expect(world.asked()).toEqual(['ingest'])
    await world.clock.advance(5_000)
    expect(await world.send()).toMatchObject({ kind: 'accepted' })
    expect(world.asked()).toEqual(['ingest', 'core', 'tenant', 'ingest'])
  })

  test('storm over many lanes costs one exchange', async () => {
    const world = createWorld()
    await world.send()
    world.asked()
    world.org.ingestReplies.push(...Array(20).fill(unauthorised))
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => world.send()))
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['accepted']))
    expect(world.asked().filter((what) => what !== 'ingest')).toEqual(['tenant'])
  })

  test('for one object leaves the others be', async () => {
    const world = createWorld()
    world.org.ingestReplies.push(unauthorised, unauthorised)
    expect(await world.send(integration, 'custom_event')).toMatchObject({ kind: 'unauthorised' })
    expect(await world.send()).toMatchObject({ kind: 'accepted' })
  })
})

test('after a 403 scopes added meanwhile are fetched with a new sign-in', async () => {
  const world = createWorld()
  await world.send()
  await world.clock.advance(60_000)
  world.org.ingestReplies.push(refuses(403, 'Forbidden'))
  expect(await world.send()).toMatchObject({ kind: 'unauthorised', problem: 'scopes_missing' })
  world.asked()
  expect(await world.send()).toMatchObject({ kind: 'accepted' })
  expect(world.asked()).toEqual(['core', 'tenant', 'ingest'])
})

test('a tenant whose name is gone is looked for by a new exchange', async () => {
  const world = createWorld()
  await world.send()
  await world.clock.advance(60_000)
  world.org.ingestReplies.push(() => ({ kind: 'unreachable', reason: 'name_unknown', detail: '' }))
  expect(await world.send()).toMatchObject({ kind: 'failed', problem: 'network_unreachable' })
  world.org.tenantReplies.push(world.org.tenant({ instance_url: 'new.c360a.salesforce.com' }))
  expect(await world.send()).toMatchObject({ kind: 'accepted' })
  expect(new URL(world.org.transport.requests.at(-1)?.url ?? '').host).toBe(
    'new.c360a.salesforce.com',
  )
})

test('a 404 means the source until it has taken something, then the object', async () => {
  const world = createWorld()
  const missing = refuses(404, 'Not Found')
  world.org.ingestReplies.push(missing)
  expect(await world.send()).toMatchObject({ kind: 'missing', problem: 'dataset_unknown' })
  await world.send()
  world.org.ingestReplies.push(missing)
  expect(await world.send(integration, 'profile')).toMatchObject({ problem: 'object_unknown' })
  world.datacloud.forget(integration.id)
  world.org.ingestReplies.push(missing)
  expect(await world.send()).toMatchObject({ problem: 'dataset_unknown' })
})

describe('a refused sign-in', () => {
  test('is the outcome of every batch until its time has come, at the cost of one request', async () => {
    const world = createWorld()
    world.org.coreReplies.push(refuses(400, 'invalid_client', 'invalid client credentials'))
    for (let lane = 0; lane < 10; lane += 1) {
      expect(await world.send()).toEqual({
        kind: 'unauthorised',
        problem: 'credentials_invalid',
        detail: 'Salesforce answered 400: invalid_client, invalid client credentials.',
        answer: {
          status: 400,
          body: '{"error":"invalid_client","error_description":"invalid client credentials"}',
        },
      })
    }
    expect(world.asked()).toEqual(['core'])
  })

  test('is asked again at once when the configuration has changed', async () => {
    const world = createWorld()
    world.org.coreReplies.push(refuses(400, 'invalid_client'))
    await world.send()
    world.datacloud.forget(integration.id)
    expect(await world.send()).toMatchObject({ kind: 'accepted' })
  })
})

test.each([
  ['subdomain', 'https://your-org.my.salesforce.com', 'subdomain_unknown'],
  ['subdomain', 'evil.example.com/', 'subdomain_unknown'],
  ['client_id', ' ', 'credentials_invalid'],
  ['client_secret', '', 'credentials_invalid'],
  ['dataset_id', '', 'dataset_unknown'],
])('with %s %j nothing is asked', async (name, value, problem) => {
  const world = createWorld()
  const config = { ...integration.config, [name]: value }
  expect(await world.send({ ...integration, config })).toMatchObject({
    kind: 'unauthorised',
    answer: null,
    problem,
  })
  expect(world.asked()).toEqual([])
})

test('no token or secret stands in any outcome', async () => {
  const world = createWorld()
  const echo = () => jsonAnswer(500, { message: 'tenant-token-1 the-client-secret core-token-1' })
  world.org.ingestReplies.push(echo)
  expect(JSON.stringify(await world.send())).not.toMatch(/tenant-token-1|the-client-secret/)
  world.datacloud.forget(integration.id)
  world.org.tenantReplies.push(echo)
  expect(JSON.stringify(await world.send())).not.toMatch(/core-token-2|the-client-secret/)
})
