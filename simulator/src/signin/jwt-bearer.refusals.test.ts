import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, describe, test } from 'vitest'
import {
  openingMsMax,
  openPracticeClient,
  type PracticeClient,
} from '../testing/practice-client.ts'
import {
  assertionOf,
  claimsAt,
  expectRefusal,
  jwtForm,
  signingKey,
  type RefusalRow,
} from './sign-in.fixture.ts'

let client: PracticeClient
beforeAll(async () => {
  client = await openPracticeClient({}, { isLakeNeeded: false })
}, openingMsMax)
afterAll(() => client[Symbol.asyncDispose]())

const assertion = (change: Readonly<Record<string, unknown>> = {}) =>
  assertionOf(claimsAt(client.clock.now(), change))
const jwt =
  (change: Readonly<Record<string, unknown>> = {}) =>
  () =>
    jwtForm(assertion(change))
const secondsFromNow = (seconds: number) => Math.floor(client.clock.now() / 1_000) + seconds
const notApproved = "user hasn't approved this consumer"
const notAdminApproved = 'user is not admin approved to access this app'

const rows: readonly RefusalRow[] = [
  {
    when: 'no assertion',
    form: () => jwtForm(''),
    error: 'invalid_request',
    description: 'assertion is required',
  },
  {
    when: 'an assertion that is no JWT',
    form: () => jwtForm('x'),
    error: 'invalid_grant',
    description: 'invalid assertion',
  },
  {
    when: 'an assertion with five parts, as an encrypted one has',
    form: () => jwtForm(`${assertion()}.x.x`),
    error: 'invalid_grant',
    description: 'invalid assertion',
  },
  {
    when: 'claims of the wrong type',
    form: jwt({ sub: 1 }),
    error: 'invalid_grant',
    description: 'invalid assertion',
  },
  {
    when: 'an assertion that names another algorithm',
    form: () => jwtForm(assertionOf(claimsAt(client.clock.now()), signingKey, 'RS512')),
    error: 'invalid_grant',
    description: 'invalid assertion',
  },
  {
    when: 'an assertion of another key',
    form: () => {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
      return jwtForm(assertionOf(claimsAt(client.clock.now()), privateKey))
    },
    error: 'invalid_grant',
    description: 'invalid assertion',
  },
  {
    when: 'an issuer that is no consumer key',
    form: jwt({ iss: 'x' }),
    error: 'invalid_client_id',
    description: 'client identifier invalid',
  },
  {
    when: 'an assertion for a blocked app',
    app: { isActive: false },
    form: jwt(),
    error: 'invalid_app_access',
    description: 'this app is blocked by admin',
  },
  {
    when: 'an app without a certificate',
    app: { certificate: null },
    form: jwt(),
    error: 'invalid_request',
    description: 'missing or invalid assertion certificate',
  },
  {
    when: 'a certificate that is none',
    app: { certificate: '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----' },
    form: jwt(),
    error: 'invalid_request',
    description: 'missing or invalid assertion certificate',
  },
  {
    when: 'a private key in place of the certificate',
    app: { certificate: signingKey.export({ type: 'pkcs8', format: 'pem' }).toString() },
    form: jwt(),
    error: 'invalid_request',
    description: 'missing or invalid assertion certificate',
  },
  {
    when: 'another audience',
    form: jwt({ aud: 'https://example.com' }),
    error: 'invalid_grant',
    description: 'Audience validation failed',
  },
  {
    when: 'no audience',
    form: jwt({ aud: undefined }),
    error: 'invalid_grant',
    description: 'Audience validation failed',
  },
  {
    when: 'an expired assertion',
    form: () => jwt({ exp: secondsFromNow(-180) })(),
    error: 'invalid_grant',
    description: 'expired authorization code',
  },
  {
    when: 'an assertion without an end',
    form: jwt({ exp: undefined }),
    error: 'invalid_grant',
    description: 'expired authorization code',
  },
  {
    when: 'an assertion that lives too long',
    form: () => jwt({ exp: secondsFromNow(3_602) })(),
    error: 'invalid_grant',
    description: 'invalid assertion',
  },
  {
    when: 'an assertion that lives longer than the documents allow, where they are followed',
    switches: { assertionLifeMsMax: 180_000 },
    form: () => jwt({ exp: secondsFromNow(182) })(),
    error: 'invalid_grant',
    description: 'invalid assertion',
  },
  {
    when: 'a scope beside the assertion',
    form: () => ({ ...jwt()(), scope: 'api' }),
    error: 'invalid_request',
    description: 'scope parameter not supported',
  },
  {
    when: 'a user that nobody knows',
    form: jwt({ sub: 'nobody@your-org.example' }),
    error: 'invalid_grant',
    description: notApproved,
  },
  {
    when: 'a user who never approved the app',
    app: { permittedUsers: 'self-authorize' },
    form: jwt(),
    error: 'invalid_grant',
    description: notApproved,
  },
  {
    when: 'an app with nothing but a refresh scope',
    app: { scopes: ['refresh_token'] },
    form: jwt(),
    error: 'invalid_grant',
    description: notApproved,
  },
  {
    when: 'a user whom no admin approved',
    app: { isUserAdminApproved: false },
    form: jwt(),
    error: 'invalid_grant',
    description: notAdminApproved,
  },
  {
    when: 'the same under its other code',
    app: { isUserAdminApproved: false },
    switches: { notApprovedError: 'invalid_app_access' },
    form: jwt(),
    error: 'invalid_app_access',
    description: notAdminApproved,
  },
  {
    when: 'an assertion for a frozen user',
    app: { isUserFrozen: true },
    form: jwt(),
    error: 'inactive_user',
    description: 'user is inactive',
  },
  {
    when: 'an assertion from outside the IP policy',
    app: { isIpRestricted: true },
    form: jwt(),
    error: 'invalid_grant',
    description: 'ip restricted',
  },
  {
    when: 'too many logins by assertion',
    app: { loginsPerHourMax: 0 },
    form: jwt(),
    error: 'rate_limit_exceeded',
    description: 'login rate exceeded',
  },
]

describe('a refused sign-in by assertion', () => {
  test.each(rows)('says why: $when', (row) => expectRefusal(client, row))
})
