import { describe, expect, test } from 'vitest'
import { jsonAnswer, type Reply } from '../platform/fake-transport.ts'
import { app, createKeeperWorld, held, lifeMs, signal } from './fake-keeper-world.ts'
import { loginPage, refuses } from './fake-org.ts'

describe('a first token', () => {
  test('costs one sign-in and one exchange, as forms, without a scope', async () => {
    const world = createKeeperWorld()
    expect(await world.obtain()).toBe('tenant-token-1')
    const [core, tenant] = world.org.transport.requests
    expect(core).toMatchObject({
      url: 'https://your-org.my.salesforce.com/services/oauth2/token',
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials&client_id=3MVG9...&client_secret=the-client-secret',
    })
    expect(tenant).toMatchObject({
      url: 'https://your-org.my.salesforce.com/services/a360/token',
      method: 'POST',
    })
    expect(Object.fromEntries(new URLSearchParams(String(tenant?.body)))).toEqual({
      grant_type: 'urn:salesforce:grant-type:external:cdp',
      subject_token: 'core-token-1',
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    })
  })

  test('is asked for once, however many wait for it', async () => {
    const world = createKeeperWorld()
    const tokens = await Promise.all(Array.from({ length: 50 }, () => world.obtain()))
    expect(new Set(tokens)).toEqual(new Set(['tenant-token-1']))
    expect(world.asked()).toEqual(['core', 'tenant'])
  })

  test('is not lost to the others when the one who asked first stops waiting', async () => {
    const world = createKeeperWorld()
    const gate = Promise.withResolvers<void>()
    world.org.coreReplies.push(async (request, signalGiven) => {
      await gate.promise
      return world.org.core(request, signalGiven)
    })
    const stopping = new AbortController()
    const first = world.keeper.obtain(app, stopping.signal)
    const second = world.obtain()
    stopping.abort()
    expect(await first).toEqual({ kind: 'stopped' })
    gate.resolve()
    expect(await second).toBe('tenant-token-1')
    expect(world.asked()).toEqual(['core', 'tenant'])
  })

  test('is sent to the host the exchange named, with or without scheme, path and slash', async () => {
    for (const instance_url of [
      'x.c360a.salesforce.com',
      'https://x.c360a.salesforce.com',
      'https://x.c360a.salesforce.com/api/',
    ]) {
      const world = createKeeperWorld()
      world.org.tenantReplies.push(world.org.tenant({ instance_url }))
      expect((await held(world)).origin).toBe('https://x.c360a.salesforce.com')
    }
  })

  test('is exchanged at the core host that the sign-in named', async () => {
    const world = createKeeperWorld()
    world.org.coreReplies.push(() =>
      jsonAnswer(200, { access_token: 'c', instance_url: 'https://moved.my.salesforce.com/' }),
    )
    await world.obtain()
    expect(world.org.transport.requests[1]?.url).toBe(
      'https://moved.my.salesforce.com/services/a360/token',
    )
  })
})

test('a token in an answer that is no success is none', async () => {
  const world = createKeeperWorld()
  world.org.coreReplies.push(() => jsonAnswer(403, { access_token: 'core-token' }))
  expect(await world.problem()).toBe('scopes_missing')
  expect(world.asked()).toEqual(['core'])
})

describe('a host outside the allow-list gets no token', () => {
  test('neither as the core host', async () => {
    const world = createKeeperWorld()
    world.org.coreReplies.push(() =>
      jsonAnswer(200, { access_token: 'core-token', instance_url: 'https://evil.example.com' }),
    )
    expect(await world.problem()).toBe('host_not_allowed')
    expect(world.asked()).toEqual(['core'])
  })

  test.each(['https://evil.example.com', 'http://127.0.0.1:8090', '169.254.169.254'])(
    'nor as the tenant host %s',
    async (instance_url) => {
      const world = createKeeperWorld()
      world.org.tenantReplies.push(world.org.tenant({ instance_url }))
      const outcome = await world.keeper.obtain(app, signal)
      expect(outcome).toMatchObject({
        kind: 'refused',
        failure: { problem: 'host_not_allowed', temper: 'act' },
      })
      expect(JSON.stringify(outcome)).not.toContain('tenant-token')
    },
  )
})

describe('a token is renewed ahead of its end', () => {
  test.each([7_191, 28_794, 2])('after 80 % of %i seconds, and used meanwhile', async (seconds) => {
    const world = createKeeperWorld()
    const short = world.org.tenant({ expires_in: seconds })
    world.org.tenantReplies.push(short)
    expect(await world.obtain()).toBe('tenant-token-1')
    await world.clock.advance(seconds * 800 - 1)
    expect(await world.obtain()).toBe('tenant-token-1')
    expect(world.asked()).toEqual(['core', 'tenant'])
    await world.clock.advance(1)
    expect(await world.obtain()).toBe('tenant-token-1')
    await world.clock.advance(0)
    expect(world.asked()).toEqual(['tenant'])
    expect(await world.obtain()).toBe('tenant-token-2')
    expect(world.asked()).toEqual([])
  })

  test('a token that has ended is never given out, even when renewing fails', async () => {
    const world = createKeeperWorld()
    await world.obtain()
    await world.clock.advance(lifeMs)
    world.org.tenantReplies.push(refuses(503, ''))
    expect(await world.problem()).toBe('salesforce_unavailable')
    expect(await world.problem()).toBe('salesforce_unavailable')
    expect(world.asked()).toEqual(['core', 'tenant', 'tenant'])
  })

  test('while renewing fails the old token is used, and Salesforce is not asked each time', async () => {
    const world = createKeeperWorld()
    await world.obtain()
    await world.clock.advance(lifeMs * 0.8)
    world.asked()
    world.org.tenantReplies.push(refuses(503, ''))
    for (let turn = 0; turn < 10; turn += 1) {
      expect(await world.obtain()).toBe('tenant-token-1')
      await world.clock.advance(100)
    }
    expect(world.asked()).toEqual(['tenant'])
    await world.clock.advance(5_000)
    await world.obtain()
    await world.clock.advance(0)
    expect(world.asked()).toEqual(['tenant'])
    expect(await world.obtain()).toBe('tenant-token-2')
  })

  test('an idle app signs in never', async () => {
    const world = createKeeperWorld()
    await world.obtain()
    world.asked()
    await world.clock.advance(lifeMs * 10)
    expect(world.asked()).toEqual([])
  })

  test('a token without a number lives as long as it claims, and one that tells nothing is unusual', async () => {
    const claims = Buffer.from('{"iat":1000,"exp":1100,"scp":"a b"}').toString('base64url')
    const world = createKeeperWorld()
    const access_token = `x.${claims}.z`
    world.org.tenantReplies.push(world.org.tenant({ expires_in: undefined, access_token }))
    expect(await held(world)).toMatchObject({ lifeMs: 100_000, scopes: ['a', 'b'] })
    for (const expires_in of [undefined, 0, -1, 'soon']) {
      const other = createKeeperWorld()
      const dead = other.org.tenant({ expires_in })
      other.org.tenantReplies.push(dead, dead)
      expect(await other.problem()).toBe('answer_unusual')
    }
  })
})

describe('a core token that no longer serves', () => {
  const stale: readonly (readonly [string, Reply])[] = [
    ['a refused subject token', refuses(400, 'invalid_subject_token')],
    ['a 401', refuses(401, 'invalid_grant')],
    ['a login page', loginPage],
  ]
  test.each(stale)(
    'is replaced after %s, and the exchange tried once more',
    async (_what, reply) => {
      const world = createKeeperWorld()
      await world.obtain()
      await world.clock.advance(lifeMs)
      world.asked()
      world.org.tenantReplies.push(reply)
      expect(await world.obtain()).toBe('tenant-token-2')
      expect(world.asked()).toEqual(['tenant', 'core', 'tenant'])
    },
  )

  test('a login page is answered so even with a new core token, but once only', async () => {
    const world = createKeeperWorld()
    world.org.tenantReplies.push(loginPage, loginPage)
    expect(await world.problem()).toBe('answer_unusual')
    expect(world.asked()).toEqual(['core', 'tenant', 'core', 'tenant'])
  })

  test('a refusal of a new core token is final', async () => {
    const world = createKeeperWorld()
    world.org.tenantReplies.push(refuses(400, 'invalid_grant'))
    expect(await world.problem()).toBe('user_not_entitled')
    expect(world.asked()).toEqual(['core', 'tenant'])
  })
})
