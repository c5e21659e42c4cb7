import { expect, onTestFinished, test } from 'vitest'
import { offsetOf, type BatchId, type Offset } from '../../core/ids.ts'
import {
  createAdminWorld,
  eventOf,
  operatorToken,
  type AdminWorld,
} from '../admin-world.fixture.ts'
import { turnEventsMax, turnMs } from './feed.ts'
import { bufferedMessagesMax, heartbeatMs, StreamClient } from './stream-client.ts'

type Message = { name: string; id: string | null; data: Record<string, unknown> }

/** A watcher of the stream, which sees what has been sent so far. */
async function watch(world: AdminWorld, query = '', headers: Record<string, string> = {}) {
  const answer = await world.api.inject({
    method: 'GET',
    url: `/v1/admin/live-events/stream${query}`,
    headers: { host: 'localhost', authorization: `Bearer ${operatorToken}`, ...headers },
    payloadAsStream: true,
  })
  const stream = answer.stream()
  let text = ''
  stream.on('data', (piece: Buffer) => {
    text += piece.toString()
  })
  onTestFinished(() => void stream.destroy())
  await world.clock.advance(turnMs)
  return { answer, text: () => text, messages: () => messagesOf(text) }
}

function messagesOf(text: string): Message[] {
  return text.split('\n\n').flatMap((block) => {
    const lines = new Map(
      block.split('\n').map((line) => [line.split(': ')[0], line.replace(/^\w+: /, '')]),
    )
    const name = lines.get('event')
    if (name === undefined) return []
    return [{ name, id: lines.get('id') ?? null, data: JSON.parse(lines.get('data') ?? '{}') }]
  })
}

function take(world: AdminWorld, ...eventIds: string[]): Offset[] {
  const offsets = eventIds.map((eventId) => world.journal.take(eventOf({ eventId })))
  const [from, to] = [offsets[0], offsets.at(-1)]
  if (from !== undefined && to !== undefined) world.board.publish({ kind: 'taken-in', from, to })
  return offsets
}

function accept(world: AdminWorld, offsets: readonly Offset[]) {
  const at = world.clock.now()
  const answer = { status: 202, body: '{"accepted":true}' }
  world.outcomes.batches.push({
    id: `bat_${offsets[0]}` as BatchId,
    object: 'custom_event',
    state: 'accepted',
    revision: 1,
    bodyBytes: 1,
    recordCount: offsets.length,
    offsets,
    attempts: [{ atMs: at, tookMs: 1, kind: 'accepted', problem: null, detail: null, answer }],
    endedAtMs: at,
  })
}

const eventIdsIn = (messages: Message[]) =>
  messages.filter((message) => message.name === 'event').map((message) => message.data['event_id'])

test('an event is streamed as it is taken in, with its place as the id', async () => {
  const world = await createAdminWorld()
  await world.install()
  take(world, 'e-before')
  const watcher = await watch(world)
  take(world, 'e-1')
  await world.clock.advance(turnMs)
  expect(watcher.answer.headers['content-type']).toBe('text/event-stream')
  expect(watcher.messages()).toMatchObject([
    {
      name: 'event',
      id: '2',
      data: { event_id: 'e-1', offset: 2, deliveries: [{ state: 'waiting' }] },
    },
  ])
})

test('a delivery is streamed when it is settled', async () => {
  const world = await createAdminWorld()
  const integrationId = await world.install()
  const watcher = await watch(world)
  const offsets = take(world, 'e-1', 'e-2')
  await world.clock.advance(turnMs)
  accept(world, offsets)
  world.board.publish({ kind: 'settled', integrationId, offsets })
  await world.clock.advance(turnMs)
  expect(watcher.messages().slice(2)).toMatchObject([
    {
      name: 'delivery',
      id: null,
      data: { offset: 1, event_id: 'e-1', delivery: { state: 'accepted', status: 202 } },
    },
    { name: 'delivery', data: { event_id: 'e-2' } },
  ])
})

test('events of a lane that is held are streamed as retrying', async () => {
  const world = await createAdminWorld()
  const integrationId = await world.install()
  const watcher = await watch(world)
  take(world, 'e-1')
  await world.clock.advance(turnMs)
  const at = world.clock.now()
  world.board.publish({
    kind: 'lane-changed',
    status: {
      integrationId,
      object: 'custom_event',
      position: offsetOf(0),
      state: 'held',
      hold: {
        problem: 'salesforce_unavailable',
        detail: '503',
        answer: { status: 503, body: '' },
        attemptCount: 1,
        attempts: [],
        sinceMs: at,
        nextAttemptAtMs: at + 1_000,
      },
      inFlightCount: 0,
      lastAcceptedAtMs: null,
    },
  })
  await world.clock.advance(turnMs)
  expect(watcher.messages().at(-1)).toMatchObject({
    name: 'delivery',
    data: { event_id: 'e-1', delivery: { state: 'retrying', status: 503 } },
  })
})

test('a watcher sees only what it asked for', async () => {
  const world = await createAdminWorld()
  const integrationId = await world.install()
  const watcher = await watch(world, '?user=user-2')
  const accepted = await watch(world, '?state=accepted')
  world.journal.take(eventOf({ eventId: 'e-2', userId: 'user-2' }))
  take(world, 'e-1')
  await world.clock.advance(turnMs)
  expect(eventIdsIn(watcher.messages())).toEqual(['e-2'])
  expect(accepted.messages()).toEqual([])
  accept(world, [offsetOf(1)])
  world.board.publish({ kind: 'settled', integrationId, offsets: [offsetOf(1)] })
  await world.clock.advance(turnMs)
  expect(eventIdsIn(accepted.messages())).toEqual(['e-2'])
})

test('a watcher that comes back is sent what it missed', async () => {
  const world = await createAdminWorld()
  take(world, 'e-1', 'e-2', 'e-3')
  const watcher = await watch(world, '', { 'last-event-id': '1' })
  expect(eventIdsIn(watcher.messages())).toEqual(['e-2', 'e-3'])
})

test('under a flood the newest events are shown, and the rest is told as a gap', async () => {
  const world = await createAdminWorld()
  const watcher = await watch(world)
  const flood = turnEventsMax + 50
  take(world, ...Array.from({ length: flood }, (_, index) => `e-${index}`))
  await world.clock.advance(turnMs)
  const messages = watcher.messages()
  expect(messages[0]).toMatchObject({ name: 'gap', data: { missed_count: 50 } })
  expect(eventIdsIn(messages)).toHaveLength(turnEventsMax)
  expect(eventIdsIn(messages).at(-1)).toBe(`e-${flood - 1}`)
})

test('a quiet stream carries a heartbeat', async () => {
  const world = await createAdminWorld()
  const watcher = await watch(world)
  await world.clock.advance(heartbeatMs)
  expect(watcher.text()).toContain(': heartbeat\n\n')
})

test('a watcher that reads too slowly is told of a gap and goes on', async () => {
  const world = await createAdminWorld()
  const stop = new AbortController()
  const client = new StreamClient({ filter: {}, clock: world.clock, signal: stop.signal })
  for (let count = 0; count < bufferedMessagesMax; count += 1) client.push('old\n\n')
  client.push('new\n\n')
  const text = client.text()
  await text.next()
  const { value } = await text.next()
  expect(value).toBe(`event: gap\ndata: {"missed_count":${bufferedMessagesMax}}\n\nnew\n\n`)
  stop.abort()
  expect((await text.next()).done).toBe(true)
})

test('closing the hub ends every stream', async () => {
  const world = await createAdminWorld()
  const watcher = await watch(world)
  const ended = new Promise((resolve) => watcher.answer.stream().on('end', () => resolve('ended')))
  await world.api[Symbol.asyncDispose]()
  expect(await ended).toBe('ended')
})
