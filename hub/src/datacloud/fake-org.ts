import { Value } from 'typebox/value'
import { Integration } from '../core/integration.ts'
import { FakeTransport, jsonAnswer, type Reply } from '../platform/fake-transport.ts'

export const tenantHost = 'abc.c360a.salesforce.com'

/** Signal's side of the fake org: the values of the integration page. */
export const integration: Integration = Value.Parse(Integration, {
  id: 'int_1',
  catalogKey: 'salesforce_cdp',
  name: 'Salesforce CDP',
  variant: 'default',
  deliveryMode: 'server_side',
  config: {
    client_id: '3MVG9...',
    client_secret: 'the-client-secret',
    subdomain: 'your-org',
    dataset_id: 'dataset-12345',
  },
  objectNames: {},
  enabled: true,
  revision: 1,
  startsAfter: 0,
  createdAt: '2026-01-15T12:00:00.000Z',
  updatedAt: '2026-01-15T12:00:00.000Z',
})

/**
 * An org for tests: gives numbered tokens and accepts everything, unless a reply is put in its place. `requests` of the
 * transport tells what was asked; `asked` the same in short.
 */
export function createFakeOrg() {
  const lifeSeconds = 7_200
  let coreCount = 0
  let tenantCount = 0
  const core: Reply = () =>
    jsonAnswer(200, {
      access_token: `core-token-${(coreCount += 1)}`,
      instance_url: 'https://your-org.my.salesforce.com',
      scope: 'cdp_ingest_api api',
    })
  const tenant =
    (fields: Readonly<Record<string, unknown>> = {}): Reply =>
    () =>
      jsonAnswer(200, {
        access_token: `tenant-token-${(tenantCount += 1)}`,
        instance_url: tenantHost,
        expires_in: lifeSeconds,
        ...fields,
      })
  /** The next replies of each endpoint; then come the usual ones. */
  const coreReplies: Reply[] = []
  const tenantReplies: Reply[] = []
  const ingestReplies: Reply[] = []
  const transport = new FakeTransport((request, signal) => {
    switch (endpointOf(request.url)) {
      case 'core':
        return (coreReplies.shift() ?? core)(request, signal)
      case 'tenant':
        return (tenantReplies.shift() ?? tenant())(request, signal)
      case 'ingest':
        return (ingestReplies.shift() ?? accepts)(request, signal)
    }
  })
  return {
    core,
    tenant,
    coreReplies,
    tenantReplies,
    ingestReplies,
    transport,
    asked: () => transport.requests.map(({ url }) => endpointOf(url)),
  }
}

function endpointOf(url: string): 'core' | 'tenant' | 'ingest' {
  const { pathname } = new URL(url)
  if (pathname === '/services/oauth2/token') return 'core'
  return pathname === '/services/a360/token' ? 'tenant' : 'ingest'
}

export const accepts: Reply = () => jsonAnswer(202, { accepted: true })

export function refuses(status: number, error: string, description = ''): Reply {
  return () => jsonAnswer(status, { error, error_description: description })
}

/** The login page that comes in place of a token. Source: facts, data-cloud-api 1.4 {KB510}. */
export const loginPage: Reply = () => ({
  kind: 'answered',
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<html><script>window.location="https://login.salesforce.com/?ec=302"</script></html>',
})
