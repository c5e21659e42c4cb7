import { expect, test } from 'vitest'
import {
  offsetOf,
  type BatchId,
  type DeadLetterId,
  type IntegrationId,
  type Offset,
} from '../../core/ids.ts'
import { dropLane } from '../../core/lane.ts'
import {
  createAdminWorld,
  eventOf,
  quarantinedOf,
  type AdminWorld,
} from '../admin-world.fixture.ts'
import type { LiveEvent, LiveEventDetail } from './live-event.ts'
import { scannedEntriesMax } from './search.ts'

type Page = { data: LiveEvent[]; next_cursor: string | null; has_more: boolean }
const list = async (world: AdminWorld, query = '') =>
  (await world.call<Page>('GET', `/v1/admin/live-events${query}`)).body
const idsOf = (page: Page) => page.data.map((row) => row.event_id)

function accept(world: AdminWorld, object: string, offsets: Offset[]) {
  const at = world.clock.now()
  const answer = { status: 202, body: '{"accepted":true}' }
  world.outcomes.batches.push({
    id: `bat_${object}` as BatchId,
    object,
    state: 'accepted',
    revision: 1,
    bodyBytes: 512,
    recordCount: offsets.length,
    offsets,
    attempts: [{ atMs: at, tookMs: 21, kind: 'accepted', problem: null, detail: null, answer }],
    endedAtMs: at + 250,
  })
}

function bury(world: AdminWorld, integrationId: IntegrationId, offset: Offset, key: string) {
  world.outcomes.deadLetters.push({
    id: 'dl_1' as DeadLetterId,
    integrationId,
    object: 'custom_event',
    offset,
    key,
    userKey: 'user-1',
    recordJson: '{"event_id":"as sent"}',
    problem: 'schema_mismatch',
    reasons: ['plan: expected number'],
    answer: { status: 400, body: '{"error":"Bad Request"}' },
    attemptCount: 1,
    diedAtMs: world.clock.now(),
    state: 'dead',
  })
}

test('events are listed newest first, page by page, until the oldest', async () => {
  const world = await createAdminWorld()
  for (let count = 1; count <= 5; count += 1) world.journal.take(eventOf({ eventId: `e-${count}` }))
  const first = await list(world, '?limit=2')
  expect([idsOf(first), first.has_more]).toEqual([['e-5', 'e-4'], true])
  const second = await list(world, `?limit=2&cursor=${first.next_cursor}`)
  expect(idsOf(second)).toEqual(['e-3', 'e-2'])
  const last = await list(world, `?limit=2&cursor=${second.next_cursor}`)
  expect(last).toMatchObject({ data: [{ event_id: 'e-1' }], next_cursor: null, has_more: false })
})

test('a row shows the event, where it came from, and what became of it for each integration', async () => {
  const world = await createAdminWorld()
  const id = await world.install()
  const offset = world.journal.take(eventOf({ eventId: 'e-1' }))
  accept(world, 'custom_event', [offset])
  world.outcomes.positions = [{ object: 'party_identification', position: offset }]
  const { data } = await list(world)
  expect(data).toMatchObject([
    {
      offset: 1,
      kind: 'event',
      type: 'track',
      name: 'Signed Up',
      user_id: 'user-1',
      anonymous_id: null,
      source_id: 'pip_site',
      source_name: 'Website',
      deliveries: [
        {
          integration_id: id,
          state: 'accepted',
          status: 202,
          latency_ms: 250,
          objects: ['custom_event'],
        },
      ],
    },
  ])
})

test('events are found by type, user, message id, text and source', async () => {
  const world = await createAdminWorld()
  world.journal.take(eventOf({ eventId: 'e-track' }))
  world.journal.take(
    eventOf({
      eventId: 'e-page',
      type: 'page',
      name: 'Home',
      userId: 'user-2',
      properties: { plan: 'GOLD' },
    }),
  )
  world.journal.take(quarantinedOf('e-bad'))
  const found = async (query: string) => idsOf(await list(world, query))
  expect(await found('?type=page')).toEqual(['e-page'])
  expect(await found('?user=user-1')).toEqual(['e-track'])
  expect(await found('?message_id=e-page')).toEqual(['e-page'])
  expect(await found('?message_id=e-page&type=track')).toEqual([])
  expect(await found('?message_id=none')).toEqual([])
  expect(await found('?text=gold')).toEqual(['e-page'])
  expect(await found('?source=pip_other')).toEqual([])
  expect(await found('?state=quarantined')).toEqual(['e-bad'])
})

test('events are found by their state for an integration', async () => {
  const world = await createAdminWorld()
  world.journal.take(eventOf({ eventId: 'e-before' }))
  const id = await world.install()
  const accepted = world.journal.take(eventOf({ eventId: 'e-accepted' }))
  const dead = world.journal.take(eventOf({ eventId: 'e-dead' }))
  world.journal.take(eventOf({ eventId: 'e-waiting' }))
  accept(world, 'custom_event', [accepted])
  bury(world, id, dead, 'e-dead')
  const found = async (query: string) => idsOf(await list(world, query))
  expect(await found('?state=accepted')).toEqual(['e-accepted'])
  expect(await found('?state=dead')).toEqual(['e-dead'])
  expect(await found('?state=waiting')).toEqual(['e-waiting'])
  expect(await found(`?integration=${id}`)).toEqual(['e-waiting', 'e-dead', 'e-accepted'])
  expect(await found('?integration=int_other&state=dead')).toEqual([])
})

test('a quarantined event is shown with its reason, and is dropped for every integration', async () => {
  const world = await createAdminWorld()
  await world.install()
  const offset = world.journal.take(quarantinedOf('e-bad'))
  world.outcomes.positions = [{ object: dropLane, position: offset }]
  const { data } = await list(world, '?state=dropped')
  expect(data).toMatchObject([
    {
      kind: 'quarantined',
      type: null,
      quarantine: { reason: 'event_name_missing', detail: 'A track call needs an event name.' },
      deliveries: [{ state: 'dropped', reason: 'quarantined' }],
    },
  ])
  const { body } = await world.call<LiveEventDetail>('GET', '/v1/admin/live-events/e-bad')
  expect(body).toMatchObject({ event: { type: 'track' }, records: [] })
})

test('a long search stops after a bounded number of events, and can be gone on with', async () => {
  const world = await createAdminWorld()
  world.journal.take(eventOf({ eventId: 'e-old', userId: 'rare' }))
  for (let count = 0; count < scannedEntriesMax; count += 1) {
    world.journal.take(eventOf({ eventId: `e-${count}` }))
  }
  const first = await list(world, '?user=rare')
  expect(first).toMatchObject({ data: [], has_more: true, next_cursor: '2' })
  const second = await list(world, `?user=rare&cursor=${first.next_cursor}`)
  expect([idsOf(second), second.has_more]).toEqual([['e-old'], false])
})

test('a filter that is mistyped is refused by its name', async () => {
  const world = await createAdminWorld()
  const { status, body } = await world.call(
    'GET',
    '/v1/admin/live-events?stat=dead&state=lost&limit=500',
  )
  expect(status).toBe(422)
  expect(body).toMatchObject({
    error: {
      details: [
        { field: 'stat', message: 'stat is not a known field.' },
        { field: 'state', message: expect.stringContaining('must be one of waiting') },
        { field: 'limit', message: 'limit must be at most 100.' },
      ],
    },
  })
})

test('the detail shows each record as sent, the request it travelled in, and its tries', async () => {
  const world = await createAdminWorld()
  const id = await world.install()
  const offset = world.journal.take(eventOf({ eventId: 'e-1' }))
  accept(world, 'custom_event', [offset])
  const { status, body } = await world.call<LiveEventDetail>('GET', '/v1/admin/live-events/e-1')
  expect(status).toBe(200)
  expect(body.event).toMatchObject({ eventId: 'e-1', properties: { plan: 'free' } })
  expect(body.records).toMatchObject([
    {
      integration_id: id,
      object: 'custom_event',
      key: 'e-1',
      record: { event_id: 'e-1', event_name: 'Signed Up' },
      state: 'accepted',
      batch_record_count: 1,
      batch_body_bytes: 512,
      attempts: [{ took_ms: 21, outcome: 'accepted', status: 202, answer: '{"accepted":true}' }],
      dead_letter_id: null,
    },
  ])
  expect(body.diagnoses).toEqual([])
})

test('the detail of a dead event shows the record as it was sent, and what mends the problem', async () => {
  const world = await createAdminWorld()
  const id = await world.install()
  const offset = world.journal.take(eventOf({ eventId: 'e-1' }))
  bury(world, id, offset, 'e-1')
  const { body } = await world.call<LiveEventDetail>('GET', '/v1/admin/live-events/e-1')
  expect(body.records).toMatchObject([
    {
      state: 'dead',
      record: { event_id: 'as sent' },
      dead_letter_id: 'dl_1',
      attempts: [{ status: 400, problem: 'schema_mismatch', detail: 'plan: expected number' }],
    },
  ])
  expect(body.diagnoses).toMatchObject([
    { problem: 'schema_mismatch', resolution: expect.any(String) },
  ])
})

test('the detail of an event that waits in a held lane shows the tries and says what mends it', async () => {
  const world = await createAdminWorld()
  const integrationId = await world.install()
  world.journal.take(eventOf({ eventId: 'e-1' }))
  const at = world.clock.now()
  world.board.publish({
    kind: 'lane-changed',
    status: {
      integrationId,
      object: 'custom_event',
      position: offsetOf(0),
      state: 'held',
      hold: {
        problem: 'dataset_unknown',
        detail: 'No such source.',
        answer: { status: 404, body: '{}' },
        attemptCount: 1,
        attempts: [
          {
            atMs: at,
            tookMs: 12,
            kind: 'missing',
            problem: 'dataset_unknown',
            detail: 'No such source.',
            answer: { status: 404, body: '{}' },
          },
        ],
        sinceMs: at,
        nextAttemptAtMs: at + 1_000,
      },
      inFlightCount: 0,
      lastAcceptedAtMs: null,
    },
  })
  const { body } = await world.call<LiveEventDetail>('GET', '/v1/admin/live-events/e-1')
  expect(body.deliveries).toMatchObject([
    { state: 'retrying', status: 404, reason: 'dataset_unknown' },
  ])
  expect(body.diagnoses).toMatchObject([{ problem: 'dataset_unknown' }])
  expect(body.records[0]?.attempts).toMatchObject([{ status: 404, took_ms: 12, answer: '{}' }])
})

test('an event that is not there is said not to be', async () => {
  const world = await createAdminWorld()
  const { status, body } = await world.call('GET', '/v1/admin/live-events/none')
  expect([status, body]).toMatchObject([404, { error: { code: 'NOT_FOUND' } }])
})
