import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  openingMsMax,
  openPracticeClient,
  type PracticeClient,
} from '../testing/practice-client.ts'

/** Streams its rows without an end that anybody would live to see, and takes no memory meanwhile. */
const endlessSql = 'select count(*) from (select generate_series(1, (select 1e15::bigint))) endless'

/** How long such a statement may take to be stopped on a busy machine. */
const stoppingMsMax = 60_000

let client: PracticeClient
beforeAll(async () => {
  client = await openPracticeClient()
  await client.upsert('page_view', [{ event_id: 'e1', event_time: '2026-03-01T11:00:00.000Z' }])
  await client.land()
}, openingMsMax)
afterAll(() => client[Symbol.asyncDispose]())

const ask = async (sql: string) =>
  client.call({
    method: 'POST',
    path: '/api/v2/query',
    token: await client.tenantToken(),
    body: { sql },
  })
/** Lets time pass until it is done: only the thread knows when a statement has begun. */
const passTimeUntil = async <Value>(promise: Promise<Value>): Promise<Value> => {
  let isDone = false
  const done = promise.finally(() => {
    isDone = true
  })
  const passTime = () => {
    client.clock.advance(isDone ? 0 : 10_000)
    return isDone
  }
  await expect.poll(passTime, { timeout: stoppingMsMax, interval: 200 }).toBe(true)
  return await done
}

describe('a statement without an end', () => {
  test(
    'is cancelled after its time, and what waits behind it lands',
    async () => {
      const row = { event_id: 'e2', event_time: '2026-03-01T11:00:00.000Z' }
      const asked = Promise.all([
        ask(endlessSql),
        client.upsert('page_view', [row]).then(() => client.land()),
      ])
      const [answer, landed] = await passTimeUntil(asked)
      expect(answer.status).toBe(408)
      expect(answer.json).toMatchObject({
        error: 'Request Timeout',
        message: 'canceling statement due to statement timeout',
      })
      expect(landed.status).toBe(200)
      expect(await client.query('select count(*) from page_view__dll')).toEqual([[2]])
    },
    stoppingMsMax,
  )

  test(
    'that recurses is stopped by what it would store',
    async () => {
      const answer = await ask(
        'with recursive r(n) as (select 1 union all select n + 1 from r) select count(*) from r',
      )
      expect(answer.status).toBe(400)
      expect(answer.json['message']).toContain('temp_file_limit')
    },
    stoppingMsMax,
  )

  test(
    'keeps others out when fifteen run',
    async () => {
      const answers = await passTimeUntil(
        Promise.all(Array.from({ length: 16 }, () => ask(endlessSql))),
      )
      const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b)
      expect(statuses).toEqual([...Array.from({ length: 15 }, () => 408), 429])
      expect(await client.query('select 1')).toEqual([[1]])
    },
    stoppingMsMax,
  )
})

describe('a result', () => {
  test.each([
    ['of too many rows', 'select 1 from generate_series(1, 1000001)'],
    ['of too many bytes', `select repeat('x', 70000) from generate_series(1, 1000)`],
  ])(
    '%s is refused with both limits',
    async (_what, sql) => {
      const answer = await ask(sql)
      expect(answer.status).toBe(400)
      expect(answer.json['message']).toContain(
        'the result is larger than 1000000 rows or 67108864 bytes',
      )
    },
    stoppingMsMax,
  )

  test('that Postgres has no memory for is refused, and it goes on', async () => {
    const answer = await ask(`select length(repeat(repeat('x', 1000000), 2000))`)
    expect(answer.status).toBe(400)
    expect(await client.query('select 1')).toEqual([[1]])
  })
})

describe('a reader', () => {
  test.each([
    [`select set_config('role', 'none', false)`, 'permission denied for function set_config'],
    [
      'select pg_terminate_backend(pg_backend_pid())',
      'permission denied for function pg_terminate_backend',
    ],
    [`select pg_read_file('PG_VERSION')`, 'permission denied for function pg_read_file'],
    [`select pg_sleep_for('1 hour')`, 'permission denied for function pg_sleep'],
    [`select lo_create(1)`, 'read-only transaction'],
    [`select 1 into taken`, 'INTO'],
  ])('cannot do more than read: %s', async (sql, reason) => {
    const answer = await ask(sql)
    expect(answer.status).toBe(400)
    expect(answer.json['message']).toContain(reason)
  })
})
