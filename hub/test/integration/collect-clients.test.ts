import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Analytics } from '@segment/analytics-node'
import RudderAnalytics from '@rudderstack/rudder-sdk-node'
import { jitsuAnalytics } from '@jitsu/js'
import { openCollectWorld, sourceNamed, type CollectWorld } from './collect-world.ts'

let stack: AsyncDisposableStack
let world: CollectWorld
beforeEach(async () => {
  stack = new AsyncDisposableStack()
  world = await openCollectWorld(stack, {
    sources: [sourceNamed('shop'), sourceNamed('other', { type: 'server' })],
  })
})
afterEach(() => stack.disposeAsync())

const isoMs = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/

function stored() {
  return world.events().map(({ type, userId, sourceId }) => ({ type, userId, sourceId }))
}

describe('@segment/analytics-node', () => {
  function openClient(writeKey = 'dk_test_shop', maxRetries = 3) {
    return new Analytics({ writeKey, host: world.url, maxRetries, flushInterval: 50 })
  }

  test('each call arrives once, with its ids, under its source', async () => {
    const client = openClient()
    client.page({ userId: 'u1', name: 'Home', properties: { path: '/' } })
    client.screen({ userId: 'u1', name: 'Start' })
    client.track({ userId: 'u1', event: 'Order Completed', properties: { total: 12.5 } })
    client.identify({ userId: 'u1', traits: { email: 'someone@example.com' } })
    client.group({ userId: 'u1', groupId: 'g1', traits: { plan: 'pro' } })
    client.alias({ userId: 'u1', previousId: 'anon-1' })
    await client.closeAndFlush()

    const events = world.events()
    expect(events.map(({ type }) => type).toSorted()).toEqual([
      'alias',
      'group',
      'identify',
      'page',
      'screen',
      'track',
    ])
    for (const event of events) {
      expect(event).toMatchObject({
        userId: 'u1',
        userKey: 'u1',
        sourceId: 'pip_shop',
        dialect: 'segment',
      })
      expect(event.eventId).toMatch(/^node-next-/)
      expect(event.eventTime).toMatch(isoMs)
      // A server speaks for somebody else: its own address says nothing of the visitor.
      expect(event.context).not.toHaveProperty('ip')
      expect(event.context).not.toHaveProperty('userAgent')
    }
    expect(events.find(({ type }) => type === 'track')).toMatchObject({
      event: 'Order Completed',
      properties: { total: 12.5 },
    })
    expect(events.find(({ type }) => type === 'alias')).toMatchObject({ previousId: 'anon-1' })
  })

  test('two failures and then a success leave one event', async () => {
    world.failNext(2, { storing: true })
    const client = openClient()
    client.track({ userId: 'u1', event: 'Signed Up' })
    await client.closeAndFlush()
    expect(stored()).toEqual([{ type: 'track', userId: 'u1', sourceId: 'pip_shop' }])
  })

  test('a wrong key is refused once and not tried again', async () => {
    const client = openClient('wrong_key')
    const errors: unknown[] = []
    client.on('error', (error) => errors.push(error.code))
    client.track({ userId: 'u1', event: 'Signed Up' })
    await client.closeAndFlush()
    expect(errors).toEqual(['delivery_failure'])
    expect(world.entries).toEqual([])
  })

  test('an event that is too large costs only itself', async () => {
    const client = openClient()
    client.track({ userId: 'u1', event: 'Small' })
    client.track({ userId: 'u1', event: 'Large', properties: { text: 'x'.repeat(33 * 1024) } })
    client.track({ userId: 'u1', event: 'Small too' })
    await client.closeAndFlush()
    expect(world.events().map(({ event }) => event)).toEqual(['Small', 'Small too'])
    expect(world.quarantined()).toMatchObject([{ reason: 'event_too_large' }])
  })

  test('a client that is sent too fast waits for as long as it was told, and loses nothing', async () => {
    const slow = await openCollectWorld(stack, { limits: { requestsPerSecondMax: 1 } })
    const client = new Analytics({
      writeKey: 'dk_test_shop',
      host: slow.url,
      flushAt: 1,
      flushInterval: 10,
    })
    client.track({ userId: 'u1', event: 'First' })
    client.track({ userId: 'u1', event: 'Second' })
    await client.closeAndFlush()
    const names = slow.events().map(({ event }) => String(event))
    expect(names.toSorted()).toEqual(['First', 'Second'])
  })
})

describe('@rudderstack/rudder-sdk-node', () => {
  const errors: string[] = []
  beforeEach(() => void errors.splice(0))

  function openClient(writeKey = 'dk_test_other', gzip = true) {
    return new RudderAnalytics(writeKey, {
      dataPlaneUrl: world.url,
      gzip,
      flushInterval: 50,
      errorHandler: (error) => errors.push(String(error)),
    })
  }

  function flushed(client: RudderAnalytics): Promise<unknown> {
    return new Promise((resolve) => {
      void client.flush((error, data) => resolve(error ?? data))
    })
  }

  test.each([true, false])('each call arrives once, with its ids; gzip %s', async (gzip) => {
    const client = openClient('dk_test_other', gzip)
    client.page({ userId: 'u2', name: 'Home' })
    client.screen({ userId: 'u2', name: 'Start' })
    client.track({ userId: 'u2', event: 'Order Completed', properties: { total: 3 } })
    client.identify({ userId: 'u2', traits: { plan: 'pro' } })
    client.group({ userId: 'u2', groupId: 'g2' })
    client.alias({ userId: 'u2', previousId: 'anon-2' })
    // The client sends the first call at once, by itself.
    await flushed(client)
    await expect.poll(() => world.events().length).toBe(6)
    for (const event of world.events()) {
      expect(event).toMatchObject({ userId: 'u2', sourceId: 'pip_other', dialect: 'rudderstack' })
      expect(event.originalTimestamp).toMatch(isoMs)
    }
    expect(world.events().find(({ type }) => type === 'identify')).toMatchObject({
      traits: { plan: 'pro' },
    })
  })

  test('two failures and then a success leave one event', async () => {
    world.failNext(2, { storing: true })
    const client = openClient()
    client.track({ userId: 'u2', event: 'Signed Up' })
    await flushed(client)
    await expect
      .poll(() => stored(), { timeout: 60_000 })
      .toEqual([{ type: 'track', userId: 'u2', sourceId: 'pip_other' }])
  })

  test('a wrong key is refused', async () => {
    const client = openClient('wrong_key')
    client.track({ userId: 'u2', event: 'Signed Up' })
    await expect.poll(() => errors.length).toBeGreaterThan(0)
    expect(errors[0]).toContain('401')
    expect(world.entries).toEqual([])
  })
})

describe('@jitsu/js', () => {
  function openClient(writeKey: string, s2s: boolean) {
    return jitsuAnalytics({ host: world.url, writeKey, s2s })
  }

  test.each([true, false])(
    'each call arrives once, with its ids; server endpoint %s',
    async (s2s) => {
      const client = openClient('dk_test_shop:secret', s2s)
      await client.identify('u3', { email: 'someone@example.com' })
      await client.page({ name: 'Home' })
      await client.track('Order Completed', { total: 7 })
      await client.group('g3', { plan: 'pro' })
      await expect.poll(() => world.events().length).toBe(4)
      expect(
        world
          .events()
          .map(({ type }) => type)
          .toSorted(),
      ).toEqual(['group', 'identify', 'page', 'track'])
      for (const event of world.events()) {
        expect(event).toMatchObject({ userId: 'u3', sourceId: 'pip_shop', dialect: 'jitsu' })
      }
      expect(world.events().find(({ type }) => type === 'track')).toMatchObject({
        event: 'Order Completed',
        properties: { total: 7 },
      })
    },
  )
})
