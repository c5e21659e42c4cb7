import { afterAll, beforeAll, expect, test } from 'vitest'
import { keepHouse } from './housekeeping.ts'
import { openLandingWorld, streamOf, type LandingWorld } from './landing-world.fixture.ts'

const openingMsMax = 60_000
const hourMs = 3_600_000
const dayMs = 24 * hourMs
const order = streamOf('order', {
  ...{ category: 'Other', primaryKey: 'id' },
  fields: { id: 'text', total: 'number' },
})

let world: LandingWorld
beforeAll(async () => {
  world = await openLandingWorld([order])
}, openingMsMax)
afterAll(() => world[Symbol.asyncDispose]())

test('a problem record is kept for 30 days', async () => {
  const stop = new AbortController()
  const { clock, lake, landing } = world
  const house = keepHouse({ lake, clock, history: landing.history, signal: stop.signal })
  await world.upsert(order, { id: 'o1', total: 'much' })
  await landing.landNow()
  const problems = () => world.rows('select 1 from PR_order__dll')
  clock.advance(30 * dayMs)
  await landing.landNow()
  expect(await problems()).toHaveLength(1)
  clock.advance(hourMs)
  await expect.poll(problems).toEqual([])
  stop.abort()
  await house
})

test('a row with several bad fields, or bad and twice, is one problem record', async () => {
  await world.upsert(order, { id: 'twice', total: 'bad' }, { id: 'twice', total: 'worse' })
  await world.landing.landNow()
  const codes = await world.rows('select error_code__c from PR_order__dll order by 1')
  expect(codes).toEqual([['DUPLICATE_ROW'], ['TRANSFORM_EVALUATION_ERROR']])
  expect(world.landing.history.of(order.id)[0]).toMatchObject({
    processedCount: 2,
    problemCount: 2,
  })
})
