import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  openPracticeClient,
  openingMsMax,
  type Answer,
  type PracticeClient,
} from '../testing/practice-client.ts'

const path = '/services/data/v64.0/ssot/identity-resolutions'
const at = '2026-03-01T10:00:00.000Z'
const submitted = { resultCode: 'SuccessfullySubmittedIdentityResolutionJobRunRequest' }
const hourMs = 3_600_000

describe('a ruleset', () => {
  let client: PracticeClient
  let token: string
  const signIn = async () => {
    token = String((await client.signIn()).json['access_token'])
  }
  beforeAll(async () => {
    client = await openPracticeClient()
  }, openingMsMax)
  afterAll(() => client[Symbol.asyncDispose]())
  beforeEach(async () => {
    await client.control('POST', 'reset')
    await signIn()
  })

  const runNow = () =>
    client.call({ method: 'POST', path: `${path}/ir01/actions/run-now`, token, body: {} })
  const status = async (): Promise<Answer['json']> =>
    (await client.call({ path: `${path}/ir01`, token })).json
  const finished = async () => {
    await vi.waitFor(
      async () => expect((await status())['lastJobStatus']).not.toBe('IN_PROGRESS'),
      {
        timeout: 60_000,
        interval: 20,
      },
    )
    return status()
  }
  const run = async () => {
    expect((await runNow()).json).toEqual(submitted)
    return finished()
  }

  const profile = (id: string, first: string, last: string, more: object = {}) => ({
    ...{ profile_id: id, updated_at: at, first_name: first, last_name: last },
    is_anonymous: '0',
    ...more,
  })
  const email = (id: string, address: string) => ({
    ...{ contact_point_id: `${id}-${address}`, profile_id: id, email: address, updated_at: at },
  })
  const land = async (object: string, ...rows: readonly object[]) => {
    await client.upsert(object, rows)
    await client.land()
  }
  /** Two profiles of one person, one of another, one who is nobody yet. */
  const landPeople = async () => {
    await land(
      'profile',
      profile('u1', 'William', 'Muster'),
      profile('u2', 'Bill', 'Muster', { updated_at: '2026-03-02T10:00:00.000Z' }),
      profile('u3', 'Ada', 'Other'),
      profile('a4', '', '', { is_anonymous: '1' }),
    )
    await land('contact_point_email', email('u1', 'w@example.com'), email('u2', 'W@example.com'))
  }

  test('that never ran is new and has nothing', async () => {
    expect(await status()).toMatchObject({
      rulesetStatus: 'NEW',
      sourceProfiles: 0,
      totalUnifiedProfiles: 0,
    })
    expect((await status())['lastJobStatus']).toBeUndefined()
    expect(await client.query('select * from UnifiedssotIndividualIr01__dlm')).toEqual([])
  })

  test('counts what it unified', async () => {
    await landPeople()
    expect(await run()).toMatchObject({
      rulesetStatus: 'PUBLISHED',
      lastJobStatus: 'SUCCESS',
      lastJobCompleted: expect.stringMatching(/^2026-03-\d\dT12:00:00\.000Z$/),
      sourceProfiles: 4,
      matchedSourceProfiles: 2,
      totalUnifiedProfiles: 3,
      knownUnifiedProfiles: 2,
      anonymousUnifiedProfiles: 1,
      consolidationRate: 0.25,
    })
  })

  test('writes unified profiles and links that SQL can join', async () => {
    await landPeople()
    await run()
    const rows = await client.query(`
      select unified.ssot__FirstName__c, unified.ssot__IsAnonymous__c, link.SourceRecordId__c,
        link.ssot__DataSourceId__c, link.ssot__DataSourceObjectId__c
      from UnifiedssotIndividualIr01__dlm unified
      join UnifiedLinkssotIndividualIr01__dlm link on link.UnifiedRecordId__c = unified.ssot__Id__c
      order by 3`)
    const source = ['dataset-12345', 'dataset-12345-profile']
    expect(rows).toEqual([
      [null, '1', 'a4', ...source],
      ['Bill', '0', 'u1', ...source],
      ['Bill', '0', 'u2', ...source],
      ['Ada', '0', 'u3', ...source],
    ])
    const ids = await client.query('select ssot__Id__c from UnifiedssotIndividualIr01__dlm')
    for (const [id] of ids) expect(id).toMatch(/^[0-9a-f]{32}$/)
  })

  test('keeps every contact point, and equal ones of one person once', async () => {
    await landPeople()
    await land('contact_point_email', email('u2', 'second@example.com'))
    await run()
    const rows = await client.query(`
      select lower(ssot__EmailAddress__c) from UnifiedssotContactPointEmailIr01__dlm order by 1`)
    expect(rows).toEqual([['second@example.com'], ['w@example.com']])
    const links = await client.query('select * from UnifiedLinkssotContactPointEmailIr01__dlm')
    expect(links).toHaveLength(3)
  })

  test('that finds nothing new is skipped', async () => {
    await landPeople()
    await run()
    expect((await runNow()).json).toEqual({ resultCode: 'NoPendingChangesJobRunSkipped' })
    expect(await status()).toMatchObject({ lastJobStatus: 'SKIPPED', totalUnifiedProfiles: 3 })
  })

  test('never runs twice at the same time', async () => {
    await landPeople()
    const codes = (await Promise.all([runNow(), runNow()])).map(({ json }) =>
      String(json['resultCode']),
    )
    expect(codes.toSorted()).toEqual([
      'IdentityResolutionJobIsAlreadyRunning',
      'SuccessfullySubmittedIdentityResolutionJobRunRequest',
    ])
    await finished()
  })

  test('runs only so often in 24 hours', async () => {
    await client.control('PATCH', 'switches', { identityRunsPerDayMax: 1 })
    await landPeople()
    await run()
    await land('profile', profile('u5', 'New', 'Person'))
    expect((await runNow()).json).toEqual({
      resultCode: 'ExceededMaximumNumberOfSuccessfulRunsAllowedIn24Hours',
    })
    client.clock.advance(24 * hourMs)
    await signIn()
    await vi.waitFor(
      async () => expect(await status()).toMatchObject({ totalUnifiedProfiles: 4 }),
      { timeout: 60_000, interval: 20 },
    )
    await finished()
    await land('profile', profile('u6', 'Newer', 'Person'))
    expect(await run()).toMatchObject({ totalUnifiedProfiles: 5 })
  })

  test('runs by itself as time goes by', async () => {
    await landPeople()
    client.clock.advance(hourMs)
    await vi.waitFor(
      async () => expect(await status()).toMatchObject({ lastJobStatus: 'SUCCESS' }),
      { timeout: 60_000, interval: 20 },
    )
    expect(await status()).toMatchObject({ totalUnifiedProfiles: 3 })
  })

  test('runs an hour after it began to look, though somebody ran it meanwhile', async () => {
    client.clock.advance(hourMs / 2)
    await landPeople()
    await run()
    await land('profile', profile('u5', 'New', 'Person'))
    client.clock.advance(hourMs / 2)
    await vi.waitFor(
      async () => expect(await status()).toMatchObject({ totalUnifiedProfiles: 4 }),
      { timeout: 60_000, interval: 20 },
    )
  })

  test('that goes while it runs is gone at once, and leaves nothing behind', async () => {
    await landPeople()
    expect((await runNow()).json).toEqual(submitted)
    await client.control('POST', 'reset')
    await signIn()
    expect(await status()).toMatchObject({ rulesetStatus: 'NEW', totalUnifiedProfiles: 0 })
    expect(await client.query('select * from UnifiedssotIndividualIr01__dlm')).toEqual([])
    for (const table of ['next_UnifiedssotIndividualIr01__dlm', 'practice_identity_source_ir01']) {
      await expect(client.query(`select * from "${table}"`)).rejects.toThrow(table)
    }
    await landPeople()
    expect(await run()).toMatchObject({ lastJobStatus: 'SUCCESS', totalUnifiedProfiles: 3 })
  })

  test('shows a unified profile of one run, also when the next one ends meanwhile', async () => {
    await landPeople()
    await run()
    const [link] = await client.query(
      `select UnifiedRecordId__c from UnifiedLinkssotIndividualIr01__dlm
       where SourceRecordId__c = 'u1'`,
    )
    const place = `/practice-org/rulesets/${String((await status())['id'])}/profiles/${String(link?.[0])}`
    await land('profile', profile('u5', 'New', 'Person'))
    expect((await runNow()).json).toEqual(submitted)
    let isRunning = true
    while (isRunning) {
      const read = await client.call({ path: place })
      expect(read.json).toMatchObject({ sources: [{ id: 'u1' }, { id: 'u2' }] })
      isRunning = (await status())['lastJobStatus'] === 'IN_PROGRESS'
    }
  })

  test('keeps the id of a unified profile that grows, and of the older one when two become one', async () => {
    const idOf = async (source: string) => {
      const [row] = await client.query(
        `select UnifiedRecordId__c from UnifiedLinkssotIndividualIr01__dlm
         where SourceRecordId__c = '${source}'`,
      )
      return row?.[0]
    }
    await land('profile', profile('u1', 'William', 'Muster'))
    await run()
    const first = await idOf('u1')
    client.clock.advance(60_000)
    await land('profile', profile('b2', 'Bill', 'Muster'))
    await run()
    expect(await idOf('u1')).toBe(first)
    expect(await idOf('b2')).not.toBe(first)
    await land('contact_point_email', email('u1', 'w@example.com'), email('b2', 'w@example.com'))
    await run()
    expect([await idOf('u1'), await idOf('b2')]).toEqual([first, first])
  })
})

test(
  'a restart on the same folder keeps unified ids, counts and what was found last',
  async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'identity-'))
    const opened = async () => {
      const client = await openPracticeClient({ dataDir })
      const token = String((await client.signIn()).json['access_token'])
      const call = (method: 'GET' | 'POST', place: string) =>
        client.call({ method, token, path: `${path}/ir01${place}` })
      return { client, call }
    }
    const unifiedIds = (client: PracticeClient) =>
      client.query('select ssot__Id__c from UnifiedssotIndividualIr01__dlm')
    try {
      const first = await opened()
      await first.client.upsert('profile', [{ profile_id: 'u1', updated_at: at }])
      await first.client.land()
      await first.call('POST', '/actions/run-now')
      await vi.waitFor(
        async () =>
          expect((await first.call('GET', '')).json).toMatchObject({ lastJobStatus: 'SUCCESS' }),
        { timeout: 60_000, interval: 20 },
      )
      const ids = await unifiedIds(first.client)
      await first.client[Symbol.asyncDispose]()

      const second = await opened()
      expect(await unifiedIds(second.client)).toEqual(ids)
      expect((await second.call('GET', '')).json).toMatchObject({
        rulesetStatus: 'PUBLISHED',
        totalUnifiedProfiles: 1,
      })
      expect((await second.call('POST', '/actions/run-now')).json).toEqual({
        resultCode: 'NoPendingChangesJobRunSkipped',
      })
      await second.client[Symbol.asyncDispose]()
    } finally {
      await rm(dataDir, { recursive: true, force: true })
    }
  },
  openingMsMax,
)
