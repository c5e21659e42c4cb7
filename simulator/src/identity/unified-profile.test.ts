import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { defaultRuleset } from './default-ruleset.ts'
import { createIdentity, type IdentityPart } from './identity.ts'
import { createLake, type Lake } from '../lake/lake.ts'
import { createModel } from '../model/model.ts'
import { readSeededSetup } from '../org/seeded-setup.ts'
import { createSetup, type Setup } from '../org/setup.ts'
import { createManualClock } from '../platform/clock.ts'
import { createSeededRandom } from '../platform/random.ts'

/** Postgres may take that long to start on a busy machine. */
const openingMsMax = 60_000
const startMs = Date.parse('2026-03-01T12:00:00.000Z')

describe('a unified profile', () => {
  let lake: Lake
  let setup: Setup
  let identity: IdentityPart
  let id: string

  const put = async (object: string, ...rows: readonly Record<string, string>[]) => {
    const target = lake.objects().find(({ stream }) => stream.object === object)
    if (target === undefined) throw new Error(`no object ${object}`)
    await lake.upsert(
      target,
      rows.map((row) => ({
        ...Object.fromEntries(Object.entries(row).map(([name, value]) => [`${name}__c`, value])),
        datasource__c: 'dataset-12345',
        datasourceobject__c: `dataset-12345-${object}`,
        ...(object === 'page_view' ? { cdp_sys_partitiondate__c: '2026-03-01' } : {}),
      })),
    )
  }
  const view = (eventId: string, individual: string, anonymous: string) => ({
    ...{ event_id: eventId, event_time: '2026-03-01T10:00:00.000Z' },
    ...{ individual_id: individual, anonymous_id: anonymous },
  })
  const tie = (key: string, profile: string, number: string) => ({
    ...{ party_identification_id: key, profile_id: profile },
    ...{ identification_name: 'anonymous_id', identification_type: 'anonymous' },
    identification_number: number,
  })

  beforeAll(async () => {
    const clock = createManualClock(startMs)
    const random = createSeededRandom('identity')
    setup = createSetup(await readSeededSetup(startMs, random))
    lake = createLake(setup.state(), '')
    const model = createModel({ lake, setup })
    identity = createIdentity({
      ...{ lake, setup, clock, random, runsPerDayMax: () => 100 },
      onJobFailed: (cause) => {
        throw cause
      },
    })
    lake.start()
    await model.open()
    await identity.open()
    id = setup.state().rulesets[0]?.id ?? ''
    await put(
      'profile',
      { profile_id: 'user-1', first_name: 'Ada', last_name: 'Muster', is_anonymous: '0' },
      { profile_id: 'anon-2', is_anonymous: '1' },
      { profile_id: 'user-9', first_name: 'Other', last_name: 'Person', is_anonymous: '0' },
    )
    await put('contact_point_email', {
      ...{ contact_point_id: 'c1', profile_id: 'user-1', email: 'ada@example.com' },
    })
    await put('contact_point_phone', {
      ...{ contact_point_id: 'c2', profile_id: 'user-1', phone: '+4930901820' },
    })
    await put(
      'party_identification',
      tie('t1', 'user-1', 'anon-1'),
      tie('t2', 'user-1', 'anon-2'),
      tie('t3', 'anon-2', 'anon-2'),
    )
    await put(
      'page_view',
      view('e1', 'anon-1', 'anon-1'),
      view('e2', 'anon-1', 'anon-1'),
      view('e3', 'user-1', 'anon-1'),
      view('e4', 'anon-2', 'anon-2'),
    )
    await run()
  }, openingMsMax)
  afterAll(async () => {
    await identity[Symbol.asyncDispose]()
    await lake[Symbol.asyncDispose]()
  })

  const run = async () => {
    await identity.runNow(id)
    const isDone = () => expect(identity.statusOf(id)?.lastJobStatus).not.toBe('IN_PROGRESS')
    await vi.waitFor(isDone, { timeout: 60_000, interval: 20 })
  }

  const ada = async () => {
    const list = await identity.unifiedProfiles(id, { search: 'ada', limit: 10, offset: 0 })
    const unifiedId = list?.profiles[0]?.unifiedId ?? ''
    return await identity.unifiedProfile(id, unifiedId)
  }

  test('is found by a part of whatever it is known by', async () => {
    for (const search of ['ada mus', 'ADA@', '30901820', 'anon-1', 'user-1']) {
      const list = await identity.unifiedProfiles(id, { search, limit: 10, offset: 0 })
      expect(list).toMatchObject({
        totalCount: 1,
        profiles: [
          {
            name: 'Ada Muster',
            isAnonymous: false,
            sourceCount: 2,
            emails: ['ada@example.com'],
            phones: ['+4930901820'],
          },
        ],
      })
    }
  })

  test('is on a page of its own where pages are short, and an empty page knows the total', async () => {
    const page = (offset: number) => identity.unifiedProfiles(id, { search: '', limit: 1, offset })
    expect(await page(1)).toMatchObject({ totalCount: 2, profiles: [{ name: 'Other Person' }] })
    expect(await page(2)).toEqual({ totalCount: 2, profiles: [] })
    expect(await identity.unifiedProfiles(id, { search: '%', limit: 1, offset: 0 })).toEqual({
      totalCount: 0,
      profiles: [],
    })
  })

  test('shows its sources with what they did', async () => {
    const profile = await ada()
    expect(profile).toMatchObject({
      name: 'Ada Muster',
      isAnonymous: false,
      contactPoints: [
        { label: 'Contact Point Email', value: 'ada@example.com' },
        { label: 'Contact Point Phone', value: '+4930901820' },
      ],
    })
    const viewsOf = (source: string) =>
      profile?.sources.find((one) => one.id === source)?.engagements
    expect(viewsOf('user-1')).toEqual([
      {
        object: 'ssot__WebsiteEngagement__dlm',
        label: 'Website Engagement',
        count: 1,
        firstAt: '2026-03-01 10:00:00.000 UTC',
        lastAt: '2026-03-01 10:00:00.000 UTC',
      },
    ])
    expect(viewsOf('anon-2')).toMatchObject([{ count: 1 }])
  })

  test('says why its sources are one person', async () => {
    expect((await ada())?.joins).toMatchObject([
      {
        left: { id: 'anon-2' },
        right: { id: 'user-1' },
        ruleLabel: 'Anonymous Id',
        values: [
          {
            label: 'Party Identification Identification number',
            left: 'anon-2',
            right: 'anon-2',
          },
        ],
      },
    ])
  })

  test('shows the anonymous visit that an identification ties, though it has no profile', async () => {
    const tied = (await ada())?.identifications ?? []
    expect(tied).toMatchObject([
      { number: 'anon-1', isSource: false, engagements: [{ count: 2 }] },
      { number: 'anon-2', isSource: true, engagements: [] },
    ])
  })

  test('that does not exist is none, nor one of a ruleset that does not exist', async () => {
    expect(await identity.unifiedProfile(id, 'nobody')).toBeUndefined()
    expect(await identity.unifiedProfile(id, 'no\u0000body')).toBeUndefined()
    const page = { search: '\u0000ada mus', limit: 10, offset: 0 }
    expect(await identity.unifiedProfiles(id, page)).toMatchObject({ totalCount: 1 })
    expect(await identity.unifiedProfile('none', 'nobody')).toBeUndefined()
    expect(defaultRuleset({ id: 'a', createdAtMs: 0 }).rulesetId).toBe('ir01')
  })
})
