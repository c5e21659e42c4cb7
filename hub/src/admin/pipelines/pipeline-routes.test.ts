import { expect, test } from 'vitest'
import { createAdminWorld } from '../admin-world.fixture.ts'

type Pipeline = { id: string; pipeline_key: string; signing_secret: string }

test('a pipeline gets a key and a signing secret that is shown this once', async () => {
  const world = await createAdminWorld()
  const { status, body } = await world.call<Pipeline>('POST', '/v1/admin/pipelines', {
    name: 'Shop & Blog',
    type: 'server',
    domain_allowlist: ['https://shop.example.com', '*.example.org'],
  })
  expect(status).toBe(201)
  expect(body).toMatchObject({
    id: expect.stringMatching(/^pip_[a-z0-9]{16}$/),
    slug: 'shop-blog',
    type: 'server',
    pipeline_key: expect.stringMatching(/^dk_live_[a-z0-9]{32}$/),
    signing_secret: expect.stringMatching(/^dk_sec_[a-z0-9]{48}$/),
    enabled: true,
  })
  const path = `/v1/admin/pipelines/${body.id}`
  expect((await world.call<Pipeline>('GET', path)).body.signing_secret).toBe('***')
  expect(world.actions).toEqual(['sources changed'])
})

test('a pipeline is changed, keeps its key, and its secret can be replaced', async () => {
  const world = await createAdminWorld()
  const path = '/v1/admin/pipelines/pip_site'
  const changed = await world.call('PATCH', path, { name: 'Shop', enabled: false })
  expect(changed.body).toMatchObject({
    name: 'Shop',
    enabled: false,
    pipeline_key: 'dk_live_pip_site',
  })
  const rotated = await world.call<Pipeline>('POST', `${path}/rotate-secret`)
  const stored = await world.store.sources.list()
  expect(rotated.body.signing_secret).toBe(stored[0]?.signingSecret)
  expect(rotated.body.signing_secret).not.toBe('dk_sec_hidden')
})

test('pipelines are listed page by page', async () => {
  const world = await createAdminWorld()
  await world.call('POST', '/v1/admin/pipelines', { name: 'Second' })
  type Page = { data: Pipeline[]; next_cursor: string | null; has_more: boolean }
  const first = (await world.call<Page>('GET', '/v1/admin/pipelines?limit=1')).body
  expect(first).toMatchObject({
    data: [{ id: 'pip_site' }],
    next_cursor: 'pip_site',
    has_more: true,
  })
  const second = (await world.call<Page>('GET', '/v1/admin/pipelines?limit=1&cursor=pip_site')).body
  expect(second).toMatchObject({ data: [{ name: 'Second' }], next_cursor: null, has_more: false })
})

test('a removed pipeline is gone', async () => {
  const world = await createAdminWorld()
  const path = '/v1/admin/pipelines/pip_site'
  expect((await world.call('DELETE', path)).status).toBe(204)
  expect((await world.call('DELETE', path)).status).toBe(404)
  expect((await world.call('PATCH', path, { name: 'x' })).status).toBe(404)
  expect((await world.call('POST', `${path}/rotate-secret`)).status).toBe(404)
})

test('a change that changes nothing, and an origin that is none, are refused in words', async () => {
  const world = await createAdminWorld()
  const path = '/v1/admin/pipelines/pip_site'
  const empty = await world.call('PATCH', path, {})
  expect([empty.status, empty.body]).toMatchObject([
    422,
    { error: { details: [{ field: 'body', message: 'body must name at least one field.' }] } },
  ])
  const wrong = await world.call('PATCH', path, { domain_allowlist: ['not a domain'] })
  expect([wrong.status, wrong.body]).toMatchObject([
    422,
    { error: { details: [{ field: 'domain_allowlist.0' }] } },
  ])
})
