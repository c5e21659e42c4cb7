import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createAdminClient, type AdminClient } from '../e2e/admin-client.ts'
import { allSettled } from '../e2e/all-settled.ts'
import { openDataCloudReader, type DataCloudReader } from '../e2e/data-cloud-client.ts'
import { expectFields } from '../e2e/landed-rows.ts'
import { startSignal, type SignalProcess } from '../e2e/signal-process.ts'
import { chromiumPath, openChromium, openPage } from './chromium.ts'

/** The list, a product, the sign-up form, the cart, the confirmation. */
const pagesVisited = 5

describe.skipIf(chromiumPath === '')('a visitor of the demo shop', () => {
  let signal: SignalProcess
  let admin: AdminClient
  let reader: DataCloudReader
  let browser: Browser
  const requested: string[] = []
  const visitor = { email: 'visitor@example.com', firstName: 'First', lastName: 'Last' }

  beforeAll(async () => {
    signal = await startSignal()
    admin = createAdminClient(signal)
    await admin.install()
    browser = await openChromium()
    const page = await openPage(browser)
    page.on('request', (request) => requested.push(request.url()))
    await page.goto(`${signal.practiceOrgUrl}/shop/?utm_source=newsletter&utm_campaign=spring`)
    await page.getByRole('list').getByRole('link').first().click()
    await page.getByLabel('Quantity').selectOption('2')
    await page.getByRole('button', { name: 'Add to cart' }).click()
    await page.getByRole('link', { name: 'Sign up' }).first().click()
    await page.getByLabel('First name').fill(visitor.firstName)
    await page.getByLabel('Last name').fill(visitor.lastName)
    await page.getByLabel('E-mail').fill(visitor.email)
    await page.getByLabel('Phone').fill('+49 30 901820')
    await page.getByRole('button', { name: 'Sign up' }).click()
    await page.goto(`${signal.practiceOrgUrl}/shop/cart.html`)
    await page.getByRole('button', { name: 'Check out' }).click()
    await page.getByRole('button', { name: 'Place order' }).click()
    await page.getByRole('heading', { level: 1 }).waitFor()
    await vi.waitFor(
      async () => {
        const events = await admin.liveEvents()
        const names = events.map(({ type, name }) => name ?? type)
        const viewCount = events.filter(({ type }) => type === 'page').length
        if (!names.includes('Order Completed') || viewCount < pagesVisited) {
          throw new Error(`so far: ${names.join(', ')}`)
        }
      },
      { timeout: 60_000, interval: 100 },
    )
    await allSettled(admin, 1)
    reader = await openDataCloudReader(signal.practiceOrgUrl)
    await reader.land()
  })
  afterAll(async () => {
    await browser.close()
    await signal[Symbol.asyncDispose]()
  })

  /** What Live Events holds of the visit: each event's own properties as they were sent. */
  async function sent(name: string): Promise<Readonly<Record<string, unknown>>> {
    const row = (await admin.liveEvents()).find((event) => event.name === name)
    const detail = await admin.liveEvent(String(row?.event_id))
    return detail['event'] as Readonly<Record<string, unknown>>
  }

  test('loads no script but its own and ours, and none of Salesforce', async () => {
    const origins = new Set(requested.map((url) => new URL(url).origin))
    expect(origins).toEqual(new Set([signal.practiceOrgUrl, new URL(signal.collectUrl).origin]))
    const source = await (await fetch(`${signal.practiceOrgUrl}/shop/`)).text()
    expect(source).toContain(`${signal.collectUrl}/d.js`)
    expect(source.toLowerCase()).not.toContain('salesforce')
  })

  test('views of pages land with their address and campaign', async () => {
    const rows = await reader.rows('page_view')
    const landing = rows.find((row) => String(row['page_url']).includes('utm_source'))
    expectFields(landing, {
      view_type: 'page',
      page_path: '/shop/',
      utm_source: 'newsletter',
      utm_campaign: 'spring',
    })
    expect(rows.length).toBeGreaterThanOrEqual(pagesVisited)
  })

  test('the product put into the cart lands as a commerce event with its line', async () => {
    const event = await sent('Product Added')
    const properties = event['properties'] as Record<string, string | number>
    const rows = await reader.rows('commerce_event')
    const added = rows.find((row) => row['event_id'] === event['eventId'])
    expectFields(added, { action: 'add_to_cart', cart_id: String(properties['cart_id']) })
    const line = (await reader.rows('commerce_item')).find(
      (row) => row['event_id'] === event['eventId'],
    )
    expectFields(line, {
      product_id: String(properties['product_id']),
      product_name: String(properties['name']),
      sku: String(properties['sku']),
      price: Number(properties['price']),
      quantity: 2,
    })
  })

  test('the purchase lands with its money, field by field', async () => {
    const event = await sent('Order Completed')
    const properties = event['properties'] as Record<string, string | number>
    const row = (await reader.rows('commerce_event')).find(
      (one) => one['event_id'] === event['eventId'],
    )
    expectFields(row, {
      action: 'purchase',
      event_time: String(event['eventTime']),
      individual_id: String(event['userKey']),
      order_id: String(properties['order_id']),
      total: Number(properties['total']),
      revenue: Number(properties['revenue']),
      tax: Number(properties['tax']),
      shipping: Number(properties['shipping']),
      currency: String(properties['currency']),
    })
  })

  test('signing up lands a profile with its contact points, tied to the anonymous visit', async () => {
    const [profile] = await reader.query(
      "select * from profile__dll where first_name__c = 'First' and is_anonymous__c = '0'",
    )
    expect(profile).toMatchObject({ last_name__c: 'Last' })
    const id = profile?.['profile_id__c']
    const of = async (object: string) =>
      (await reader.rows(object)).find((row) => row['profile_id'] === id)
    expect(await of('contact_point_email')).toMatchObject({ email: visitor.email })
    expect(await of('contact_point_phone')).toMatchObject({ phone: '+4930901820' })
    const tie = await of('party_identification')
    const anonymousViews = (await reader.rows('page_view')).filter(
      (row) => row['anonymous_id'] === tie?.['identification_number'],
    )
    expect(anonymousViews.length).toBeGreaterThan(0)
  })

  test('identity resolution makes the visitor one person, with the anonymous visit tied in', async () => {
    await runRuleset(signal.practiceOrgUrl, 'ir01')
    const [unified, ...others] = await reader.query(`
      select unified.ssot__Id__c as id, unified.ssot__FirstName__c as first,
        unified.ssot__LastName__c as last, unified.ssot__IsAnonymous__c as anonymous
      from UnifiedssotIndividualIr01__dlm unified
      join UnifiedssotContactPointEmailIr01__dlm email on email.ssot__PartyId__c = unified.ssot__Id__c
      where email.ssot__EmailAddress__c = '${visitor.email}'`)
    expect(others).toEqual([])
    expect(unified).toMatchObject({
      first: visitor.firstName,
      last: visitor.lastName,
      anonymous: '0',
    })
    const ofVisitor = `where ssot__PartyId__c = '${String(unified?.['id'])}'`
    const phones = await reader.query(`
      select ssot__FormattedE164Phonenumber__c as phone
      from UnifiedssotContactPointPhoneIr01__dlm ${ofVisitor}`)
    expect(phones).toEqual([{ phone: '+4930901820' }])
    const sources = await reader.query(`
      select SourceRecordId__c as id from UnifiedLinkssotIndividualIr01__dlm
      where UnifiedRecordId__c = '${String(unified?.['id'])}'`)
    expect(sources).toHaveLength(2)
    const [everybody] = await reader.query(
      'select count(*) as n from UnifiedssotIndividualIr01__dlm',
    )
    expect(Number(everybody?.['n'])).toBe(1)
    const [visit] = await reader.query(`
      select count(*) as n from ssot__WebsiteEngagement__dlm engagement
      join UnifiedLinkssotIndividualIr01__dlm link
        on link.SourceRecordId__c = engagement.ssot__IndividualId__c
      where link.UnifiedRecordId__c = '${String(unified?.['id'])}'
        and engagement.ssot__WebCookieId__c = engagement.ssot__IndividualId__c`)
    expect(Number(visit?.['n'])).toBeGreaterThan(0)
    const [order] = await reader.query(`
      select count(*) as n from ssot__ProductOrderEngagement__dlm engagement
      join UnifiedLinkssotIndividualIr01__dlm link
        on link.SourceRecordId__c = engagement.ssot__IndividualId__c
      where link.UnifiedRecordId__c = '${String(unified?.['id'])}'
        and engagement.ssot__ProductOrderEventTypeId__c = 'purchase'`)
    expect(Number(order?.['n'])).toBe(1)
  })

  test("each event is in Live Events with Salesforce's own status", async () => {
    for (const row of await admin.liveEvents()) {
      expect([row.name, row.deliveries[0]?.state, row.deliveries[0]?.status]).toEqual([
        row.name,
        'accepted',
        202,
      ])
    }
  })
})

/** Has identity resolution run, as an admin does by Connect REST, and waits until it has. */
async function runRuleset(practiceOrgUrl: string, name: string): Promise<void> {
  const token = await fetch(`${practiceOrgUrl}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: '3MVG9...',
      client_secret: 'xxxxxxxxxxxxxxxxxxxx',
    }),
  })
  const { access_token } = (await token.json()) as { access_token: string }
  const headers = { Authorization: `Bearer ${access_token}` }
  const url = `${practiceOrgUrl}/services/data/v64.0/ssot/identity-resolutions/${name}`
  const run = await fetch(`${url}/actions/run-now`, { method: 'POST', headers })
  expect(await run.json()).toEqual({
    resultCode: 'SuccessfullySubmittedIdentityResolutionJobRunRequest',
  })
  await vi.waitFor(
    async () => {
      const ruleset = await fetch(url, { headers })
      expect(await ruleset.json()).toMatchObject({ lastJobStatus: 'SUCCESS' })
    },
    { timeout: 60_000, interval: 100 },
  )
}
