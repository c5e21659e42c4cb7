import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  coreHost,
  openingMsMax,
  openPracticeClient,
  pageCredentials,
  type PracticeClient,
} from '../testing/practice-client.ts'
import { clientId, expectRefusal, loginHost, resetOrg, type RefusalRow } from './sign-in.fixture.ts'

let client: PracticeClient
beforeAll(async () => {
  client = await openPracticeClient({}, { isLakeNeeded: false })
}, openingMsMax)
afterAll(() => client[Symbol.asyncDispose]())

const page = (change: Readonly<Record<string, string>>) => () => ({ ...pageCredentials, ...change })

const rows: readonly RefusalRow[] = [
  {
    when: 'no grant',
    form: () => ({}),
    error: 'invalid_request',
    description: 'must provide grant_type',
  },
  {
    when: 'a grant that nobody knows',
    form: page({ grant_type: 'x' }),
    error: 'unsupported_grant_type',
    description: 'grant type not supported',
  },
  {
    when: 'a wrong key',
    form: page({ client_id: 'x' }),
    error: 'invalid_client_id',
    description: 'client identifier invalid',
  },
  {
    when: 'an app that is not installed',
    app: { isInstalled: false },
    error: 'invalid_client_id',
    description: 'client identifier invalid',
  },
  {
    when: 'a wrong secret',
    form: page({ client_secret: 'x' }),
    error: 'invalid_client',
    description: 'invalid client credentials',
  },
  {
    when: 'a blank secret',
    form: page({ client_secret: '' }),
    error: 'invalid_client',
    description: 'invalid client credentials',
  },
  {
    when: 'a blocked app',
    app: { isActive: false },
    error: 'invalid_app_access',
    description: 'this app is blocked by admin',
  },
  {
    when: 'a scope in the request',
    form: page({ scope: 'api' }),
    error: 'invalid_request',
    description: 'scope parameter not supported',
  },
  {
    when: 'a scope that the app does not have, where scopes are taken',
    switches: { scopeParameter: 'taken' },
    form: page({ scope: 'api web' }),
    error: 'invalid_scope',
    description: 'the requested scope is invalid',
  },
  {
    when: 'the flow not ticked in the settings',
    app: { isClientCredentialsFlowEnabled: false },
    error: 'unauthorized_client',
    description: 'client credentials flow not enabled',
  },
  {
    when: 'the flow not ticked in the policies',
    app: { isClientCredentialsFlowInPolicies: false },
    error: 'unauthorized_client',
    description: 'client credentials flow not enabled',
  },
  {
    when: 'a locked org',
    app: { isOrgLocked: true },
    error: 'inactive_org',
    description: 'organization is inactive',
  },
  {
    when: 'an address outside the IP policy',
    app: { isIpRestricted: true },
    error: 'invalid_grant',
    description: 'ip restricted',
  },
  {
    when: 'no run-as user',
    app: { runAsUser: null },
    error: 'invalid_grant',
    description: 'no client credentials user enabled',
  },
  {
    when: 'an e-mail address under Run As',
    app: { runAsUser: 'someone@example.com' },
    error: 'invalid_grant',
    description: 'no client credentials user enabled',
  },
  {
    when: 'a run-as user without API access',
    app: { isUserApiEnabled: false },
    error: 'invalid_grant',
    description: 'no client credentials user enabled',
  },
  {
    when: 'a frozen user',
    app: { isUserFrozen: true },
    error: 'inactive_user',
    description: 'user is inactive',
  },
  {
    when: 'a portal user under Run As',
    app: { userType: 'portal' },
    error: 'access_denied',
    description: 'end-user denied authorization',
  },
  {
    when: 'no api scope',
    app: { scopes: ['cdp_ingest_api'] },
    error: 'invalid_grant',
    description: 'no valid scopes defined',
  },
  {
    when: 'full in place of api',
    app: { scopes: ['cdp_ingest_api', 'full'] },
    error: 'invalid_grant',
    description: 'no valid scopes defined',
  },
  {
    when: 'too many logins',
    app: { loginsPerHourMax: 0 },
    error: 'rate_limit_exceeded',
    description: 'login rate exceeded',
  },
  {
    when: 'the setup host of the org',
    host: 'your-org.my.salesforce-setup.com',
    error: 'invalid_grant',
    description: 'request not supported on this domain',
  },
  {
    when: 'login.salesforce.com',
    host: 'login.salesforce.com',
    error: 'invalid_grant',
    description: 'request not supported on this domain',
  },
  {
    when: 'test.salesforce.com',
    host: 'test.salesforce.com',
    error: 'invalid_grant',
    description: 'request not supported on this domain',
  },
]

describe('a refused sign-in by client credentials', () => {
  test.each(rows)('says why: $when', (row) => expectRefusal(client, row))

  test('says so when a toggle of the flow has cleared the run-as user', async () => {
    await resetOrg(client, {}, { runAsOnFlowToggle: 'cleared' })
    for (const isClientCredentialsFlowEnabled of [false, true]) {
      await client.control('PATCH', 'app', { isClientCredentialsFlowEnabled })
    }
    expect((await client.signIn()).json).toEqual({
      error: 'invalid_grant',
      error_description: 'no client credentials user enabled',
    })
  })

  test('is the same for a form in the query string', async () => {
    await resetOrg(client)
    const form = new URLSearchParams({ ...pageCredentials, client_secret: 'x' }).toString()
    const answer = await client.call({
      method: 'POST',
      path: `/services/oauth2/token?${form}`,
      host: coreHost,
    })
    expect(answer.json['error']).toBe('invalid_client')
  })

  test('comes for any GET', async () => {
    const answer = await client.call({ path: '/services/oauth2/token', host: loginHost })
    expect(answer.status).toBe(400)
    expect(answer.json).toEqual({
      error: 'invalid_request',
      error_description: 'must use HTTP POST',
    })
  })

  test('ends when a new consumer key has spread through the org', async () => {
    await resetOrg(client, {}, { keyPropagationMs: 600_000 })
    await client.control('PATCH', 'app', { clientId: 'a-new-key' })
    const signIn = () => client.signIn({ ...pageCredentials, client_id: 'a-new-key' }, coreHost)
    expect((await signIn()).json['error']).toBe('invalid_client_id')
    client.clock.advance(600_000)
    expect((await signIn()).status).toBe(200)
  })

  test('ends when an hour has passed since the logins of the user', async () => {
    client.clock.advance(3_600_000)
    await resetOrg(client, { loginsPerHourMax: 2 })
    const statuses = []
    for (let round = 0; round < 3; round += 1) statuses.push((await client.signIn()).status)
    expect(statuses).toEqual([200, 200, 400])
    client.clock.advance(3_600_000)
    expect((await client.signIn()).status).toBe(200)
  })

  test('does not come to a run-as user whom "Permitted users" leaves out', async () => {
    await resetOrg(client, { isUserAdminApproved: false })
    expect((await client.signIn()).status).toBe(200)
  })

  test('comes for a key of another case', async () => {
    await resetOrg(client)
    const answer = await client.signIn({ ...pageCredentials, client_id: clientId.toLowerCase() })
    expect(answer.json['error']).toBe('invalid_client_id')
  })
})
