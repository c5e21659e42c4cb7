import { createRequire } from 'node:module'
import { Analytics } from '@segment/analytics-node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAdminClient, type AdminClient, type LiveRow } from './admin-client.ts'
import { allSettled } from './all-settled.ts'
import { openDataCloudReader, type DataCloudReader } from './data-cloud-client.ts'
import { expectFields, expectRow } from './landed-rows.ts'
import { startSignal, type SignalProcess } from './signal-process.ts'

// The package's types name no constructor that a module import can call.
const RudderAnalytics = createRequire(import.meta.url)('@rudderstack/rudder-sdk-node') as new (
  writeKey: string,
  options: { dataPlaneUrl: string },
) => RudderClient

/** The part of RudderStack's client that is used here. */
type RudderClient = {
  page(call: object): void
  track(call: object): void
  identify(call: object): void
  flush(done: () => void): void
}

const traits = {
  email: 'Someone@Example.com',
  phone: '+44 20 7946 0958',
  firstName: 'First',
  lastName: 'Last',
  birthday: '1990-02-03',
  address: { street: '1 High Street', city: 'London', postalCode: 'N1 9GU', country: 'GB' },
  plan: 'pro',
}

const order = {
  order_id: 'order-1',
  total: 49.9,
  revenue: 40,
  tax: 4.9,
  shipping: 5,
  currency: 'EUR',
  coupon: 'SPRING',
  products: [
    { product_id: 'p-1', sku: 'sku-1', name: 'Mug', brand: 'Ours', price: 10, quantity: 2 },
    { product_id: 'p-2', sku: 'sku-2', name: 'Tray', category: 'Kitchen', price: 20, quantity: 1 },
  ],
}

const at = new Date('2026-03-04T05:06:07.890Z')

let signal: SignalProcess
let admin: AdminClient
let reader: DataCloudReader

beforeAll(async () => {
  signal = await startSignal()
  admin = createAdminClient(signal)
  await admin.install()
})
afterAll(async () => await signal[Symbol.asyncDispose]())

/** Waits until every event taken in has ended, then lands what was accepted. */
async function allLanded(count: number): Promise<void> {
  await allSettled(admin, count)
  reader ??= await openDataCloudReader(signal.practiceOrgUrl)
  await reader.land()
}

async function rowOf(object: string, keyField: string, key: string) {
  return (await reader.rows(object)).find((row) => row[keyField] === key)
}

async function takenInSoFar(): Promise<number> {
  return (await admin.ledger())[0]?.taken_in ?? 0
}

function deliveryOf(row: LiveRow | undefined) {
  return row?.deliveries.map(({ state, status, objects }) => ({ state, status, objects }))
}

describe('@segment/analytics-node', () => {
  const ids = { page: 'seg-page', track: 'seg-track', order: 'seg-order', identify: 'seg-identify' }
  const who = { userId: 'seg-user', anonymousId: 'seg-anon' }

  beforeAll(async () => {
    const before = await takenInSoFar()
    const analytics = new Analytics({ writeKey: signal.writeKey, host: signal.collectUrl })
    const common = { ...who, timestamp: at }
    analytics.page({
      ...common,
      messageId: ids.page,
      name: 'Home',
      category: 'Shop',
      properties: {
        url: 'https://shop.example/?utm_source=news',
        path: '/',
        title: 'Home',
        referrer: 'https://search.example/',
      },
    })
    analytics.track({
      ...common,
      messageId: ids.track,
      event: 'Signed Up',
      properties: { plan: 'pro', value: 12.5 },
    })
    analytics.track({
      ...common,
      messageId: ids.order,
      event: 'Order Completed',
      properties: order,
    })
    analytics.identify({ ...common, messageId: ids.identify, traits })
    await analytics.closeAndFlush()
    await allLanded(before + 4)
  })

  const individual = { individual_id: 'seg-user', user_id: 'seg-user', anonymous_id: 'seg-anon' }

  test('its page call is a row of page_view, field by field', async () => {
    const row = await rowOf('page_view', 'event_id', ids.page)
    expectFields(row, {
      ...individual,
      event_time: at.toISOString(),
      view_type: 'page',
      page_name: 'Home',
      page_category: 'Shop',
      page_url: 'https://shop.example/?utm_source=news',
      page_path: '/',
      page_title: 'Home',
      referrer: 'https://search.example/',
      library_name: '@segment/analytics-node',
    })
  })

  test('its track call is a row of custom_event with its name and properties', async () => {
    const row = await rowOf('custom_event', 'event_id', ids.track)
    expectFields(row, {
      ...individual,
      event_time: at.toISOString(),
      event_name: 'Signed Up',
      value: 12.5,
    })
    expect(JSON.parse(String(row?.['properties_json']))).toMatchObject({ plan: 'pro' })
  })

  test('its purchase is a commerce_event and one commerce_item a line, and no custom_event', async () => {
    expectFields(await rowOf('commerce_event', 'event_id', ids.order), {
      ...individual,
      event_time: at.toISOString(),
      event_name: 'Order Completed',
      action: 'purchase',
      order_id: 'order-1',
      total: 49.9,
      revenue: 40,
      tax: 4.9,
      shipping: 5,
      currency: 'EUR',
      coupon: 'SPRING',
      item_count: 2,
      quantity_total: 3,
    })
    const common = {
      event_id: ids.order,
      event_time: at.toISOString(),
      individual_id: 'seg-user',
      action: 'purchase',
      order_id: 'order-1',
      currency: 'EUR',
    }
    const lines = (await reader.rows('commerce_item'))
      .filter((row) => row['event_id'] === ids.order)
      .toSorted((a, b) => Number(a['line_number']) - Number(b['line_number']))
    expect(lines).toHaveLength(2)
    expectFields(lines[0], {
      ...common,
      product_id: 'p-1',
      sku: 'sku-1',
      product_name: 'Mug',
      brand: 'Ours',
      price: 10,
      quantity: 2,
    })
    expectFields(lines[1], {
      ...common,
      product_id: 'p-2',
      sku: 'sku-2',
      product_name: 'Tray',
      category: 'Kitchen',
      price: 20,
      quantity: 1,
    })
    expect(await rowOf('custom_event', 'event_id', ids.order)).toBeUndefined()
  })

  test('its identify call is a profile with contact points and the anonymous id tied to it', async () => {
    const row = await rowOf('profile', 'profile_id', 'seg-user')
    expectRow(row, {
      profile_id: 'seg-user',
      updated_at: at.toISOString(),
      user_id: 'seg-user',
      anonymous_id: 'seg-anon',
      is_anonymous: '0',
      first_name: 'First',
      last_name: 'Last',
      birthday: '1990-02-03',
      street: '1 High Street',
      city: 'London',
      postal_code: 'N1 9GU',
      country: 'GB',
      source_id: String(row?.['source_id']),
      traits_json: String(row?.['traits_json']),
    })
    expect(JSON.parse(String(row?.['traits_json']))).toMatchObject({ plan: 'pro' })
    const ofUser = async (object: string) =>
      (await reader.rows(object)).find((point) => point['profile_id'] === 'seg-user')
    expectFields(await ofUser('contact_point_email'), {
      email: 'someone@example.com',
      updated_at: at.toISOString(),
    })
    expectFields(await ofUser('contact_point_phone'), { phone: '+442079460958' })
    expectFields(await ofUser('party_identification'), { identification_number: 'seg-anon' })
  })

  test("each of its events is in Live Events with Salesforce's own status", async () => {
    const rows = await admin.liveEvents()
    const shown = (id: string) => deliveryOf(rows.find((row) => row.event_id === id))
    const accepted = { state: 'accepted', status: 202 }
    expect(shown(ids.page)).toEqual([{ ...accepted, objects: ['page_view'] }])
    expect(shown(ids.track)).toEqual([{ ...accepted, objects: ['custom_event'] }])
    expect(shown(ids.order)).toEqual([
      { ...accepted, objects: ['commerce_event', 'commerce_item'] },
    ])
    const [identified] = shown(ids.identify) ?? []
    expect(identified).toMatchObject(accepted)
    expect(identified?.objects.toSorted()).toEqual([
      'contact_point_email',
      'contact_point_phone',
      'party_identification',
      'profile',
    ])
  })
})

describe('@rudderstack/rudder-sdk-node', () => {
  const ids = { page: 'rud-page', track: 'rud-track', order: 'rud-order', identify: 'rud-identify' }
  const who = { userId: 'rud-user', anonymousId: 'rud-anon' }

  beforeAll(async () => {
    const before = await takenInSoFar()
    const analytics = new RudderAnalytics(signal.writeKey, { dataPlaneUrl: signal.collectUrl })
    const common = { ...who, originalTimestamp: at }
    analytics.page({ ...common, messageId: ids.page, name: 'Home', properties: { path: '/home' } })
    analytics.track({
      ...common,
      messageId: ids.track,
      event: 'Signed Up',
      properties: { plan: 'pro' },
    })
    analytics.track({
      ...common,
      messageId: ids.order,
      event: 'Order Completed',
      properties: order,
    })
    analytics.identify({ ...common, messageId: ids.identify, traits })
    await new Promise<void>((resolve) => analytics.flush(() => resolve()))
    await allLanded(before + 4)
  })

  const individual = { individual_id: 'rud-user', user_id: 'rud-user', anonymous_id: 'rud-anon' }

  test('its gzipped page, track and purchase land field by field', async () => {
    expectFields(await rowOf('page_view', 'event_id', ids.page), {
      ...individual,
      view_type: 'page',
      page_name: 'Home',
      page_path: '/home',
    })
    expectFields(await rowOf('custom_event', 'event_id', ids.track), {
      ...individual,
      event_name: 'Signed Up',
    })
    expectFields(await rowOf('commerce_event', 'event_id', ids.order), {
      ...individual,
      action: 'purchase',
      order_id: 'order-1',
      total: 49.9,
      revenue: 40,
      tax: 4.9,
      shipping: 5,
      item_count: 2,
    })
  })

  test('its identify call is a profile with its contact points', async () => {
    expectFields(await rowOf('profile', 'profile_id', 'rud-user'), {
      first_name: 'First',
      last_name: 'Last',
      birthday: '1990-02-03',
      city: 'London',
      is_anonymous: '0',
    })
  })

  test("each of its events is in Live Events with Salesforce's own status", async () => {
    const rows = await admin.liveEvents('&user=rud-user')
    expect(rows.map((row) => row.event_id).toSorted()).toEqual(Object.values(ids).toSorted())
    for (const row of rows) {
      expect(deliveryOf(row)?.[0]).toMatchObject({ state: 'accepted', status: 202 })
    }
  })
})

describe('what is not sent', () => {
  test('a bad event inside a batch costs no other, and is shown with its reason', async () => {
    const before = await takenInSoFar()
    const response = await fetch(`${signal.collectUrl}/v1/batch`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Write-Key': signal.writeKey },
      body: JSON.stringify({
        batch: [
          { type: 'track', userId: 'u', event: 'Good', messageId: 'mixed-good' },
          { type: 'track', userId: 'u', messageId: 'mixed-nameless' },
        ],
      }),
    })
    expect(response.status).toBe(200)
    await allLanded(before + 2)
    expect(await rowOf('custom_event', 'event_id', 'mixed-good')).toBeDefined()
    const [row] = await admin.liveEvents('&state=quarantined&message_id=mixed-nameless')
    expect(row?.quarantine).toMatchObject({ reason: 'event_name_missing' })
    expect(row?.deliveries[0]).toMatchObject({ state: 'dropped', reason: 'quarantined' })
  })

  test('an event its sender excludes is shown as dropped, and nothing reaches Salesforce', async () => {
    const before = await takenInSoFar()
    await fetch(`${signal.collectUrl}/v1/track`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Write-Key': signal.writeKey },
      body: JSON.stringify({
        userId: 'u',
        event: 'Private',
        messageId: 'excluded',
        integrations: { 'Salesforce CDP': false },
      }),
    })
    await allLanded(before + 1)
    expect(await rowOf('custom_event', 'event_id', 'excluded')).toBeUndefined()
    const [row] = await admin.liveEvents('&message_id=excluded')
    expect(row?.deliveries[0]).toMatchObject({ state: 'dropped', reason: 'excluded_by_sender' })
  })

  test('the ledger adds up to the event', async () => {
    for (const row of await admin.ledger()) {
      const { taken_in, waiting, accepted, dead, dropped } = row
      expect(waiting + accepted + dead + dropped).toBe(taken_in)
    }
  })
})
