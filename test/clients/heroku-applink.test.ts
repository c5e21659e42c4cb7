/** Heroku's own client of Data Cloud, unchanged: only the address is ours {APPLINK}. */
import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPracticeOrg, type PracticeOrg } from '../../simulator/src/practice-org.ts'
import { systemClock } from '../../simulator/src/platform/clock.ts'
import { systemRandom } from '../../simulator/src/platform/random.ts'
import { createReplyCheck } from '../../simulator/src/testing/reply-check.ts'
import { openDataCloudReader } from '../e2e/data-cloud-client.ts'

type Page = {
  readonly data: readonly unknown[]
  readonly rowCount: number
  readonly done: boolean
  readonly nextBatchId?: string
}
type DataCloudApi = {
  query(body: object): Promise<Page>
  queryNextBatch(nextBatchId: string): Promise<Page>
  upsert(name: string, object: string, data: object): Promise<unknown>
}
type DataCloudApiModule = {
  readonly DataCloudApiImpl: new (accessToken: string, domainUrl: string) => DataCloudApi
}

const { onReply, expectKnown } = createReplyCheck()
let org: PracticeOrg
let client: DataCloudApi
const openingMsMax = 60_000
const batchRows = 2

beforeAll(async () => {
  org = await openPracticeOrg({ port: 0, clock: systemClock, random: systemRandom, onReply })
  // The package exports its add-on alone, which asks Heroku for the token; the client inside takes one.
  const { DataCloudApiImpl } = createRequire(import.meta.url)(
    '@heroku/applink/dist/sdk/data-cloud-api.js',
  ) as DataCloudApiModule
  client = new DataCloudApiImpl(await tenantToken(), org.url)
  await fetch(`${org.url}/practice-org/switches`, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ queryBatchRowsMax: batchRows }),
  })
}, openingMsMax)
afterAll(async () => {
  await org[Symbol.asyncDispose]()
  expectKnown()
})

async function tenantToken(): Promise<string> {
  const core = await tokenOf('/services/oauth2/token', {
    grant_type: 'client_credentials',
    client_id: '3MVG9...',
    client_secret: 'xxxxxxxxxxxxxxxxxxxx',
  })
  return await tokenOf('/services/a360/token', {
    grant_type: 'urn:salesforce:grant-type:external:cdp',
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    subject_token: core,
  })
}

async function tokenOf(path: string, form: Record<string, string>): Promise<string> {
  const response = await fetch(org.url + path, {
    method: 'POST',
    body: new URLSearchParams(form),
  })
  const json = (await response.json()) as { readonly access_token: string }
  return json.access_token
}

describe('@heroku/applink', () => {
  test('streams records in', async () => {
    const data = [1, 2, 3].map((count) => ({
      event_id: `h${count}`,
      event_time: '2026-03-01T11:00:00.000Z',
    }))
    const answer = await client.upsert('dataset-12345', 'page_view', { data })
    expect(answer).toEqual({ accepted: true })
    await (await openDataCloudReader(org.url)).land()
  })

  test('queries them, batch by batch', async () => {
    const sql = 'select event_id__c from page_view__dll order by 1'
    const first = await client.query({ sql })
    expect(first).toMatchObject({ data: [['h1'], ['h2']], rowCount: 2, done: false })
    const second = await client.queryNextBatch(String(first.nextBatchId))
    expect(second).toMatchObject({ data: [['h3']], rowCount: 1, done: true })
  })

  test.each([
    ['a statement that is wrong', () => client.query({ sql: 'select nothing' }), 400],
    ['a batch that is gone', () => client.queryNextBatch('gone'), 404],
    ['an unknown object', () => client.upsert('dataset-12345', 'nothing', { data: [{}] }), 404],
    ['a body without records', () => client.upsert('dataset-12345', 'page_view', {}), 400],
  ])('throws for %s', async (_what, call, status) => {
    await expect(call()).rejects.toThrow(new RegExp(String(status)))
  })
})
