import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sentinelNames } from '../ingest/sentinels.ts'
import {
  openingMsMax,
  openPracticeClient,
  type PracticeClient,
} from '../testing/practice-client.ts'
import { faultNames, type FaultName } from './named-faults.ts'

let client: PracticeClient
let token: string
beforeAll(async () => {
  client = await openPracticeClient()
  token = await client.tenantToken()
}, openingMsMax)
afterAll(() => client[Symbol.asyncDispose]())

const record = (id: string) => ({ event_id: id, event_time: '2026-03-01T11:00:00.000Z' })
const upsert = (object: string, id = 'e1') =>
  client.call({
    method: 'POST',
    path: `/api/v1/ingest/sources/dataset-12345/${object}`,
    token,
    body: { data: [record(id)] },
  })
/** What its sender sees: a status and the beginning of the body, or how the connection ended. */
const outcomeOf = (object: string, id = 'e1') =>
  upsert(object, id).then(
    ({ status, text }) => `${status} ${text.slice(0, 9)}`,
    (cause: unknown) => (cause instanceof Error && 'code' in cause ? String(cause.code) : 'broken'),
  )

const accepted = '202 {"accepte'
const notFound = '404 {"timesta'
/** First and second outcome of each name; those that take time, or concern the tenant, have tests of their own. */
const outcomes: Partial<Record<FaultName, readonly [first: string, second: string]>> = {
  'throttle-1s-date': ['429 {"timesta', '429 {"timesta'],
  'not-found-2s': [notFound, notFound],
  'bad-gateway-html-once': ['502 <!DOCTYPE', accepted],
  'gateway-timeout-empty-once': ['504 ', accepted],
  'redirect-once': ['302 ', accepted],
  'html-200-once': ['200 <!DOCTYPE', accepted],
  'error-200-once': ['200 {"timesta', accepted],
  'no-content-once': ['204 ', accepted],
  'reset-once': ['ECONNRESET', accepted],
  'answer-lost-once': ['ECONNRESET', accepted],
  'cut-answer-once': ['UND_ERR_SOCKET', accepted],
  'broken-json-once': [accepted, accepted],
  'silent-drop': [accepted, accepted],
  duplicate: [accepted, accepted],
}

describe('a fault named as object', () => {
  test.each(Object.entries(outcomes))(
    '%s answers as its name says',
    async (name, [first, second]) => {
      expect([await outcomeOf(name), await outcomeOf(name)]).toEqual([first, second])
    },
  )

  test.each(['throttle-1s-date', 'not-found-2s'])('%s is over after its time', async (name) => {
    client.clock.advance(10_000)
    expect(await outcomeOf(name)).not.toBe(accepted)
    client.clock.advance(2_000)
    expect(await outcomeOf(name)).toBe(accepted)
    client.clock.advance(10_000)
    expect(await outcomeOf(name)).not.toBe(accepted)
  })

  test.each([
    ['latency-2s', 2_000],
    ['slow-answer-2s', 2_000],
    ['slow-reading-2s', 2_000],
    ['late-answer-once', 90_000],
    ['stalled-answer-once', 90_000],
  ] as const)('%s ends when its time has passed', async (name, takesMs) => {
    let outcome: string | undefined
    const startedMs = client.clock.now()
    void outcomeOf(name).then((settled) => (outcome = settled))
    await client.control('GET', 'stats')
    expect(outcome).toBeUndefined()
    await expect
      .poll(
        async () => {
          client.clock.advance(takesMs / 10)
          await client.control('GET', 'stats')
          return outcome
        },
        { interval: 5, timeout: 60_000 },
      )
      .toBe(accepted)
    expect(client.clock.now() - startedMs).toBeGreaterThanOrEqual(takesMs)
  })

  test('expire-tokens-once asks for a new token', async () => {
    expect((await upsert('expire-tokens-once')).status).toBe(401)
    expect((await upsert('page_view')).status).toBe(401)
    token = await client.tenantToken()
    expect((await upsert('expire-tokens-once')).status).toBe(202)
  })

  test('move-tenant-once moves it', async () => {
    const hostOf = async () => (await client.control('GET', 'state')).json['tenantHost']
    const before = await hostOf()
    await upsert('move-tenant-once')
    const after = await hostOf()
    expect(after).not.toBe(before)
    await upsert('move-tenant-once')
    expect(await hostOf()).toBe(after)
  })

  test('stands in the list of sentinels, each tested here', () => {
    expect(sentinelNames).toEqual(expect.arrayContaining([...faultNames]))
    const elsewhere = [
      ...['latency-2s', 'slow-answer-2s', 'slow-reading-2s', 'late-answer-once'],
      ...['stalled-answer-once', 'expire-tokens-once', 'move-tenant-once'],
    ]
    expect([...Object.keys(outcomes), ...elsewhere].toSorted()).toEqual([...faultNames].toSorted())
  })
})

describe('a fault named behind an object', () => {
  test('troubles the way, and the records land', async () => {
    expect(await outcomeOf('page_view.answer-lost-once', 'lost')).toBe('ECONNRESET')
    expect(await outcomeOf('page_view.answer-lost-once', 'lost')).toBe(accepted)
    expect(await outcomeOf('page_view.reset-once', 'never')).toBe('ECONNRESET')
    expect(await outcomeOf('page_view.silent-drop', 'gone')).toBe(accepted)
    expect(await outcomeOf('page_view.duplicate', 'twice')).toBe(accepted)
    await client.land()
    expect(await client.query('select event_id__c from page_view__dll order by 1')).toEqual([
      ['lost'],
      ['twice'],
    ])
    expect((await client.control('GET', 'stats')).json).toMatchObject({
      objects: { page_view: { acceptedCount: 4, addedCount: 2, replacedCount: 2 } },
    })
  })

  test('takes turns for each object alone', async () => {
    expect(await outcomeOf('custom_event.no-content-once')).toBe('204 ')
    expect(await outcomeOf('consent_log.no-content-once')).toBe('204 ')
    expect(await outcomeOf('custom_event.no-content-once')).toBe(accepted)
  })

  test('works with validation and delete, and leaves their parameters alone', async () => {
    const path = '/api/v1/ingest/sources/dataset-12345/page_view.gateway-timeout-empty-once'
    const deletion = () => client.call({ method: 'DELETE', path: `${path}?ids=lost`, token })
    expect([(await deletion()).status, (await deletion()).status]).toEqual([504, 202])
    const body = { data: [{}] }
    const validation = () =>
      client.call({ method: 'POST', path: `${path}/actions/test`, token, body })
    expect([(await validation()).status, (await validation()).status]).toEqual([504, 400])
  })

  test.each(['nobody.reset-once', 'page_view.no-such-fault', 'page_view.'])(
    'must be a fault, and the object real: %s is unknown',
    async (name) => {
      expect((await upsert(name)).status).toBe(404)
    },
  )
})
