import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  openingMsMax,
  openPracticeClient,
  type PracticeClient,
} from '../testing/practice-client.ts'

let client: PracticeClient
beforeAll(async () => {
  client = await openPracticeClient({ landingDelayMs: 180_000 })
}, openingMsMax)
afterAll(() => client[Symbol.asyncDispose]())

const eventAt = (event_id: string, event_time: string, more: object = {}) => ({
  event_id,
  event_time,
  ...more,
})
const countsOf = async (object: string) => {
  const stats = await client.control('GET', 'stats')
  return (stats.json['objects'] as Record<string, Record<string, number>>)[object]
}
const problemsOf = (object: string) =>
  client.query(`select error_code__c, error_row__c, detailed_error__c, error_fields__c
                from "PR_${object}__dll" order by error_row__c`)

describe('an accepted record', () => {
  test('lands after the landing delay and not before', async () => {
    const keys = `select event_id__c from page_view__dll where event_id__c = 'delayed'`
    await client.upsert('page_view', [eventAt('delayed', '2026-03-01T11:00:00.000Z')])
    client.clock.advance(179_999)
    expect(await client.query(keys)).toEqual([])
    client.clock.advance(1)
    await expect.poll(() => client.query(keys)).toEqual([['delayed']])
  })

  test('has its fields, blanks as null, and the system columns', async () => {
    await client.upsert('custom_event', [
      eventAt('full', '2026-03-01T11:00:00.000Z', {
        event_name: 'Wishlist Item Added',
        value: 0.2,
        label: '',
        unknown_key: 'ignored',
      }),
    ])
    await client.land()
    const answer = await client.call({
      method: 'POST',
      path: '/api/v1/query',
      token: await client.tenantToken(),
      body: { sql: `select * from custom_event__dll` },
    })
    expect(answer.json['data']).toEqual([
      expect.objectContaining({
        event_id__c: 'full',
        event_time__c: '2026-03-01 11:00:00.000 UTC',
        event_name__c: 'Wishlist Item Added',
        value__c: '0.200000000000000000',
        label__c: null,
        currency__c: null,
        DataSource__c: 'dataset-12345',
        DataSourceObject__c: 'dataset-12345-custom_event',
        InternalOrganization__c: expect.stringMatching(/^00D/),
        KQ_event_id__c: null,
        cdp_sys_SourceVersion__c: null,
        cdp_sys_PartitionDate__c: '2026-03-01 00:00:00.000 UTC',
      }),
    ])
  })

  test('of an engagement object is unique by key and UTC date of its event time', async () => {
    const rows = `select event_time__c from page_view__dll where event_id__c = 'night' order by 1`
    await client.upsert('page_view', [eventAt('night', '2026-03-01T23:59:59.999Z')])
    await client.upsert('page_view', [eventAt('night', '2026-03-01T00:00:00.000Z')])
    await client.land()
    expect(await client.query(rows)).toEqual([['2026-03-01 00:00:00.000 UTC']])
    await client.upsert('page_view', [eventAt('night', '2026-03-02T01:00:00.000+01:00')])
    await client.land()
    expect(await client.query(rows)).toEqual([
      ['2026-03-01 00:00:00.000 UTC'],
      ['2026-03-02 00:00:00.000 UTC'],
    ])
  })

  test('replaces the whole row of its key', async () => {
    const first = {
      profile_id: 'p1',
      updated_at: '2026-03-01T10:00:00Z',
      first_name: 'A',
      city: 'B',
    }
    await client.upsert('profile', [first])
    await client.land()
    await client.upsert('profile', [
      { profile_id: 'p1', updated_at: '2026-03-01T10:00:01Z', first_name: 'C' },
    ])
    await client.land()
    const row = `select first_name__c, city__c from profile__dll where profile_id__c = 'p1'`
    expect(await client.query(row)).toEqual([['C', null]])
  })

  test('with an older record-modified value never wins, one with an equal value does', async () => {
    const at = (updated_at: string, first_name: string) =>
      client.upsert('profile', [{ profile_id: 'p2', updated_at, first_name }])
    const name = `select first_name__c, cdp_sys_SourceVersion__c from profile__dll where profile_id__c = 'p2'`
    await at('2026-03-01T10:00:02Z', 'new')
    await at('2026-03-01T10:00:01Z', 'old, same landing')
    await client.land()
    await at('2026-03-01T10:00:01Z', 'old, later landing')
    await client.land()
    expect(await client.query(name)).toEqual([['new', '2026-03-01T10:00:02.000Z']])
    expect((await countsOf('profile'))?.['olderCount']).toBe(1)
    await at('2026-03-01T10:00:02Z', 'equal')
    await client.land()
    expect((await client.query(name))[0]?.[0]).toBe('equal')
  })

  test('that uses lake names collapses onto one blank row', async () => {
    await client.upsert('contact_point_email', [
      { contact_point_id__c: 'a', email__c: 'a@example.com' },
    ])
    await client.upsert('contact_point_email', [
      { contact_point_id__c: 'b', email__c: 'b@example.com' },
    ])
    await client.land()
    const rows = 'select contact_point_id__c, email__c from contact_point_email__dll'
    expect(await client.query(rows)).toEqual([['', null]])
  })
})

describe('a record with a problem', () => {
  test('without a key is dropped', async () => {
    await client.upsert('consent_log', [{ event_id: '', event_time: '2026-03-01T11:00:00Z' }])
    await client.land()
    expect(await client.query('select * from consent_log__dll')).toEqual([])
    expect(await problemsOf('consent_log')).toEqual([
      [
        'NOT_NULL_CONSTRAINT_VIOLATION',
        '{"event_id__c":"","event_time__c":"2026-03-01T11:00:00Z"}',
        expect.stringContaining('"errorMessage":"NOT_NULL_CONSTRAINT_VIOLATION'),
        '',
      ],
    ])
  })

  test('with a bad value lands without that value', async () => {
    await client.upsert('commerce_item', [{ item_id: 'i1', event_time: 'today', price: 'much' }])
    await client.land()
    const row = 'select item_id__c, event_time__c, price__c from commerce_item__dll'
    expect(await client.query(row)).toEqual([['i1', null, null]])
    const [problem] = await problemsOf('commerce_item')
    expect(problem?.[0]).toBe('TRANSFORM_EVALUATION_ERROR')
    expect(JSON.parse(String(problem?.[1]))).toEqual({
      item_id__c: 'i1',
      event_time__c: 'today',
      price__c: 'much',
    })
    expect(JSON.parse(String(problem?.[2]))).toEqual({
      errorMessage: expect.any(String),
      additionalInfo: {
        transformationErrors: [
          {
            fieldName: 'event_time__c',
            errorMessage:
              'INVALID_DATE_FORMAT - Cannot parse source field DateTime with value "today" using common date patterns',
          },
          { fieldName: 'price__c', errorMessage: expect.stringContaining('"much"') },
        ],
      },
    })
    expect(problem?.[3]).toBe('event_time__c,price__c')
  })

  test('whose key is twice in a request is dropped but for the last', async () => {
    await client.upsert('party_identification', [
      { party_identification_id: 'x', identification_number: '1' },
      { party_identification_id: 'x', identification_number: '2' },
    ])
    await client.land()
    const row = 'select identification_number__c from party_identification__dll'
    expect(await client.query(row)).toEqual([['2']])
    const problems = await problemsOf('party_identification')
    expect(problems.map(([code]) => code)).toEqual(['DUPLICATE_ROW'])
    expect(await countsOf('party_identification')).toMatchObject({
      acceptedCount: 2,
      addedCount: 1,
      droppedCount: 1,
      problemCount: 1,
    })
  })

  test('that Postgres refuses costs no other record', async () => {
    // Hex digits of a counter do not compress, so the key is too large for an index.
    const enormous = Array.from({ length: 9_000 }, (_, index) =>
      ((index * 7_919) % 65_521).toString(16),
    )
    const ids = ['c1', 'c2', enormous.join(''), 'c3']
    await client.upsert(
      'contact_point_phone',
      ids.map((contact_point_id) => ({ contact_point_id, phone: '+4930901820' })),
    )
    await client.land()
    const keys = 'select contact_point_id__c from contact_point_phone__dll order by 1'
    expect(await client.query(keys)).toEqual([['c1'], ['c2'], ['c3']])
    const problems = await problemsOf('contact_point_phone')
    expect(problems.map(([code]) => code)).toEqual(['UNHANDLED_ERROR'])
  })
})

test('every accepted record is added, replaced, older or dropped', async () => {
  const stats = await client.land()
  const objects = stats.json['objects'] as Record<string, Record<string, number>>
  for (const [object, counts] of Object.entries(objects)) {
    const { acceptedCount, addedCount = 0, replacedCount = 0, olderCount = 0 } = counts
    const ended = addedCount + replacedCount + olderCount + (counts['droppedCount'] ?? 0)
    expect([object, ended]).toEqual([object, acceptedCount])
  }
})
