import { expect, test } from 'vitest'
import {
  accepted,
  createDeliveryWorld,
  integrationId,
  missing,
  planOf,
  refused,
} from './delivery-world.ts'

test('one blocked object holds up no other, and its records arrive once it is mended', async () => {
  await using world = await createDeliveryWorld()
  const delivery = world.createDelivery()
  world.answer = ({ object }) => (object === 'X' ? missing : accepted)
  await delivery.start()
  world.take([['X', 'x1']], [['Y', 'y1']], [['Y', 'y2']])
  await world.until(async () => {
    expect(await world.ledger()).toEqual({ accepted: 2, dead: 0, dropped: 0, waiting: 1 })
  })
  world.answer = () => accepted
  await delivery.integrationChanged(integrationId)
  await world.until(async () => {
    expect(await world.ledger()).toEqual({ accepted: 3, dead: 0, dropped: 0, waiting: 0 })
  })
})

test('an integration that changes while delivery starts is run once', async () => {
  await using world = await createDeliveryWorld()
  const delivery = world.createDelivery()
  world.take([['X', 'x1']], [['X', 'x2']], [['X', 'x3']])
  await Promise.all([delivery.integrationChanged(integrationId), delivery.start()])
  await world.until(async () => {
    expect(await world.ledger()).toEqual({ accepted: 3, dead: 0, dropped: 0, waiting: 0 })
  })
  expect(world.sent).toHaveLength(1)
})

test('a replay waits until its event is counted, so that the ledger never goes wrong', async () => {
  await using world = await createDeliveryWorld()
  const delivery = world.createDelivery()
  world.answer = ({ object }) => (object === 'X' ? refused : missing)
  await delivery.start()
  world.take([
    ['X', 'x1'],
    ['Y', 'y1'],
  ])
  await world.until(async () => expect(await world.letterStates()).toEqual(['X dead']))
  world.answer = ({ object }) => (object === 'X' ? accepted : missing)
  await world.requestReplay(delivery)
  await world.clock.advance(60_000)
  expect(await world.ledger()).toEqual({ accepted: 0, dead: 0, dropped: 0, waiting: 1 })
  world.answer = ({ object }) => (object === 'X' ? accepted : refused)
  await world.until(async () => {
    expect(await world.letterStates()).toEqual(['Y dead', 'X replayed'])
  })
  expect(await world.ledger()).toEqual({ accepted: 0, dead: 1, dropped: 0, waiting: 0 })
  world.answer = () => accepted
  await world.requestReplay(delivery)
  await world.until(async () => {
    expect(await world.ledger()).toEqual({ accepted: 1, dead: 0, dropped: 0, waiting: 0 })
  })
})

test('a replay that cannot be decided holds up no other object, and stops when paused', async () => {
  await using world = await createDeliveryWorld()
  const delivery = world.createDelivery()
  world.answer = () => refused
  await delivery.start()
  world.take([['X', 'x1']], [['Y', 'y1']], [['Y', 'y2']])
  await world.until(async () => {
    expect(await world.ledger()).toMatchObject({ dead: 3, waiting: 0 })
  })
  world.answer = ({ object }) => (object === 'X' ? missing : accepted)
  await world.requestReplay(delivery)
  await world.until(async () => {
    expect((await world.letterStates()).toSorted()).toEqual([
      'X replaying',
      'Y replayed',
      'Y replayed',
    ])
  })
  await world.install({ enabled: false })
  await delivery.integrationChanged(integrationId)
  const sentCount = world.sent.length
  await world.clock.advance(3_600_000)
  expect(world.sent.length).toBe(sentCount)
})

test('an event that mapping could not use is sent whole once the mapping is mended', async () => {
  await using world = await createDeliveryWorld()
  const mended = world.map
  world.map = () => ({ kind: 'unmappable', detail: 'the mapping is broken' })
  const delivery = world.createDelivery()
  await delivery.start()
  world.take([
    ['X', 'x1'],
    ['Y', 'y1'],
  ])
  await world.until(async () => expect(await world.ledger()).toMatchObject({ dead: 1, waiting: 0 }))
  world.map = mended
  await world.requestReplay(delivery)
  await world.until(async () => {
    expect(await world.ledger()).toEqual({ accepted: 1, dead: 0, dropped: 0, waiting: 0 })
  })
  expect(world.sent.map(({ object }) => object)).toEqual(['X', 'Y'])
})

test('a version that writes to one more object takes no older events to it', async () => {
  await using world = await createDeliveryWorld()
  world.plan = planOf('X')
  const records = world.map
  world.map = (event) => records(event.filter(([object]) => object === 'X'))
  const older = world.createDelivery()
  await older.start()
  world.take([
    ['X', 'x1'],
    ['Y', 'y1'],
  ])
  await world.until(async () => expect(await world.ledger()).toMatchObject({ accepted: 1 }))
  await older.drain()
  world.plan = planOf('X', 'Y')
  world.map = records
  const newer = world.createDelivery()
  await newer.start()
  world.take([
    ['X', 'x2'],
    ['Y', 'y2'],
  ])
  await world.until(async () => {
    expect(await world.ledger()).toMatchObject({ accepted: 2, waiting: 0 })
  })
  expect(world.sent.map(({ body }) => body).toSorted()).toEqual([
    '{"data":[{"key":"x1"}]}',
    '{"data":[{"key":"x2"}]}',
    '{"data":[{"key":"y2"}]}',
  ])
})

test('a stop waits no longer than its limit for an answer that does not come', async () => {
  await using world = await createDeliveryWorld()
  const delivery = world.createDelivery()
  const hanging = Promise.withResolvers<typeof accepted>()
  world.answer = () => hanging.promise
  await delivery.start()
  world.take([['X', 'x1']])
  await world.until(() => expect(world.sent).toHaveLength(1))
  const drained = delivery.drain()
  await world.clock.advance(10_000)
  hanging.resolve(accepted)
  await drained
  expect(world.failures).toEqual([])
})

test('a resume after the stop has begun starts nothing', async () => {
  await using world = await createDeliveryWorld()
  await world.install({ enabled: false })
  const delivery = world.createDelivery()
  await delivery.start()
  world.take([['X', 'x1']])
  const drained = delivery.drain()
  await world.install({ enabled: true })
  await delivery.integrationChanged(integrationId)
  await drained
  await world.clock.advance(600_000)
  expect(world.sent).toEqual([])
})
