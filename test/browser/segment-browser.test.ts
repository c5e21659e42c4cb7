import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAdminClient, type AdminClient } from '../e2e/admin-client.ts'
import { allSettled } from '../e2e/all-settled.ts'
import { openDataCloudReader, type DataCloudReader } from '../e2e/data-cloud-client.ts'
import { expectFields } from '../e2e/landed-rows.ts'
import { startSignal, type SignalProcess } from '../e2e/signal-process.ts'
import { chromiumPath, openChromium, openPage } from './chromium.ts'

const segmentPackage = dirname(
  createRequire(import.meta.url).resolve('@segment/analytics-next/package.json'),
)
const segmentBundle = join(segmentPackage, 'dist/umd/index.js')

/** A customer's page that loads Segment's own script and points it at us. */
function pageOf({ collectUrl, writeKey }: SignalProcess): string {
  return `<!doctype html><title>A page of a customer</title>
<script src="/analytics.js"></script>
<script>
  window.analytics = AnalyticsNext.AnalyticsBrowser.load({ writeKey: '${writeKey}', cdnURL: '${collectUrl}' })
</script>`
}

async function serveSite(signal: SignalProcess): Promise<Server> {
  const bundle = await readFile(segmentBundle)
  const server = createServer((request, response) => {
    if (request.url === '/analytics.js') {
      response.setHeader('Content-Type', 'text/javascript').end(bundle)
    } else {
      response.setHeader('Content-Type', 'text/html').end(pageOf(signal))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

describe.skipIf(chromiumPath === '')('@segment/analytics-next in a browser', () => {
  let signal: SignalProcess
  let admin: AdminClient
  let reader: DataCloudReader
  let browser: Browser
  let site: Server

  beforeAll(async () => {
    signal = await startSignal()
    admin = createAdminClient(signal)
    await admin.install()
    site = await serveSite(signal)
    browser = await openChromium()
    const page = await openPage(browser, {
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0',
    })
    const { port } = site.address() as AddressInfo
    await page.goto(`http://127.0.0.1:${port}/pricing?utm_source=news`)
    await page.evaluate(`(async () => {
      await analytics.page('Docs', 'Pricing', { tier: 'all' })
      await analytics.identify('browser-user', { email: 'b@example.com', firstName: 'First', lastName: 'Last' })
      await analytics.track('Plan Selected', { plan: 'pro', value: 12.5 })
      await analytics.track('Order Completed', {
        order_id: 'browser-order', total: 30, revenue: 25, tax: 5, currency: 'EUR',
        products: [{ product_id: 'p', name: 'Plan', price: 25, quantity: 1 }],
      })
    })()`)
    await allSettled(admin, 4)
    reader = await openDataCloudReader(signal.practiceOrgUrl)
    await reader.land()
  })
  afterAll(async () => {
    await browser.close()
    site.close()
    await signal[Symbol.asyncDispose]()
  })

  test('its page call lands field by field', async () => {
    const [row] = await reader.rows('page_view')
    const { port } = site.address() as AddressInfo
    expectFields(row, {
      view_type: 'page',
      page_name: 'Pricing',
      page_category: 'Docs',
      page_path: '/pricing',
      page_url: `http://127.0.0.1:${port}/pricing?utm_source=news`,
      page_title: 'A page of a customer',
      utm_source: 'news',
      library_name: 'analytics.js',
    })
    expect(JSON.parse(String(row?.['properties_json']))).toMatchObject({ tier: 'all' })
  })

  test('its track and its purchase land field by field', async () => {
    const [custom] = await reader.rows('custom_event')
    expectFields(custom, { event_name: 'Plan Selected', user_id: 'browser-user', value: 12.5 })
    const [commerce] = await reader.rows('commerce_event')
    expectFields(commerce, {
      action: 'purchase',
      order_id: 'browser-order',
      total: 30,
      revenue: 25,
      tax: 5,
      currency: 'EUR',
      item_count: 1,
      user_id: 'browser-user',
    })
  })

  test('its identify call is a profile, with the anonymous id of the browser tied to it', async () => {
    const [view] = await reader.rows('page_view')
    const profiles = await reader.rows('profile')
    const profileOf = (id: unknown) => profiles.find((row) => row['profile_id'] === id)
    expectFields(profileOf('browser-user'), {
      first_name: 'First',
      last_name: 'Last',
      is_anonymous: '0',
    })
    expectFields(profileOf(view?.['anonymous_id']), { is_anonymous: '1' })
    const ties = await reader.rows('party_identification')
    const tied = ties.filter((tie) => tie['identification_number'] === view?.['anonymous_id'])
    expect(new Set(tied.map((tie) => tie['profile_id']))).toEqual(
      new Set(['browser-user', view?.['anonymous_id']]),
    )
  })

  test("each event is in Live Events with Salesforce's own status", async () => {
    const rows = await admin.liveEvents()
    expect(rows).toHaveLength(4)
    for (const row of rows) {
      expect(row.deliveries[0]).toMatchObject({ state: 'accepted', status: 202 })
    }
  })
})
