import { describe, expect, test } from 'vitest'
import { jsonAnswer } from '../platform/fake-transport.ts'
import { app, createKeeperWorld, held, lifeMs, signal } from './fake-keeper-world.ts'
import { refuses } from './fake-org.ts'

describe('a refusal is remembered', () => {
  test('for 5 seconds, then for twice as long each time, up to 5 minutes', async () => {
    const world = createKeeperWorld()
    world.org.coreReplies.push(...Array(20).fill(refuses(400, 'invalid_client')))
    const spansMs: number[] = []
    for (let turn = 0; turn < 9; turn += 1) {
      const outcome = await world.keeper.obtain(app, signal)
      if (outcome.kind !== 'refused') throw new Error('expected a refusal')
      spansMs.push(outcome.retryAfterMs)
      await world.clock.advance(outcome.retryAfterMs - 1)
      expect(await world.problem()).toBe('credentials_invalid')
      expect(world.asked()).toEqual(['core'])
      await world.clock.advance(1)
    }
    expect(spansMs.map((spanMs) => spanMs / 1_000)).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300])
  })

  test('an outage for a minute at most, unless more was asked for', async () => {
    const world = createKeeperWorld()
    world.org.coreReplies.push(...Array(6).fill(refuses(503, '')))
    world.org.coreReplies.push(() => jsonAnswer(503, {}, { 'retry-after': '120' }))
    const spansMs: number[] = []
    for (let turn = 0; turn < 7; turn += 1) {
      const outcome = await world.keeper.obtain(app, signal)
      if (outcome.kind !== 'refused') throw new Error('expected a refusal')
      spansMs.push(outcome.retryAfterMs)
      await world.clock.advance(outcome.retryAfterMs)
    }
    expect(spansMs.map((spanMs) => spanMs / 1_000)).toEqual([5, 10, 20, 40, 60, 60, 120])
  })

  test('until the configuration changes', async () => {
    const world = createKeeperWorld()
    world.org.coreReplies.push(refuses(400, 'invalid_client'))
    await world.problem()
    world.keeper.forget(app.key)
    expect(await world.obtain()).toBe('tenant-token-1')
  })

  test('by app: another secret is another app', async () => {
    const world = createKeeperWorld()
    world.org.coreReplies.push(refuses(400, 'invalid_client'))
    await world.problem()
    const outcome = await world.keeper.obtain({ ...app, key: 'app-2' }, signal)
    expect(outcome.kind).toBe('token')
  })

  test('and counted anew after a success', async () => {
    const world = createKeeperWorld()
    const refused = refuses(400, 'invalid_client')
    world.org.coreReplies.push(refused, refused)
    await world.problem()
    await world.clock.advance(5_000)
    await world.problem()
    await world.clock.advance(10_000)
    await world.obtain()
    await world.clock.advance(lifeMs)
    world.org.tenantReplies.push(refuses(400, 'invalid_grant'))
    world.org.coreReplies.push(refused)
    expect(await world.keeper.obtain(app, signal)).toMatchObject({ retryAfterMs: 5_000 })
  })
})

describe('credentials that worked before and are refused now', () => {
  test('mean that the app or its user changed, also after the configuration was touched', async () => {
    const world = createKeeperWorld()
    await world.obtain()
    await world.clock.advance(lifeMs)
    const dead = refuses(400, 'invalid_subject_token')
    world.org.tenantReplies.push(dead)
    world.org.coreReplies.push(refuses(400, 'invalid_client_id', 'client identifier invalid'))
    expect(await world.problem()).toBe('token_refresh_failed')
    world.keeper.forget(app.key)
    world.org.coreReplies.push(refuses(400, 'invalid_client_id', 'client identifier invalid'))
    expect(await world.problem()).toBe('token_refresh_failed')
    expect(world.keeper.hasWorked(app)).toBe(true)
  })

  test('a wrong secret stays one', async () => {
    const world = createKeeperWorld()
    await world.obtain()
    world.keeper.forget(app.key)
    world.org.coreReplies.push(refuses(400, 'invalid_client', 'invalid client credentials'))
    expect(await world.problem()).toBe('credentials_invalid')
  })
})

describe('a token that the tenant refuses', () => {
  test('is renewed once for all who were refused together', async () => {
    const world = createKeeperWorld()
    const first = await held(world)
    world.asked()
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => world.keeper.renew(app, first, signal)),
    )
    expect(world.asked()).toEqual(['tenant'])
    expect(new Set(outcomes.map((outcome) => outcome.kind))).toEqual(new Set(['token']))
    const late = await world.keeper.renew(app, first, signal)
    expect(late).toMatchObject({ kind: 'token' })
    expect(world.asked()).toEqual([])
  })

  const failure = {
    step: 'tenant',
    problem: 'credentials_invalid',
    detail: 'refused',
    answer: null,
    temper: 'act',
    renewCore: 'never',
    retryAfterMs: null,
  } as const

  test('twice is not renewed again at once, and then from the beginning', async () => {
    const world = createKeeperWorld()
    const spansMs: number[] = []
    let token = await held(world)
    for (let turn = 0; turn < 3; turn += 1) {
      const renewed = await world.keeper.renew(app, token, signal)
      if (renewed.kind !== 'token') throw new Error('expected a token')
      token = renewed.token
      for (let lane = 0; lane < 10; lane += 1) world.keeper.reject(app, token, failure)
      world.asked()
      const again = await world.keeper.renew(app, token, signal)
      if (again.kind !== 'refused') throw new Error('expected a refusal')
      expect(world.asked()).toEqual([])
      spansMs.push(again.retryAfterMs)
      await world.clock.advance(again.retryAfterMs)
    }
    expect(spansMs).toEqual([5_000, 10_000, 20_000])
    await world.keeper.renew(app, token, signal)
    expect(world.asked()).toEqual(['core', 'tenant'])
  })

  test('for one lane only serves the others on', async () => {
    const world = createKeeperWorld()
    const first = await held(world)
    const renewed = await world.keeper.renew(app, first, signal)
    if (renewed.kind !== 'token') throw new Error('expected a token')
    world.keeper.reject(app, renewed.token, failure)
    expect(await world.obtain()).toBe('tenant-token-2')
  })

  test('between tokens that were taken does not add up', async () => {
    const world = createKeeperWorld()
    let token = await held(world)
    for (let turn = 0; turn < 3; turn += 1) {
      const renewed = await world.keeper.renew(app, token, signal)
      if (renewed.kind !== 'token') throw new Error('expected a token')
      token = renewed.token
      world.keeper.reject(app, token, failure)
      expect(await world.keeper.renew(app, token, signal)).toMatchObject({ retryAfterMs: 5_000 })
      world.keeper.confirm(app)
      await world.clock.advance(5_000)
    }
  })

  test('is thrown away for lack of scopes only when it is not new', async () => {
    const world = createKeeperWorld()
    const token = await held(world)
    world.keeper.discard(app, token)
    expect(await world.obtain()).toBe('tenant-token-1')
    await world.clock.advance(60_000)
    world.keeper.discard(app, token)
    world.asked()
    expect(await world.obtain()).toBe('tenant-token-2')
    expect(world.asked()).toEqual(['core', 'tenant'])
  })
})
