import { request } from 'undici'
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
const pageViewCounts = async () => {
  const { json } = await client.control('GET', 'stats')
  const objects = json['objects'] as Record<string, Record<string, number>>
  const { addedCount = 0, replacedCount = 0, problemCount = 0 } = objects['page_view'] ?? {}
  return { addedCount, replacedCount, problemCount }
}
/** Asks for a statement without an end; resolves when it has been sent, with what closes the connection. */
const askAndHangUpLater = async (path: string): Promise<() => void> => {
  const core = await client.signIn()
  const token = path.startsWith('/services')
    ? String(core.json['access_token'])
    : await client.tenantToken()
  const connection = new AbortController()
  const answer = request(client.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ sql: endlessSql }),
    signal: connection.signal,
  })
  answer.catch(() => undefined)
  // A request that is answered after it, so that it has arrived.
  await client.control('GET', 'stats')
  return () => connection.abort()
}
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
    'is ended for a screen as well, and what waits behind it lands',
    async () => {
      const row = { event_id: 'e3', event_time: '2026-03-01T11:00:00.000Z' }
      const asked = Promise.all([
        client.control('POST', 'explorer/sql', { sql: endlessSql }),
        client.upsert('page_view', [row]).then(() => client.land()),
      ])
      const [answer, landed] = await passTimeUntil(asked)
      expect(answer.status).toBe(408)
      expect(answer.json).toMatchObject({ error: { code: 'QUERY_ENDED' } })
      expect(landed.status).toBe(200)
    },
    stoppingMsMax,
  )

  test.each([
    '/api/v1/query',
    '/api/v2/query',
    '/api/v3/query',
    '/services/data/v64.0/ssot/query-sql',
    '/services/data/v64.0/ssot/query',
    '/services/data/v64.0/ssot/queryv2',
    '/practice-org/explorer/sql',
  ])(
    'is cancelled when its client hangs up: %s',
    async (path) => {
      const hangUp = await askAndHangUpLater(path)
      const behind = client.query('select 1')
      hangUp()
      // No time passes: nothing but the hang-up can end it.
      expect(await behind).toEqual([[1]])
    },
    stoppingMsMax,
  )

  test(
    'that is cancelled while rows land makes none of them lost or landed twice',
    async () => {
      const rounds = [1, 2, 3, 4]
      const before = await pageViewCounts()
      for (const round of rounds) {
        const hangUp = await askAndHangUpLater('/api/v2/query')
        const rows = Array.from({ length: 50 }, (_, place) => ({
          event_id: `r${round}-${place}`,
          event_time: '2026-03-01T11:00:00.000Z',
        }))
        await client.upsert('page_view', [...rows, { event_id: null }])
        const landed = client.land()
        hangUp()
        expect((await landed).status).toBe(200)
      }
      const landedSql = `select count(*) from page_view__dll where event_id__c like 'r%'`
      expect(await client.query(landedSql)).toEqual([[200]])
      const after = await pageViewCounts()
      expect(after.addedCount - before.addedCount).toBe(200)
      expect(after.replacedCount).toBe(before.replacedCount)
      expect(after.problemCount - before.problemCount).toBe(4)
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
      const running = Promise.all(Array.from({ length: 15 }, () => ask(endlessSql)))
      const token = await client.tenantToken()
      const body = { sql: 'select 1', transferMode: 'ASYNC' }
      const postAsync = async () => {
        const path = '/api/v3/query'
        return (await client.call({ method: 'POST', path, token, body })).status
      }
      // Those that are taken wait behind the others, until there is no room for one more.
      await expect.poll(postAsync, { timeout: stoppingMsMax }).toBe(429)
      await passTimeUntil(running)
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
    ['select pg_advisory_lock(1)', 'permission denied for function pg_advisory_lock'],
    ['select pg_try_advisory_lock_shared(1, 2)', 'permission denied for function'],
    [`select pg_logical_emit_message(false, 'a', 'b')`, 'permission denied for function'],
    [`select lo_create(1)`, 'read-only transaction'],
    [`select 1 into taken`, 'INTO'],
  ])('cannot do more than read: %s', async (sql, reason) => {
    const answer = await ask(sql)
    expect(answer.status).toBe(400)
    expect(answer.json['message']).toContain(reason)
  })
})
