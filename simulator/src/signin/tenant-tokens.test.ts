import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createOrg } from '../org/org.ts'
import { createSetup, setupEmpty } from '../org/setup.ts'
import { createManualClock } from '../platform/clock.ts'
import { systemRandom } from '../platform/random.ts'
import {
  openingMsMax,
  openPracticeClient,
  type PracticeClient,
} from '../testing/practice-client.ts'
import { resetOrg } from './sign-in.fixture.ts'
import { openTenantTokens } from './tenant-tokens.ts'

describe('a tenant token', () => {
  let client: PracticeClient
  beforeAll(async () => {
    client = await openPracticeClient({}, { isLakeNeeded: false })
  }, openingMsMax)
  afterAll(() => client[Symbol.asyncDispose]())
  beforeEach(() => resetOrg(client))

  const statusWith = async (token: string) =>
    (await client.call({ path: '/api/v1/metadata', token })).status
  const revoke = (token: string, bearer = token) =>
    client.call({
      method: 'POST',
      path: '/services/a360/revoke',
      token: bearer,
      body: new URLSearchParams(token === '' ? {} : { token }),
    })

  test('outlives the core token it was made from', async () => {
    const core = String((await client.signIn()).json['access_token'])
    const tenant = String((await client.exchange(core)).json['access_token'])
    await client.call({ method: 'POST', path: `/services/oauth2/revoke?token=${core}` })
    expect((await client.exchange(core)).status).toBe(400)
    expect(await statusWith(tenant)).toBe(200)
  })

  test('lives as long as the exchange said, then gets the documented 401', async () => {
    await resetOrg(client, {}, { tenantTokenLifeSeconds: 60 })
    const tenant = await client.tenantToken()
    expect(await statusWith(tenant)).toBe(200)
    client.clock.advance(59_000)
    expect(await statusWith(tenant)).toBe(200)
    client.clock.advance(1_000)
    const { status, json } = await client.call({ path: '/api/v1/metadata', token: tenant })
    expect(status).toBe(401)
    expect(json).toEqual({
      timestamp: expect.any(String),
      error: 'Unauthorized',
      message: 'Authorization header verification failed',
      internalErrorCode: 'COMMON_ERROR_GENERIC',
      details: { status: 'UNAUTHENTICATED: Invalid JWT (not before or expired)', statusCode: 401 },
    })
  })

  test('is refused like an expired one when it is changed, of another org, or a core token', async () => {
    const tenant = await client.tenantToken()
    const core = String((await client.signIn()).json['access_token'])
    const [header, , signature] = tenant.split('.')
    const forged = Buffer.from('{"scp":"cdp_api"}').toString('base64url')
    const mangled = [`${header}.${forged}.${signature}`, tenant.slice(0, -4), core, 'x']
    for (const token of mangled) expect(await statusWith(token)).toBe(401)
  })

  test('can be revoked with itself or with another', async () => {
    const first = await client.tenantToken()
    const second = await client.tenantToken()
    expect(await statusWith(first)).toBe(200)
    const answer = await revoke(first, second)
    expect(answer.status).toBe(200)
    expect(answer.text).toBe('"Token revoked successfully"')
    expect(await statusWith(first)).toBe(401)
    expect((await revoke('unknown', second)).status).toBe(200)
    expect((await revoke('', second)).status).toBe(400)
    expect((await revoke(second)).status).toBe(200)
    expect((await revoke(second)).status).toBe(401)
  })

  test('lives on when its user is frozen', async () => {
    const tenant = await client.tenantToken()
    await resetOrg(client, { isUserFrozen: true })
    expect(await statusWith(tenant)).toBe(200)
  })
})

describe('the key of the tenant', () => {
  const clock = createManualClock(Date.parse('2026-03-01T12:00:00.000Z'))
  const open = (dataDir: string) => {
    const org = createOrg(createSetup(setupEmpty))
    return openTenantTokens({ org, clock, random: systemRandom, dataDir })
  }
  const asked = { scopes: ['cdp_api'], dataspace: 'default', lifeSeconds: 7_199 }

  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'practice-org-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('is kept in the folder, for its owner alone, so that tokens outlive a restart', async () => {
    const dataDir = join(folder, 'kept')
    const token = await (await open(dataDir)).issue(asked)
    expect(await (await open(dataDir)).scopesOf(token)).toEqual(['cdp_api'])
    expect((await stat(join(dataDir, 'tenant-key.pem'))).mode & 0o777).toBe(0o600)
  })

  test('vouches for no token from the future, though it was good before the clock went back', async () => {
    const ahead = createManualClock(clock.now() + 3_600_000)
    let now = ahead
    const org = createOrg(createSetup(setupEmpty))
    const live = { ...clock, now: () => now.now() }
    const tokens = await openTenantTokens({ org, clock: live, random: systemRandom, dataDir: '' })
    const token = await tokens.issue(asked)
    expect(await tokens.scopesOf(token)).toEqual(['cdp_api'])
    now = clock
    expect(await tokens.scopesOf(token)).toBeUndefined()
  })

  test('dies with the process where there is no folder', async () => {
    const token = await (await open('')).issue(asked)
    expect(await (await open('')).scopesOf(token)).toBeUndefined()
  })

  test('is made anew when everybody is signed out, and stays new after a restart', async () => {
    const dataDir = join(folder, 'renewed')
    const tokens = await open(dataDir)
    const token = await tokens.issue(asked)
    expect(await tokens.scopesOf(token)).toEqual(['cdp_api'])
    await tokens.invalidateAll()
    expect(await tokens.scopesOf(token)).toBeUndefined()
    const later = await tokens.issue(asked)
    expect(await (await open(dataDir)).scopesOf(later)).toEqual(['cdp_api'])
    expect(await (await open(dataDir)).scopesOf(token)).toBeUndefined()
  })

  test('stops the start with a clear sentence when its file is broken', async () => {
    await writeFile(join(folder, 'tenant-key.pem'), 'x')
    await expect(open(folder)).rejects.toThrow('tenant-key.pem holds no key; delete it')
  })
})
