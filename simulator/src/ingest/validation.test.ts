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

describe('validation', () => {
  test('answers a good record with 202 and stores nothing', async () => {
    const answer = await post(`${consentPath}/actions/test`, { data: [consent] })
    expect(answer.status).toBe(202)
    expect(answer.text).toBe('{"accepted":true}')
    await client.land()
    expect(await client.query('select count(*) from consent_log__dll')).toEqual([[0]])
  })

  test('reports a mismatch as the documented example does', async () => {
    const path = '/api/v1/ingest/sources/dataset-12345/commerce_item/actions/test'
    await client.control('PATCH', 'switches', { isEveryFieldRequired: false })
    const answer = await post(path, { data: [{ price: '12' }, { price: 12 }] })
    await client.control('PATCH', 'switches', { isEveryFieldRequired: true })
    expect(answer.status).toBe(400)
    expect(answer.json).toEqual({
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      error: 'Bad Request',
      message: 'Bad Request: JSON is properly formatted but has a mismatch with Schema.',
      path: `uri=${path}`,
      tenantId: expect.any(String),
      internalErrorCode: 'COMMON_ERROR_GENERIC',
      details: {
        validationReport: [
          {
            record: '{"price":"12"}',
            causingExceptions: ['#/price: expected type: Number, found: String'],
          },
        ],
      },
    })
  })

  test('names missing fields and bad times', async () => {
    const { purpose: _purpose, ...rest } = consent
    const answer = await post(`${consentPath}/actions/test`, {
      data: [{ ...rest, event_time: '01.03.2026' }],
    })
    expect(answer.json['details']).toMatchObject({
      validationReport: [
        {
          causingExceptions: [
            expect.stringContaining(
              '#/event_time: [01.03.2026] is not a valid date-time. Expected [',
            ),
            '#: required key [purpose] not found',
          ],
        },
      ],
    })
  })

  test('answers a good record with 200 where that is switched on', async () => {
    await client.control('PATCH', 'switches', { validationStatus: 200 })
    const answer = await post(`${consentPath}/actions/test/`, { data: [consent] })
    await client.control('PATCH', 'switches', { validationStatus: 202 })
    expect([answer.status, answer.text]).toEqual([200, '{"accepted":true}'])
  })

  test('lists failing records only, as they were sent', async () => {
    const data = [consent, { ...consent, event_id: 5 }, { ...consent, purpose: false }]
    const answer = await post(`${consentPath}/actions/test`, { data })
    expect(answer.json['details']).toEqual({
      validationReport: [
        {
          record: JSON.stringify(data[1]),
          causingExceptions: ['#/event_id: expected type: String, found: Integer'],
        },
        {
          record: JSON.stringify(data[2]),
          causingExceptions: ['#/purpose: expected type: String, found: Boolean'],
        },
      ],
    })
  })

  test.each([
    ['an unknown object', consentPath.replace('consent_log', 'nothing'), { data: [consent] }, 404],
    ['no JSON', consentPath, '{', 400],
    ['no data', consentPath, { records: [] }, 400],
    ['too large a body', consentPath, { data: [{ purpose: 'x'.repeat(200_000) }] }, 413],
  ])('refuses %s as the live path does', async (_case, path, body, status) => {
    expect((await post(`${path}/actions/test`, body)).status).toBe(status)
  })

  test('counts against the same requests a second', async () => {
    await client.control('PATCH', 'switches', { requestsPerSecondMax: 1 })
    client.clock.advance(1_000)
    const statuses = []
    for (const path of [`${consentPath}/actions/test`, consentPath]) {
      statuses.push((await post(path, { data: [consent] })).status)
    }
    await client.control('PATCH', 'switches', { requestsPerSecondMax: 250 })
    expect(statuses).toEqual([202, 429])
  })
})
