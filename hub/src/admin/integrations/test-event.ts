import type { SignalEvent } from '../../core/event.ts'
import type { EventId, SourceId } from '../../core/ids.ts'
import type { Integration } from '../../core/integration.ts'
import type { testEventTypes } from './integration.ts'

export type TestEventType = (typeof testEventTypes)[number]

/** Marks a test event where every part and every person can see it. */
const marker = { test: true, origin: 'signal' }
const testUserId = 'signal-test-user'
const testAnonymousId = 'signal-test-device'
const shopUrl = 'https://www.example.com'

type Given = {
  readonly type: TestEventType
  readonly eventId: EventId
  readonly sourceId: SourceId
  /** The integration it is meant for. */
  readonly integration: Integration
  /** ISO, three millisecond digits. */
  readonly now: string
}

/**
 * A realistic event that is plainly a test: same id for its user every time, a reserved domain, and
 * `context.signal.test`. It is meant for one integration; the others pass it by.
 */
export function testEventOf({ type, eventId, sourceId, integration, now }: Given): SignalEvent {
  const common = {
    kind: 'event',
    eventId,
    sourceId,
    dialect: 'signal',
    userId: testUserId,
    anonymousId: testAnonymousId,
    userKey: testUserId,
    integrations: choiceOf(integration),
    eventTime: now,
    receivedAt: now,
    originalTimestamp: now,
  } as const
  const context = {
    signal: marker,
    locale: 'en-GB',
    library: { name: 'signal-test', version: '1' },
    campaign: { source: 'signal', medium: 'test' },
  }
  switch (type) {
    case 'page':
      return {
        ...common,
        type,
        name: 'Test page',
        properties: page,
        traits: {},
        context: { ...context, page },
      }
    case 'track': {
      const properties = { plan: 'trial', source: 'test event', step_count: 3 }
      return {
        ...common,
        type,
        event: 'Signal Test',
        properties,
        traits: {},
        context: { ...context, page },
      }
    }
    case 'identify':
      return { ...common, type, properties: {}, traits, context }
    case 'purchase': {
      const properties = orderOf(eventId)
      return {
        ...common,
        type: 'track',
        event: 'Order Completed',
        properties,
        traits: {},
        context: { ...context, page },
      }
    }
  }
}

/** The sender's own choice, as any client may send it: nobody but the one integration, by its id. */
function choiceOf({ id }: Integration) {
  return { All: false, [id]: true }
}

const page = {
  url: `${shopUrl}/test?utm_source=signal&utm_medium=test`,
  path: '/test',
  search: '?utm_source=signal&utm_medium=test',
  title: 'Signal test page',
  referrer: `${shopUrl}/`,
}

const traits = {
  email: 'signal-test@example.com',
  first_name: 'Signal',
  last_name: 'Test',
  phone: '+442079460000', // a number reserved for fiction
  address: { city: 'London', postal_code: 'SW1A 1AA', country: 'GB' },
}

function orderOf(eventId: EventId) {
  return {
    order_id: `test-${eventId.slice(-12)}`,
    revenue: 59.9,
    total: 64.85,
    tax: 9.98,
    shipping: 4.95,
    discount: 0,
    currency: 'EUR',
    products: [
      {
        product_id: 'test-1',
        sku: 'T-1',
        name: 'Test mug',
        category: 'Kitchen',
        price: 19.95,
        quantity: 2,
      },
      {
        product_id: 'test-2',
        sku: 'T-2',
        name: 'Test towel',
        category: 'Bath',
        price: 20,
        quantity: 1,
      },
    ],
  }
}
