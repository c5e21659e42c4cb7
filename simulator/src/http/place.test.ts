import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  coreHost,
  openingMsMax,
  openPracticeClient,
  type PracticeClient,
} from '../testing/practice-client.ts'

let client: PracticeClient
let tenantHost: string
beforeAll(async () => {
  client = await openPracticeClient({}, { isLakeNeeded: false })
  tenantHost = String((await client.control('GET', 'state')).json['tenantHost'])
}, openingMsMax)
afterAll(() => client[Symbol.asyncDispose]())

describe('a host', () => {
  test.each([
    'other-org.my.salesforce.com',
    'aaaa.c360a.salesforce.com',
    'your-org.my.salesforce.com.example.org',
    'example.org',
  ])('that nobody has, %s, answers 404 with a page', async (host) => {
    const form = { grant_type: 'client_credentials' }
    const answer = await client.signIn(form, host)
    expect(answer.status).toBe(404)
    expect(answer.headers['content-type']).toContain('text/html')
  })

  test('is known whatever its case and port', async () => {
    const answer = await client.call({
      method: 'POST',
      path: '/services/a360/token',
      host: 'YOUR-ORG.my.salesforce.com:443',
      body: new URLSearchParams(),
    })
    expect(answer.json['error']).toBe('unsupported_grant_type')
  })

  test('serves only its own paths', async () => {
    const token = await client.tenantToken()
    const metadata = (host: string) => client.call({ path: '/api/v1/metadata', token, host })
    expect((await metadata(tenantHost)).status).toBe(200)
    expect((await metadata(coreHost)).status).toBe(404)
    const signIn = await client.signIn({ grant_type: 'client_credentials' }, tenantHost)
    expect(signIn.status).toBe(404)
  })

  test.each(['/practice-org/state', '/shop/', '/'])(
    'of Salesforce never shows %s',
    async (path) => {
      expect((await client.call({ path, host: coreHost })).status).toBe(404)
      expect((await client.call({ path, host: tenantHost })).status).not.toBe(200)
    },
  )

  test('of a tenant answers a wrong path with 401 without a token, with 404 with one', async () => {
    const path = '/api/v9/nothing'
    expect((await client.call({ path, host: tenantHost })).status).toBe(401)
    const token = await client.tenantToken()
    expect((await client.call({ path, host: tenantHost, token })).json).toEqual({
      timestamp: expect.any(String),
      error: 'Not Found',
      message: 'Not Found',
    })
  })
})
