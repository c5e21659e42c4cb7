import { expect, test } from 'vitest'
import type { DeadLetterId, Offset } from '../../core/ids.ts'
import { createAdminWorld, eventOf } from '../admin-world.fixture.ts'

type Page = { data: { id: string }[]; next_cursor: string | null; has_more: boolean }

async function worldWithLetters(count: number) {
  const world = await createAdminWorld()
  const integrationId = await world.install()
  const letterOf = (index: number, offset: Offset) => ({
    id: `dl_${index}` as DeadLetterId,
    integrationId,
    object: index % 2 === 0 ? 'custom_event' : 'page_view',
    offset,
    key: `e-${index}`,
    userKey: 'user-1',
    recordJson: '{"event_id":"e"}',
    problem: 'schema_mismatch' as const,
    reasons: ['plan: expected number'],
    answer: { status: 400, body: '{"error":"Bad Request"}' },
    attemptCount: 1,
    diedAtMs: world.clock.now(),
    state: 'dead' as const,
  })
  for (let index = 0; index < count; index += 1) {
    const offset = world.journal.take(eventOf({ eventId: `e-${index}` }))
    world.outcomes.deadLetters.push(letterOf(index, offset))
  }
  return { world, integrationId }
}

test('dead letters are listed with their event, their reason and what mends it', async () => {
  const { world, integrationId } = await worldWithLetters(1)
  const { body } = await world.call<Page>('GET', '/v1/admin/dead-letters')
  expect(body).toMatchObject({
    data: [
      {
        id: 'dl_0',
        integration_id: integrationId,
        integration_name: 'Salesforce CDP',
        event_id: 'e-0',
        record: { event_id: 'e' },
        problem: 'schema_mismatch',
        reasons: ['plan: expected number'],
        status: 400,
        state: 'dead',
        diagnosis: { problem: 'schema_mismatch', cause: expect.any(String) },
      },
    ],
    next_cursor: null,
    has_more: false,
  })
})

test('dead letters come page by page, and by what is asked for', async () => {
  const { world } = await worldWithLetters(5)
  const first = (await world.call<Page>('GET', '/v1/admin/dead-letters?limit=2')).body
  expect([first.next_cursor, first.has_more]).toEqual(['dl_1', true])
  const second = (await world.call<Page>('GET', '/v1/admin/dead-letters?limit=2&cursor=dl_1')).body
  expect(second.data.map((letter) => letter.id)).toEqual(['dl_2', 'dl_3'])
  const pages = (await world.call<Page>('GET', '/v1/admin/dead-letters?object=page_view')).body
  expect(pages.data.map((letter) => letter.id)).toEqual(['dl_1', 'dl_3'])
  const none = (await world.call<Page>('GET', '/v1/admin/dead-letters?integration=int_other')).body
  expect(none.data).toEqual([])
})

test('a dead letter is sent again, once', async () => {
  const { world, integrationId } = await worldWithLetters(1)
  const path = '/v1/admin/dead-letters/dl_0'
  const replay = await world.call('POST', `${path}/replay`)
  expect([replay.status, replay.body]).toEqual([202, { replay_count: 1, has_more: false }])
  expect(world.actions).toContain(`replay ${integrationId}`)
  expect((await world.call('GET', path)).body).toMatchObject({ state: 'replaying' })
  expect((await world.call('POST', `${path}/replay`)).body).toMatchObject({ replay_count: 0 })
  world.outcomes.deadLetters = world.outcomes.deadLetters.map((letter) => ({
    ...letter,
    state: 'replayed',
  }))
  const late = await world.call('POST', `${path}/replay`)
  expect([late.status, late.body]).toMatchObject([409, { error: { code: 'ALREADY_REPLAYED' } }])
})

test('a dead letter of a removed integration cannot be sent again', async () => {
  const { world, integrationId } = await worldWithLetters(1)
  await world.call('DELETE', `/v1/admin/integrations/${integrationId}`)
  const replay = await world.call('POST', '/v1/admin/dead-letters/dl_0/replay')
  expect([replay.status, replay.body]).toMatchObject([
    409,
    { error: { code: 'INTEGRATION_REMOVED' } },
  ])
  const all = await world.call('POST', '/v1/admin/dead-letters/replay', { object: 'custom_event' })
  expect(all.body).toEqual({ replay_count: 0, has_more: false })
  expect((await world.call<Page>('GET', '/v1/admin/dead-letters')).body).toMatchObject({
    data: [{ integration_name: 'Salesforce CDP', state: 'dead' }],
  })
})

test('all that match are sent again by one call, never all there are by an empty one', async () => {
  const { world } = await worldWithLetters(1_201)
  const path = '/v1/admin/dead-letters/replay'
  expect((await world.call('POST', path, {})).status).toBe(422)
  const { status, body } = await world.call('POST', path, { object: 'custom_event' })
  expect([status, body]).toEqual([202, { replay_count: 601, has_more: false }])
  const states = world.outcomes.deadLetters.map((letter) => `${letter.object} ${letter.state}`)
  expect(new Set(states)).toEqual(new Set(['custom_event replaying', 'page_view dead']))
})

test('a dead letter that is not there is said not to be', async () => {
  const { world } = await worldWithLetters(0)
  expect((await world.call('GET', '/v1/admin/dead-letters/dl_9')).status).toBe(404)
  expect((await world.call('POST', '/v1/admin/dead-letters/dl_9/replay')).status).toBe(404)
})
