import { expect, test } from 'vitest'
import { createAdminClient } from './admin-client.ts'
import { openDataCloudReader } from './data-cloud-client.ts'
import { startSignal } from './signal-process.ts'

const eventCount = 100_000
const batchEventCount = 500
const senderCount = 8
const testMsMax = 600_000

/** Ten events in turn: six page views, two custom events, one purchase of two lines, one identify. */
function eventAt(index: number): Record<string, unknown> {
  const common = {
    messageId: `load-${index}`,
    userId: `user-${index}`,
    timestamp: new Date(Date.UTC(2026, 2, 1) + index * 1_000).toISOString(),
  }
  switch (index % 10) {
    case 8:
      return {
        ...common,
        type: 'track',
        event: 'Order Completed',
        properties: {
          order_id: `order-${index}`,
          total: index,
          currency: 'EUR',
          products: [
            { product_id: 'a', price: 1, quantity: 1 },
            { product_id: 'b', price: 2, quantity: 2 },
          ],
        },
      }
    case 9:
      return { ...common, type: 'identify', traits: { email: `user-${index}@example.com` } }
    case 6:
    case 7:
      return { ...common, type: 'track', event: 'Video Played', properties: { index } }
    default:
      return { ...common, type: 'page', name: 'Page', properties: { path: `/${index}` } }
  }
}

const expectedRows = {
  page_view: eventCount * 0.6,
  custom_event: eventCount * 0.2,
  commerce_event: eventCount * 0.1,
  commerce_item: eventCount * 0.2,
  profile: eventCount * 0.1,
  contact_point_email: eventCount * 0.1,
}

test(
  'of 100,000 events none is lost and none doubled, and the counts are equal at every stage',
  { timeout: testMsMax },
  async () => {
    await using signal = await startSignal()
    const admin = createAdminClient(signal)
    await admin.install()

    const starts = Array.from(
      { length: eventCount / batchEventCount },
      (_, batch) => batch * batchEventCount,
    )
    let acknowledgedCount = 0
    async function sendUntilDone(): Promise<void> {
      for (let start = starts.shift(); start !== undefined; start = starts.shift()) {
        const first = start
        const batch = Array.from({ length: batchEventCount }, (_, index) => eventAt(first + index))
        const response = await fetch(`${signal.collectUrl}/v1/batch`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', 'X-Write-Key': signal.writeKey },
          body: JSON.stringify({ batch }),
        })
        expect(response.status).toBe(200)
        acknowledgedCount += batch.length
      }
    }
    await Promise.all(Array.from({ length: senderCount }, sendUntilDone))
    expect(acknowledgedCount).toBe(eventCount)

    await expect
      .poll(async () => (await admin.ledger())[0], { timeout: 300_000, interval: 500 })
      .toMatchObject({ taken_in: eventCount, waiting: 0 })
    const [ledger] = await admin.ledger()
    expect(ledger).toMatchObject({ accepted: eventCount, dead: 0, dropped: 0 })

    const reader = await openDataCloudReader(signal.practiceOrgUrl)
    await reader.land()
    // Sent again under another id or day, a record would be a further row; sent again as it was, it is none.
    for (const [object, rowCount] of Object.entries(expectedRows)) {
      expect([object, await reader.count(object)]).toEqual([object, rowCount])
    }
  },
)
