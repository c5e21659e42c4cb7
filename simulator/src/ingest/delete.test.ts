import { Readable } from 'node:stream'
import { request } from 'undici'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  openingMsMax,
  openPracticeClient,
  type PracticeClient,
} from '../testing/practice-client.ts'

let client: PracticeClient
beforeAll(async () => {
  client = await openPracticeClient()
}, openingMsMax)
afterAll(() => client[Symbol.asyncDispose]())

const consent = {
  event_id: 'c1',
  event_time: '2026-03-01T11:00:00.000Z',
  individual_id: 'u1',
  anonymous_id: '',
  purpose: 'Tracking',
  status: 'Opt In',
  provider: null,
}
const consentPath = '/api/v1/ingest/sources/dataset-12345/consent_log'

async function post(path: string, body: object | string, headers: Record<string, string> = {}) {
  const token = await client.tenantToken()
  return client.call({ method: 'POST', path, token, body, headers })
}

describe('delete', () => {
  const path = `${consentPath}?ids=d1,d2`
  test('takes ids from the query or from the body and removes the rows', async () => {
    const data = ['d1', 'd2', 'd3'].map((id) => ({ ...consent, event_id: id }))
    await post(consentPath, { data })
    const token = await client.tenantToken()
    const answer = await client.call({ method: 'DELETE', path, token })
    expect(answer.status).toBe(202)
    expect(answer.text).toBe('{"accepted":true}')
    await client.land()
    const keys = 'select event_id__c from consent_log__dll'
    expect(await client.query(keys)).toEqual([['d3']])
    await client.call({ method: 'DELETE', path: consentPath, token, body: { ids: ['d3'] } })
    await client.land()
    expect(await client.query(keys)).toEqual([])
  })

  test('takes ids with a question mark, and a parameter that is repeated', async () => {
    const data = ['q', 'q?1', 'q2', 'q3'].map((id) => ({ ...consent, event_id: id }))
    await post(consentPath, { data })
    const token = await client.tenantToken()
    const query = '?ids=q?1&ids=q2,q3'
    await client.call({ method: 'DELETE', path: `${consentPath}${query}`, token })
    await client.land()
    const keys = `select event_id__c from consent_log__dll where event_id__c like 'q%'`
    expect(await client.query(keys)).toEqual([['q']])
    await client.call({ method: 'DELETE', path: `${consentPath}?ids=q`, token })
  })

  test('refuses a body over the limit that does not say its length', async () => {
    const text = JSON.stringify({ ids: ['x'.repeat(200_000)] })
    const answer = await request(`${client.url}${consentPath}`, {
      method: 'DELETE',
      headers: {
        authorization: `Bearer ${await client.tenantToken()}`,
        'content-type': 'application/json',
      },
      body: Readable.from([text]),
    })
    await answer.body.dump()
    expect(answer.statusCode).toBe(413)
  })

  test('refuses more than 200 ids and none', async () => {
    const token = await client.tenantToken()
    const ids = Array.from({ length: 201 }, (_, index) => `i${index}`)
    const many = await client.call({ method: 'DELETE', path: consentPath, token, body: { ids } })
    expect(many.status).toBe(400)
    expect((await client.call({ method: 'DELETE', path: consentPath, token })).status).toBe(400)
  })

  test('takes 200 ids', async () => {
    const token = await client.tenantToken()
    const ids = Array.from({ length: 200 }, (_, index) => `i${index}`)
    const body = await client.call({ method: 'DELETE', path: consentPath, token, body: { ids } })
    const query = await client.call({
      ...{ method: 'DELETE', token },
      path: `${consentPath}/?ids=${ids.join(',')}`,
    })
    expect([body.status, query.status]).toEqual([202, 202])
  })

  test.each([{}, { ids: [] }, { ids: [5] }, { ids: 'a' }, []])(
    'refuses the body %j',
    async (body) => {
      const token = await client.tenantToken()
      const answer = await client.call({ method: 'DELETE', path: consentPath, token, body })
      expect(answer.status).toBe(400)
    },
  )

  test('lands after what was accepted before it', async () => {
    await post(consentPath, { data: [{ ...consent, event_id: 'before' }] })
    const token = await client.tenantToken()
    await client.call({ method: 'DELETE', path: `${consentPath}?ids=before`, token })
    await post(consentPath, { data: [{ ...consent, event_id: 'after' }] })
    await client.land()
    expect(await client.query('select event_id__c from consent_log__dll')).toEqual([['after']])
  })

  test('takes the rows of every date of an engagement key', async () => {
    for (const day of ['01', '02']) {
      const event_time = `2026-03-${day}T11:00:00.000Z`
      await post(consentPath, { data: [{ ...consent, event_id: 'days', event_time }] })
    }
    const token = await client.tenantToken()
    await client.call({ method: 'DELETE', path: `${consentPath}?ids=days`, token })
    await client.land()
    const rows = `select 1 from consent_log__dll where event_id__c = 'days'`
    expect(await client.query(rows)).toEqual([])
  })
})

describe('delete on a Profile stream with a record modified field', () => {
  test.each([
    ['effective', []],
    ['ineffective', [['p-ineffective']]],
  ] as const)('is accepted and %s', async (deleteOnProfile, left) => {
    await client.control('PATCH', 'switches', { deleteOnProfile })
    const id = `p-${deleteOnProfile}`
    const path = '/api/v1/ingest/sources/dataset-12345/profile'
    await post(path, { data: [{ profile_id: id, updated_at: '2026-03-01T10:00:00Z' }] })
    const token = await client.tenantToken()
    const answer = await client.call({ method: 'DELETE', path: `${path}?ids=${id}`, token })
    expect(answer.status).toBe(202)
    await client.land()
    const rows = `select profile_id__c from profile__dll where profile_id__c = '${id}'`
    expect(await client.query(rows)).toEqual(left)
  })
})
