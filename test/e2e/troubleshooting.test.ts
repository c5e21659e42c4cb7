import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createAdminClient, pageInstallBody, type AdminClient } from './admin-client.ts'
import { startSignal, type SignalProcess } from './signal-process.ts'

/** The page's own words. Source: the integration page, Troubleshooting. */
const page = {
  unauthorized: {
    symptom: '401 Unauthorized',
    cause: 'Invalid client credentials',
    resolution:
      'Verify the Client ID and Client Secret in Salesforce Setup > App Manager > your Connected App',
  },
  forbidden: {
    symptom: '403 Forbidden',
    cause: 'Missing OAuth scopes',
    resolution: 'Edit the Connected App and add cdp_ingest_api and api scopes',
  },
  notFound: {
    symptom: '404 Not Found',
    cause: 'Incorrect subdomain or dataset ID',
    resolution:
      'Verify the subdomain from your Salesforce URL and the dataset ID in Data Cloud Setup > Ingestion API',
  },
  tokenRefresh: {
    symptom: 'Token refresh failure',
    cause: 'Connected App deactivated',
    resolution: 'Ensure the Connected App status is Active in Salesforce Setup > App Manager',
  },
  schema: {
    symptom: 'Schema validation error',
    cause: 'Data format mismatch',
    resolution:
      'Ensure the event properties match the schema defined in the Data Cloud Ingestion API source',
  },
}

const allScopes = ['cdp_ingest_api', 'api', 'refresh_token', 'cdp_query_api', 'cdp_profile_api']

let signal: SignalProcess
let admin: AdminClient

beforeAll(async () => {
  signal = await startSignal()
  admin = createAdminClient(signal)
})
afterAll(async () => await signal[Symbol.asyncDispose]())
afterEach(async () => {
  await control('PATCH', '/app', { isActive: true, scopes: allScopes })
  const { data } = await admin.good('GET', '/integrations')
  for (const { id } of data as { id: string }[]) await admin.good('DELETE', `/integrations/${id}`)
})

async function control(method: string, path: string, body: unknown): Promise<void> {
  const response = await fetch(`${signal.practiceOrgUrl}/practice-org${path}`, {
    method,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(200)
}

async function track(messageId: string): Promise<void> {
  const response = await fetch(`${signal.collectUrl}/v1/track`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Write-Key': signal.writeKey },
    body: JSON.stringify({ userId: 'u', event: 'Clicked', messageId }),
  })
  expect(response.status).toBe(200)
}

/** What Live Events says of an event once its first try has been answered. */
async function diagnosed(messageId: string, state: string) {
  const rowOf = async () => (await admin.liveEvents(`&message_id=${messageId}`))[0]?.deliveries[0]
  await expect.poll(rowOf, { timeout: 60_000, interval: 50 }).toMatchObject({ state })
  const detail = await admin.liveEvent(messageId)
  return detail['diagnoses']
}

function installBody(config: Readonly<Record<string, string>>): string {
  const body = JSON.parse(pageInstallBody) as { config: Record<string, string> }
  return JSON.stringify({ ...body, config: { ...body.config, ...config } })
}

describe('each row of the page is recognised, shown with its cause and resolution, and mends by itself', () => {
  async function integrationState(id: string) {
    return await admin.good('GET', `/integrations/${id}`)
  }

  async function mended(id: string, messageId: string): Promise<void> {
    await expect
      .poll(
        async () => (await admin.liveEvents(`&message_id=${messageId}`))[0]?.deliveries[0]?.state,
        {
          timeout: 60_000,
          interval: 100,
        },
      )
      .toBe('accepted')
    expect(await integrationState(id)).toMatchObject({ state: 'active' })
  }

  test('401: a wrong client secret', async () => {
    const id = await admin.install(installBody({ client_secret: 'not-the-secret' }))
    await track('t-401')
    expect(await diagnosed('t-401', 'retrying')).toMatchObject([page.unauthorized])
    expect(await integrationState(id)).toMatchObject({
      state: 'needs_attention',
      diagnosis: page.unauthorized,
    })
    const config = { client_secret: 'xxxxxxxxxxxxxxxxxxxx' }
    await admin.good('PATCH', `/integrations/${id}`, JSON.stringify({ config }))
    await mended(id, 't-401')
  })

  test.for([
    ['no Data Cloud scope at all', ['api', 'refresh_token']],
    ['another Data Cloud scope only', ['api', 'cdp_query_api']],
    ['no api scope', ['cdp_ingest_api']],
  ] as const)('403: an app with %s', async ([, scopes]) => {
    await control('PATCH', '/app', { scopes })
    const id = await admin.install()
    await track(`t-403-${scopes.join('-')}`)
    expect(await diagnosed(`t-403-${scopes.join('-')}`, 'retrying')).toMatchObject([page.forbidden])
    await control('PATCH', '/app', { scopes: allScopes })
    await admin.good(
      'PATCH',
      `/integrations/${id}`,
      JSON.stringify({ name: 'Salesforce CDP again' }),
    )
    await mended(id, `t-403-${scopes.join('-')}`)
  })

  test.for([
    ['subdomain', { subdomain: 'no-such-org' }, { subdomain: 'your-org' }],
    ['dataset', { dataset_id: 'no-such-dataset' }, { dataset_id: 'dataset-12345' }],
  ] as const)('404: an incorrect %s', async ([what, wrong, right]) => {
    const id = await admin.install(installBody(wrong))
    await track(`t-404-${what}`)
    expect(await diagnosed(`t-404-${what}`, 'retrying')).toMatchObject([page.notFound])
    await admin.good('PATCH', `/integrations/${id}`, JSON.stringify({ config: right }))
    await mended(id, `t-404-${what}`)
  })

  test('token refresh failure: the app was deactivated after it had worked', async () => {
    const id = await admin.install()
    await track('t-before')
    await mended(id, 't-before')
    await control('PATCH', '/app', { isActive: false })
    await control('POST', '/sign-everybody-out', {})
    await track('t-refresh')
    expect(await diagnosed('t-refresh', 'retrying')).toMatchObject([page.tokenRefresh])
    await control('PATCH', '/app', { isActive: true })
    await admin.good(
      'PATCH',
      `/integrations/${id}`,
      JSON.stringify({ name: 'Salesforce CDP again' }),
    )
    await mended(id, 't-refresh')
  })

  test('schema validation error: the record is named, kept and can be replayed', async () => {
    const id = await admin.install()
    const names = { object_names: { custom_event: 'refuse-schema-mismatch' } }
    await admin.good('PATCH', `/integrations/${id}`, JSON.stringify(names))
    await track('t-schema')
    expect(await diagnosed('t-schema', 'dead')).toMatchObject([page.schema])
    const letters = await admin.good('GET', '/dead-letters')
    expect(letters['data']).toMatchObject([{ object: 'custom_event', problem: 'schema_mismatch' }])
    const [letter] = letters['data'] as { id: string }[]
    await admin.good('PATCH', `/integrations/${id}`, JSON.stringify({ object_names: {} }))
    await admin.good('POST', `/dead-letters/${letter?.id}/replay`, '{}')
    await mended(id, 't-schema')
    expect((await admin.ledger())[0]).toMatchObject({ accepted: 1, dead: 0, waiting: 0 })
  })
})
