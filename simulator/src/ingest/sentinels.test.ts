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

const record = { event_id: 'e1', event_time: '2026-03-01T11:00:00.000Z' }

describe('an object named', () => {
  const statusesOf = async (object: string, count: number) => {
    const statuses = []
    for (let turn = 0; turn < count; turn += 1) {
      statuses.push((await client.upsert(object, [record])).status)
    }
    return statuses
  }
  test('refuse-schema-mismatch refuses every record with a report', async () => {
    const answer = await client.upsert('refuse-schema-mismatch', [record])
    expect(answer.status).toBe(400)
    expect(answer.json['details']).toMatchObject({
      validationReport: [{ record: JSON.stringify(record) }],
    })
  })
  test.each([
    ['refuse-unauthorized', [401, 401]],
    ['refuse-forbidden', [403, 403]],
    ['refuse-too-large', [413, 413]],
    ['unavailable-once', [503, 202, 503, 202]],
    ['error-once', [500, 202]],
    ['unauthorized-once', [401, 202]],
    ['swallow', [202, 202]],
  ])('%s answers %j', async (object, statuses) => {
    expect(await statusesOf(object, statuses.length)).toEqual(statuses)
  })
  test.each([
    ['throttle-1s', '1'],
    ['throttle-1s-silent', undefined],
  ])('%s throttles for a second', async (object, retryAfter) => {
    const first = await client.upsert(object, [record])
    expect(first.status).toBe(429)
    expect(first.headers['retry-after']).toBe(retryAfter)
    client.clock.advance(999)
    expect((await client.upsert(object, [record])).status).toBe(429)
    client.clock.advance(1)
    expect((await client.upsert(object, [record])).status).toBe(202)
    client.clock.advance(10_000)
    expect((await client.upsert(object, [record])).status).toBe(429)
  })
  test('slow-2s answers after two seconds', async () => {
    const token = await client.tenantToken()
    let isAnswered = false
    const path = '/api/v1/ingest/sources/dataset-12345/slow-2s'
    const answer = client.call({ method: 'POST', path, token, body: { data: [record] } })
    const watched = answer.then(() => {
      isAnswered = true
    })
    // Each turn is a round trip to the same server, so the slow request is there before time moves.
    await client.control('GET', 'stats')
    await client.control('GET', 'stats')
    expect(isAnswered).toBe(false)
    client.clock.advance(2_000)
    await watched
    expect((await answer).status).toBe(202)
  })
})
