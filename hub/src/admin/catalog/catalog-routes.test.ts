import { expect, test } from 'vitest'
import { problemCodes } from '../../core/problem.ts'
import { createAdminWorld } from '../admin-world.fixture.ts'
import type { CatalogEntryView } from './catalog-entry.ts'

type Page = { data: CatalogEntryView[] }

test('the library is filtered by category and searched by words', async () => {
  const world = await createAdminWorld()
  const keys = async (query: string) =>
    (await world.call<Page>('GET', `/v1/admin/integration-catalog${query}`)).body.data.map(
      (entry) => entry.key,
    )
  expect(await keys('')).toEqual(['salesforce_cdp'])
  expect(await keys('?category=CDP')).toEqual(['salesforce_cdp'])
  expect(await keys('?category=analytics')).toEqual([])
  expect(await keys('?search=salesforce%20cdp')).toEqual(['salesforce_cdp'])
  expect(await keys('?search=tealium')).toEqual([])
})

test('an entry shows the form, the guide, the objects and the troubleshooting', async () => {
  const world = await createAdminWorld()
  await world.install()
  const { body } = await world.call<CatalogEntryView>(
    'GET',
    '/v1/admin/integration-catalog/salesforce_cdp',
  )
  expect(body.config_fields.map(({ key, type, required }) => ({ key, type, required }))).toEqual([
    { key: 'client_id', type: 'string', required: true },
    { key: 'client_secret', type: 'secret', required: true },
    { key: 'subdomain', type: 'string', required: true },
    { key: 'dataset_id', type: 'string', required: true },
  ])
  expect(body.variants.map((variant) => variant.key)).toEqual(['default', 'interactions_sdk'])
  expect(body.variants[0]?.objects.map((object) => object.name)).toContain('commerce_item')
  expect(body.troubleshooting).toHaveLength(problemCodes.length)
  expect(body.installed_count).toBe(1)
})

test('an entry that is not there is said to be unknown', async () => {
  const world = await createAdminWorld()
  expect((await world.call('GET', '/v1/admin/integration-catalog/other')).status).toBe(404)
})
