import { afterAll, beforeAll, describe, test } from 'vitest'
import {
  openingMsMax,
  openPracticeClient,
  type PracticeClient,
} from '../testing/practice-client.ts'
import {
  codeForm,
  expectRefusal,
  passwordForm,
  refreshForm,
  type RefusalRow,
} from './sign-in.fixture.ts'

let client: PracticeClient
beforeAll(async () => {
  client = await openPracticeClient({}, { isLakeNeeded: false })
}, openingMsMax)
afterAll(() => client[Symbol.asyncDispose]())

const rows: readonly RefusalRow[] = [
  {
    when: 'a password where the flow is blocked, as it is by default',
    form: () => passwordForm,
    error: 'invalid_grant',
    description: 'authentication failure',
  },
  {
    when: 'a wrong password',
    app: { isPasswordFlowEnabled: true },
    form: () => ({ ...passwordForm, password: 'x' }),
    error: 'invalid_grant',
    description: 'authentication failure',
  },
  {
    when: 'a wrong username',
    app: { isPasswordFlowEnabled: true },
    form: () => ({ ...passwordForm, username: 'x' }),
    error: 'invalid_grant',
    description: 'authentication failure',
  },
  {
    when: 'a password without the client secret',
    app: { isPasswordFlowEnabled: true },
    form: () => ({ ...passwordForm, client_secret: '' }),
    error: 'invalid_client',
    description: 'invalid client credentials',
  },
  {
    when: 'a refresh token that nobody gave',
    form: () => refreshForm('x'),
    error: 'invalid_grant',
    description: 'expired access/refresh token',
  },
  {
    when: 'no refresh token',
    form: () => refreshForm(''),
    error: 'invalid_grant',
    description: 'expired access/refresh token',
  },
  {
    when: 'a refresh with a wrong key',
    form: () => refreshForm('x', { client_id: 'x' }),
    error: 'invalid_client_id',
    description: 'client identifier invalid',
  },
  {
    when: 'no code',
    form: () => codeForm(''),
    error: 'invalid_request',
    description: 'must provide code',
  },
  {
    when: 'a code that nobody gave',
    form: () => codeForm('x'),
    error: 'invalid_grant',
    description: 'invalid authorization code',
  },
  {
    when: 'a code with a wrong secret',
    form: () => codeForm('x', { client_secret: 'x' }),
    error: 'invalid_client',
    description: 'invalid client credentials',
  },
]

describe('a refused sign-in by password, refresh token or code', () => {
  test.each(rows)('says why: $when', (row) => expectRefusal(client, row))
})
