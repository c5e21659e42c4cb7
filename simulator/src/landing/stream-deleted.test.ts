import { afterEach, beforeEach, expect, test } from 'vitest'
import { openLandingWorld, streamOf, type LandingWorld } from './landing-world.fixture.ts'

const openingMsMax = 60_000
const fields = { id: 'text', note: 'text' } as const
const order = streamOf('order', { category: 'Other', primaryKey: 'id', fields })
const other = streamOf('other', { category: 'Other', primaryKey: 'id', fields })

let world: LandingWorld
beforeEach(async () => {
  world = await openLandingWorld([order, other])
}, openingMsMax)
afterEach(() => world[Symbol.asyncDispose]())

const removeOrder = () =>
  world.setup.change((state) => ({
    next: { ...state, streams: state.streams.filter(({ id }) => id !== order.id) },
  }))

test('rows of a stream that is deleted while they land go nowhere, and all others land', async () => {
  for (let count = 0; count < 20; count += 1) {
    await world.upsert(order, { id: `o${count}`, note: 'n'.repeat(10) })
    await world.remove(order, `o${count}`)
  }
  await world.upsert(other, { id: 'x1' })
  await Promise.all([world.landing.landNow(), removeOrder()])
  await world.upsert(order, { id: 'too late' })
  await world.upsert(other, { id: 'x2' })
  world.clock.advance(1_000)
  await expect.poll(() => world.landing.pendingCount()).toBe(0)
  expect(await world.rows('select id__c from other__dll order by 1')).toEqual([['x1'], ['x2']])
})

test('a bulk job of a stream that is deleted meanwhile fails and says so', async () => {
  const lines = Array.from({ length: 5_000 }, (_, index) => `b${index},n`)
  const { ended } = await world.bulk(order, 'upsert', [`id,note\n${lines.join('\n')}`])
  await Promise.all([world.landing.landNow(), removeOrder()])
  expect(await ended).toEqual({ kind: 'failed', reason: 'its data stream was deleted' })
})

test('a field that is added while rows wait is filled by them', async () => {
  await world.upsert(order, { id: 'w1', size: 'L' })
  const wider = { ...order, fields: [...order.fields, { name: 'size', type: 'text' as const }] }
  await world.setup.change((state) => ({
    next: { ...state, streams: state.streams.map((s) => (s.id === order.id ? wider : s)) },
  }))
  await world.landing.landNow()
  expect(await world.rows('select id__c, size__c from order__dll')).toEqual([['w1', 'L']])
})
