import { describe, expect, test } from 'vitest'
import { checkStepNames, type CheckStep } from '../core/check.ts'
import type { Integration } from '../core/integration.ts'
import { jsonAnswer, type Reply } from '../platform/fake-transport.ts'
import { VirtualClock } from '../platform/virtual-clock.ts'
import { createSilentTelemetry } from '../telemetry/silent.ts'
import { createDataCloud } from './datacloud.ts'
import { accepts, createFakeOrg, integration, loginPage, refuses } from './fake-org.ts'

const { signal } = new AbortController()
const samples = ['page_view', 'custom_event', 'profile'].map((object) => ({
  object,
  recordJson: `{"id":"${object}"}`,
}))
const missing = refuses(404, 'Not Found')

type Script = {
  readonly core?: Reply
  readonly tenant?: Reply
  readonly ingest?: readonly Reply[]
  readonly about?: Integration
  readonly samples?: typeof samples
}

async function run(script: Script) {
  const org = createFakeOrg()
  if (script.core !== undefined) org.coreReplies.push(script.core)
  if (script.tenant !== undefined) org.tenantReplies.push(script.tenant)
  org.ingestReplies.push(...(script.ingest ?? []))
  const datacloud = createDataCloud({
    transport: org.transport,
    clock: new VirtualClock(),
    random: { fraction: () => 0 },
    telemetry: createSilentTelemetry(),
  })
  const steps: CheckStep[] = []
  const about = script.about ?? integration
  for await (const step of datacloud.check(about, script.samples ?? samples, signal)) {
    steps.push(step)
  }
  expect(steps.map(({ step }) => step)).toEqual([...checkStepNames])
  return { org, steps, inShort: steps.map(({ result }) => result[0]).join('') }
}

function failureIn(steps: readonly CheckStep[]) {
  return steps.find(({ result }) => result === 'failed')
}

test('a sound connection passes every step, asking about each object once', async () => {
  const { org, steps, inShort } = await run({})
  expect(inShort).toBe('ppppppp')
  expect(org.asked()).toEqual(['core', 'tenant', 'ingest', 'ingest', 'ingest'])
  expect(org.transport.requests[2]).toMatchObject({ body: '{"data":[{"id":"page_view"}]}' })
  expect(org.transport.requests[2]?.url).toMatch(/\/dataset-12345\/page_view\/actions\/test$/)
  expect(steps.map(({ detail }) => detail)).toEqual([
    'your-org.my.salesforce.com answers.',
    'Salesforce accepts the client id and secret.',
    'The app has cdp_ingest_api and api.',
    'Data Cloud gave a token for abc.c360a.salesforce.com.',
    'The source "dataset-12345" is there.',
    'All are there: page_view, custom_event, profile.',
    'A sample of each object fits its schema.',
  ])
})

test('a check uses no kept token and no remembered refusal', async () => {
  const org = createFakeOrg()
  const datacloud = createDataCloud({
    transport: org.transport,
    clock: new VirtualClock(),
    random: { fraction: () => 0 },
    telemetry: createSilentTelemetry(),
  })
  org.coreReplies.push(refuses(400, 'invalid_client'))
  await datacloud.send(integration, { object: 'page_view', body: '{"data":[]}' }, signal)
  const results: string[] = []
  for await (const { result } of datacloud.check(integration, samples, signal)) results.push(result)
  expect(new Set(results)).toEqual(new Set(['passed']))
})

describe('each fault fails its own step, and the rest are skipped', () => {
  const scope = (text: string | undefined) => () =>
    jsonAnswer(200, { access_token: 'core-token', scope: text })
  const claims = Buffer.from('{"scp":"cdp_query_api"}').toString('base64url')
  const faults: readonly (readonly [string, Script, string, string])[] = [
    ['an unknown subdomain', { core: missing }, 'fssssss', 'subdomain_unknown'],
    [
      'a subdomain without an address',
      { core: () => ({ kind: 'unreachable', reason: 'name_unknown', detail: 'ENOTFOUND' }) },
      'fssssss',
      'subdomain_unknown',
    ],
    [
      'no network',
      { core: () => ({ kind: 'unreachable', reason: 'connect', detail: 'ECONNREFUSED' }) },
      'fssssss',
      'network_unreachable',
    ],
    ['a wrong secret', { core: refuses(400, 'invalid_client') }, 'pfsssss', 'credentials_invalid'],
    [
      'no run-as user',
      { core: refuses(400, 'invalid_grant', 'no client credentials user enabled') },
      'pfsssss',
      'run_as_user_missing',
    ],
    ['no ingestion scope', { core: scope('api') }, 'ppfssss', 'scopes_missing'],
    ['no api scope', { core: scope('cdp_ingest_api') }, 'ppfssss', 'scopes_missing'],
    [
      'a scope that only the exchange misses',
      { core: scope(undefined), tenant: refuses(400, 'invalid_scope') },
      'ppfssss',
      'scopes_missing',
    ],
    [
      'a tenant token without the scope',
      { core: scope(undefined), tenant: createFakeOrg().tenant({ access_token: `x.${claims}.z` }) },
      'ppfssss',
      'scopes_missing',
    ],
    [
      'a user without Data Cloud',
      { tenant: refuses(400, 'invalid_grant') },
      'pppfsss',
      'user_not_entitled',
    ],
    ['a login page at the exchange', { tenant: loginPage }, 'pppfsss', 'answer_unusual'],
    [
      'a host that is not allowed',
      { tenant: createFakeOrg().tenant({ instance_url: 'evil.example.com' }) },
      'pppfsss',
      'host_not_allowed',
    ],
    [
      'a source that is not there',
      { ingest: [missing, missing, missing] },
      'ppppfss',
      'dataset_unknown',
    ],
    [
      'a refusal of ingestion',
      { ingest: [refuses(403, 'Forbidden')] },
      'ppppfss',
      'scopes_missing',
    ],
    [
      'an object that is not there',
      { ingest: [accepts, missing, accepts] },
      'pppppfs',
      'object_unknown',
    ],
    [
      'an outage midway',
      { ingest: [accepts, refuses(503, '')] },
      'pppppfs',
      'salesforce_unavailable',
    ],
    [
      'a sample that does not fit',
      {
        ingest: [
          accepts,
          () =>
            jsonAnswer(400, {
              details: {
                validationReport: [
                  { record: '{"id":"custom_event"}', causingExceptions: ['#/id: no good'] },
                ],
              },
            }),
        ],
      },
      'ppppppf',
      'schema_mismatch',
    ],
  ]
  test.each(faults)('%s', async (_what, script, inShort, problem) => {
    const found = await run(script)
    expect(found.inShort).toBe(inShort)
    expect(failureIn(found.steps)?.problem).toBe(problem)
  })

  test('told with status and answer', async () => {
    const { steps } = await run({ ingest: [accepts, missing, missing] })
    expect(failureIn(steps)).toMatchObject({
      step: 'objects',
      detail: 'The source has no object custom_event, profile.',
      status: 404,
      answer: '{"error":"Not Found","error_description":""}',
    })
  })
})

test('a connection without samples is walked as far as there is something to ask with', async () => {
  const { inShort, org } = await run({ samples: [] })
  expect(inShort).toBe('ppppsss')
  expect(org.asked()).toEqual(['core', 'tenant'])
})

test.each([
  ['subdomain', 'fssssss'],
  ['client_id', 'sfsssss'],
  ['dataset_id', 'ssssfss'],
])('an empty %s is found without asking', async (name, inShort) => {
  const about = { ...integration, config: { ...integration.config, [name]: '' } }
  const found = await run({ about })
  expect(found.inShort).toBe(inShort)
  expect(found.org.asked()).toEqual([])
})

test('the endpoint names of the org are shown', async () => {
  const about = { ...integration, objectNames: { profile: 'profile_734a9fa2' } }
  const { steps } = await run({ about, ingest: [accepts, accepts, missing] })
  expect(failureIn(steps)?.detail).toBe('The source has no object profile_734a9fa2.')
})
