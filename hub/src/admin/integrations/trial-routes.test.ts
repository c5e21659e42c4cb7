import { expect, test } from 'vitest'
import type { SignalEvent } from '../../core/event.ts'
import { offsetZero } from '../../core/ids.ts'
import { createAdminWorld, sourceOf, type AdminWorld } from '../admin-world.fixture.ts'
import { journalEntryOf } from '../live-events/entry.ts'
import { mappedOf } from '../live-events/mapped.ts'
import { testEventTypes } from './integration.ts'

async function sent(world: AdminWorld, id: string, type?: string): Promise<SignalEvent> {
  const body = type === undefined ? {} : { type }
  const answer = await world.call<{ event_id: string; live_event_url: string }>(
    'POST',
    `/v1/admin/integrations/${id}/test-event`,
    body,
  )
  expect(answer.status).toBe(202)
  const { entries } = await world.journal.read({ after: offsetZero, entryCountMax: 100 })
  const entry = journalEntryOf(entries.at(-1)?.json ?? '')
  expect(answer.body.live_event_url).toBe(`/live-events?event=${entry.eventId}`)
  if (entry.eventId !== answer.body.event_id || entry.kind !== 'event')
    throw new Error('not taken in')
  return entry
}

test.each(testEventTypes)('a %s test event is marked, and becomes records', async (type) => {
  const world = await createAdminWorld()
  const id = await world.install()
  const event = await sent(world, id, type)
  expect(event.context).toMatchObject({ signal: { test: true } })
  const [integration] = await world.store.integrations.list()
  if (integration === undefined) throw new Error('not installed')
  const mapped = mappedOf(event, integration)
  const objects = mapped.kind === 'records' ? mapped.records.map((record) => record.object) : []
  const expected = {
    page: 'page_view',
    track: 'custom_event',
    identify: 'profile',
    purchase: 'commerce_event',
  }
  expect(objects).toContain(expected[type])
})

test('a test event is for one integration, the others pass it by', async () => {
  const world = await createAdminWorld()
  const ids = [await world.install(), await world.install({ name: 'Second org' })]
  for (const id of ids) {
    const event = await sent(world, id)
    const installed = await world.store.integrations.list()
    const given = installed.filter((one) => mappedOf(event, one).kind === 'records')
    expect(given.map((one) => one.id)).toEqual([id])
  }
})

test('a test event needs an integration that runs and a pipeline that exists', async () => {
  const world = await createAdminWorld()
  const id = await world.install({ enabled: false })
  const path = `/v1/admin/integrations/${id}/test-event`
  expect((await world.call('POST', path)).status).toBe(409)
  await world.call('PATCH', `/v1/admin/integrations/${id}`, { enabled: true })
  expect((await world.call('POST', path, { source_id: 'pip_other' })).status).toBe(422)
  await world.store.sources.put(sourceOf('pip_other'))
  expect((await world.call('POST', path, { source_id: 'pip_other' })).status).toBe(202)
  for (const { id: source } of await world.store.sources.list())
    await world.store.sources.delete(source)
  expect((await world.call('POST', path)).body).toMatchObject({
    error: { code: 'PIPELINE_MISSING' },
  })
})

test('the connection check shows each step, and what mends the one that failed', async () => {
  const world = await createAdminWorld()
  const id = await world.install()
  const step = { detail: 'Found.', problem: null, status: null, answer: null, tookMs: 12 }
  world.checkSteps.push(
    { ...step, step: 'host', result: 'passed' },
    { ...step, step: 'sign_in', result: 'failed', problem: 'credentials_invalid', status: 401 },
    { ...step, step: 'scopes', result: 'skipped' },
  )
  const { status, body } = await world.call('POST', `/v1/admin/integrations/${id}/check`)
  expect(status).toBe(200)
  expect(body).toMatchObject({
    passed: false,
    steps: [
      { step: 'host', result: 'passed', took_ms: 12, diagnosis: null },
      { step: 'sign_in', diagnosis: { resolution: expect.stringContaining('App Manager') } },
      { step: 'scopes', result: 'skipped' },
    ],
  })
})
