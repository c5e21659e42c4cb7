import { describe, expect, test } from 'vitest'
import { ApiError, HubAwayError } from '../api/api-error.ts'
import type { LiveEvent, LiveEventPage } from '../api/live-event.ts'
import type { LiveFilters } from './filters.ts'
import { createLiveFeed } from './live-feed.ts'
import type { StreamListener } from './live-stream.ts'

function row(offset: number, state: 'waiting' | 'accepted' = 'accepted'): LiveEvent {
  return {
    offset,
    event_id: `evt-${offset}`,
    kind: 'event',
    type: 'track',
    name: null,
    user_id: null,
    anonymous_id: null,
    source_id: 'pip_a',
    source_name: null,
    dialect: 'segment',
    event_time: null,
    received_at: '2026-02-25T14:30:00.000Z',
    quarantine: null,
    deliveries: [
      {
        integration_id: 'int_a',
        integration_name: 'A',
        state,
        status: null,
        objects: [],
        reason: null,
        detail: null,
        attempt_count: 0,
        latency_ms: null,
        next_attempt_at: null,
      },
    ],
  }
}

/** A hub that gives pages of three out of its events, and a clock that is moved by hand. */
function createWorld(filters: LiveFilters = {}) {
  let events: LiveEvent[] = [row(3), row(2), row(1)]
  let broken: Error | null = null
  let gate = Promise.resolve()
  let listener: StreamListener | null = null
  const asked: (string | null)[] = []
  const timers = new Set<() => void>()
  const errors: unknown[] = []

  async function fetchPage(_filters: LiveFilters, cursor: string | null): Promise<LiveEventPage> {
    asked.push(cursor)
    if (broken !== null) throw broken
    const below = events.filter(({ offset }) => cursor === null || offset < Number(cursor))
    const data = below.slice(0, 3)
    const hasMore = below.length > 3
    await gate
    return { data, next_cursor: hasMore ? String(data.at(-1)?.offset) : null, has_more: hasMore }
  }

  const feed = createLiveFeed(
    {
      fetchPage,
      openStream: (given) => {
        listener = given
        return () => (listener = null)
      },
      onError: (error) => errors.push(error),
      now: () => 0,
      later: (callback) => {
        timers.add(callback)
        return () => timers.delete(callback)
      },
    },
    filters,
  )
  return {
    feed,
    asked,
    errors,
    take: (...taken: LiveEvent[]) => (events = [...taken, ...events]),
    settle: (offset: number) =>
      (events = events.map((one) => (one.offset === offset ? row(offset, 'accepted') : one))),
    /** Pages that are asked for from now on are on their way until the returned function is called. */
    slow(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>()
      gate = promise
      return resolve
    },
    break: (error: Error | null) => (broken = error),
    stream(): StreamListener {
      if (listener === null) throw new Error('the stream is closed')
      return listener
    },
    /** Lets promises settle, then runs every timer that is due, and so on. */
    async pass(turns = 1): Promise<void> {
      for (let turn = 0; turn < turns; turn += 1) {
        for (let step = 0; step < 10; step += 1) await Promise.resolve()
        for (const timer of [...timers]) {
          timers.delete(timer)
          timer()
        }
      }
      for (let step = 0; step < 10; step += 1) await Promise.resolve()
    },
    offsets: () => feed.state().list.rows.map(({ offset }) => offset),
  }
}

test('the list begins with the newest page and grows with the stream', async () => {
  const world = createWorld()
  world.feed.start()
  world.stream().open()
  await world.pass()
  expect(world.feed.state().status).toBe('ready')
  world.stream().message({ kind: 'event', event: row(4) })
  await world.pass()
  expect(world.offsets()).toEqual([4, 3, 2, 1])
})

test('an event that comes while the page is asked for is not lost', async () => {
  const world = createWorld()
  world.feed.start()
  world.stream().message({ kind: 'event', event: row(4) })
  await world.pass(2)
  expect(world.offsets()).toEqual([4, 3, 2, 1])
})

test('a page that was on its way brings no older news over what the stream has said since', async () => {
  const world = createWorld()
  world.take(row(4, 'waiting'))
  world.feed.start()
  await world.pass()
  const arrive = world.slow()
  world.feed.retry()
  const [delivery] = row(4, 'accepted').deliveries
  if (delivery === undefined) throw new Error('a row has a delivery')
  const update = { offset: 4, event_id: 'evt-4', delivery }
  world.stream().message({ kind: 'delivery', update })
  await world.pass()
  arrive()
  await world.pass()
  expect(world.feed.state().list.rows[0]?.deliveries[0]?.state).toBe('accepted')
})

describe('when the hub goes away', () => {
  test('what is there stays, and the list comes back by itself with what was missed', async () => {
    const world = createWorld()
    world.feed.start()
    world.stream().open()
    await world.pass()
    world.break(new HubAwayError())
    world.stream().away()
    await world.pass(3)
    expect(world.feed.state().link).toBe('away')
    expect(world.offsets()).toEqual([3, 2, 1])

    world.break(null)
    world.take(row(5), row(4))
    world.stream().open()
    await world.pass(2)
    expect(world.feed.state().link).toBe('open')
    expect(world.offsets()).toEqual([5, 4, 3, 2, 1])
  })

  test('before anything came, it is asked again until it answers', async () => {
    const world = createWorld()
    world.break(new HubAwayError())
    world.feed.start()
    await world.pass(2)
    expect(world.feed.state()).toMatchObject({ status: 'pending', link: 'away' })
    world.break(null)
    await world.pass(2)
    expect(world.feed.state().status).toBe('ready')
  })
})

test('a refusal is shown and told on', async () => {
  const world = createWorld()
  const refusal = new ApiError(401, 'EXPIRED_TOKEN', 'The session has ended.')
  world.break(refusal)
  world.feed.start()
  await world.pass()
  expect(world.feed.state()).toMatchObject({ status: 'failed', error: refusal })
  expect(world.errors).toEqual([refusal])
})

describe('after a gap', () => {
  test('a hole is never shown: what lies below it is let go and can be scrolled to again', async () => {
    const world = createWorld()
    world.feed.start()
    world.stream().open()
    await world.pass()
    world.take(...[9, 8, 7, 6, 5, 4].map((offset) => row(offset)))
    world.stream().gap()
    world.stream().message({ kind: 'event', event: row(9) })
    await world.pass(3)
    expect(world.offsets()).toEqual([9, 8, 7])
    world.feed.loadOlder()
    await world.pass()
    expect(world.offsets()).toEqual([9, 8, 7, 6, 5, 4])
  })

  test('a row whose change was missed is looked at again', async () => {
    const world = createWorld()
    world.take(row(7), row(6), row(5), row(4, 'waiting'))
    world.feed.start()
    world.stream().open()
    await world.pass()
    world.feed.loadOlder()
    await world.pass()
    world.settle(4)
    world.stream().gap()
    await world.pass(4)
    const missed = world.feed.state().list.rows.find(({ offset }) => offset === 4)
    expect(missed?.deliveries[0]?.state).toBe('accepted')
    expect(world.asked.at(-1)).toBe('5')
  })
})

test('other filters begin another list, and an answer to the former is not mixed in', async () => {
  const world = createWorld()
  world.feed.start()
  world.feed.setFilters({ type: 'page' })
  expect(world.feed.state()).toMatchObject({ status: 'pending', filters: { type: 'page' } })
  await world.pass()
  expect(world.feed.state().status).toBe('ready')
  expect(world.asked).toEqual([null, null])
})

test('after it is stopped nothing is asked any more', async () => {
  const world = createWorld()
  world.feed.start()
  await world.pass()
  world.stream().gap()
  world.feed.stop()
  await world.pass(3)
  expect(world.asked).toHaveLength(1)
})
