import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openLandingWorld, streamOf, type LandingWorld } from './landing-world.fixture.ts'

const openingMsMax = 60_000
const order = streamOf('order', {
  ...{ category: 'Other', primaryKey: 'id' },
  fields: { id: 'text', total: 'number', note: 'text', placed_on: 'date' },
})
const profile = streamOf('profile', {
  ...{ category: 'Profile', primaryKey: 'id', recordModifiedField: 'changed_at' },
  fields: { id: 'text', changed_at: 'date-time' },
})
const visit = streamOf('visit', {
  ...{ category: 'Engagement', primaryKey: 'id', eventTimeField: 'seen_at' },
  fields: { id: 'number', seen_at: 'date-time' },
})

let world: LandingWorld
beforeAll(async () => {
  world = await openLandingWorld([order, profile, visit])
}, openingMsMax)
afterAll(() => world[Symbol.asyncDispose]())

const problemsOf = (object: string) =>
  world.rows(`select error_code__c, error_context__c, detailed_error__c, error_row__c
              from PR_${object}__dll order by error_row__c`)
const refreshOf = (stream: typeof order) => world.landing.history.of(stream.id)[0]

describe('a bulk upsert', () => {
  test('lands rows by the names of its header and ignores other columns', async () => {
    const csv =
      '\ufefftotal,unknown,id,note\r\n12.5,x,o1,"a ""quoted"", note\r\nof two lines"\r\n,,o2,\r\n'
    expect(await world.landBulk(order, 'upsert', csv)).toEqual({ kind: 'done' })
    expect(
      await world.rows(`select id__c, total__c, note__c, placed_on__c from order__dll order by 1`),
    ).toEqual([
      ['o1', '12.500000000000000000', 'a "quoted", note\r\nof two lines', null],
      ['o2', null, null, null],
    ])
    expect(refreshOf(order)).toMatchObject({
      ...{ mode: 'Upsert', status: 'Success', note: 'Bulk job job1' },
      ...{ processedCount: 2, addedCount: 2, removedCount: 0, problemCount: 0 },
    })
  })

  test('takes every line end for what it is, also in one file', async () => {
    const csv = 'id,note\r\nm1,one\nm2,"two\nlines"\r\nm3,three'
    expect(await world.landBulk(order, 'upsert', csv)).toEqual({ kind: 'done' })
    expect(
      await world.rows(`select id__c, note__c from order__dll where id__c like 'm%' order by 1`),
    ).toEqual([
      ['m1', 'one'],
      ['m2', 'two\nlines'],
      ['m3', 'three'],
    ])
  })

  test('replaces whole rows', async () => {
    await world.landBulk(order, 'upsert', 'id,total,note\nr1,1,first\n')
    await world.landBulk(order, 'upsert', 'id,total\nr1,2\n')
    const row = `select total__c::int, note__c from order__dll where id__c = 'r1'`
    expect(await world.rows(row)).toEqual([[2, null]])
  })

  test('puts its problem records under the job and the file they came from', async () => {
    const csv = 'id,total,placed_on\np1,much,2026-02-30\n,1,\np2,1,\np2,2,\n'
    const { jobId, ended } = await world.bulk(order, 'upsert', ['id\n', csv])
    await world.landing.landNow()
    expect(await ended).toEqual({ kind: 'done' })
    const problems = await problemsOf('order')
    expect(problems.map(([code, context]) => [code, context])).toEqual([
      ['NOT_NULL_CONSTRAINT_VIOLATION', contextOf(jobId, 2)],
      ['TRANSFORM_EVALUATION_ERROR', contextOf(jobId, 2)],
      ['DUPLICATE_ROW', contextOf(jobId, 2)],
    ])
    expect(refreshOf(order)).toMatchObject({ processedCount: 4, addedCount: 2, problemCount: 3 })
  })

  test.each([
    ['a quote that stays open', 'id,note\nx1,ok\nx2,"open\n', 'a quote is opened and never closed'],
    [
      'rows of different length',
      'id,note\nx1,ok\nx2\n',
      'a row has another number of values than the first (line 3)',
    ],
    [
      'a quote inside a plain value',
      'id,note\nx1,a"b\n',
      'a quote stands in the middle of a value that is not quoted (line 2)',
    ],
    [
      'bytes that are no UTF-8',
      Buffer.from([0x69, 0x64, 0x0a, 0xff, 0x0a]),
      'the file is not UTF-8',
    ],
    ['no header', '', 'the file has no header row'],
    ['a column twice', 'id,id\nx1,x2\n', 'column "id" is there twice (line 1)'],
    ['an endless row', `id,note\nx1,${'n'.repeat(1_000_001)}\n`, 'a row is longer than 1000000'],
  ])('with %s fails before anything has landed, and says why', async (_case, csv, reason) => {
    const outcome = await world.landBulk(order, 'upsert', 'id\ngood\n', csv)
    expect(outcome).toEqual({ kind: 'failed', reason: expect.stringContaining(reason) })
    expect(await world.rows(`select 1 from order__dll where id__c in ('x1', 'good')`)).toEqual([])
    expect(refreshOf(order)).toMatchObject({
      status: 'Failed',
      note: expect.stringContaining(reason),
      problemCount: 1,
    })
    const details = (await problemsOf('order')).map((row) => String(row[2]))
    expect(details).toContainEqual(expect.stringContaining(JSON.stringify(reason).slice(1, -1)))
  })

  test('lands more rows than a batch has', async () => {
    const rows = Array.from({ length: 2_500 }, (_, index) => `many${index},${index}`)
    await world.landBulk(order, 'upsert', `id,total\n${rows.join('\n')}`)
    const sum = `select count(*), sum(total__c)::int from order__dll where id__c like 'many%'`
    expect(await world.rows(sum)).toEqual([[2_500, (2_499 * 2_500) / 2]])
  })
})

describe('a bulk delete', () => {
  test('takes the keys of its first column, which has no header', async () => {
    await world.landBulk(order, 'upsert', 'id\nd1\nd2\nd3\n')
    await world.landBulk(order, 'delete', 'd1\n"d2",ignored\n')
    const rows = `select id__c from order__dll where id__c like 'd%'`
    expect(await world.rows(rows)).toEqual([['d3']])
    expect(refreshOf(order)).toMatchObject({ mode: 'Delete', processedCount: 2, removedCount: 2 })
  })

  test('needs a newer time where the stream has a record modified field', async () => {
    const at = (second: number) => `2026-03-01T10:00:0${second}.000Z`
    const ids = ['newer', 'equal', 'older', 'none', 'bad']
    const csv = ids.map((id) => `${id},${at(5)}`).join('\n')
    await world.landBulk(profile, 'upsert', `id,changed_at\n${csv}`)
    await world.landBulk(
      profile,
      'delete',
      `newer,${at(6)}\nequal,${at(5)}\nolder,${at(4)}\nnone\nbad,soon\n`,
    )
    const rows = 'select id__c from profile__dll order by 1'
    expect(await world.rows(rows)).toEqual([['bad'], ['equal'], ['none'], ['older']])
    expect((await problemsOf('profile')).map(([code]) => code)).toEqual([
      'NOT_NULL_CONSTRAINT_VIOLATION',
      'NOT_NULL_CONSTRAINT_VIOLATION',
    ])
  })

  test('of an engagement object takes the rows of every date', async () => {
    await world.landBulk(
      visit,
      'upsert',
      'id,seen_at\n1,2026-03-01T10:00:00Z\n1,2026-03-02T10:00:00Z\n2,2026-03-01T10:00:00Z\n',
    )
    await world.landBulk(visit, 'delete', '1.0\n')
    expect(await world.rows('select id__c::int from visit__dll')).toEqual([[2]])
  })
})

describe('while a bulk job of an object runs', () => {
  test('its streaming waits, its run is shown as cancelled, and nothing is lost', async () => {
    await world.upsert(order, { id: 's1', note: 'streamed before' })
    await world.landing.landNow()
    await world.upsert(order, { id: 's2', note: 'streamed' })
    const { ended } = await world.bulk(order, 'upsert', ['id,note\ns2,bulk\ns3,bulk\n'])
    world.clock.advance(1_000)
    await ended
    await expect
      .poll(() =>
        world.rows(`select id__c, note__c from order__dll where id__c like 's_' order by 1`),
      )
      .toEqual([
        ['s1', 'streamed before'],
        ['s2', 'streamed'],
        ['s3', 'bulk'],
      ])
    const [resumed, bulk, cancelled] = world.landing.history.of(order.id)
    expect(resumed).toMatchObject({ status: 'Success', processedCount: 1, note: '' })
    expect(bulk).toMatchObject({ status: 'Success', processedCount: 2 })
    expect(cancelled).toMatchObject({ status: 'Failed', note: 'Cancelled Task', processedCount: 1 })
  })

  test('other objects go on landing', async () => {
    const turn = Promise.withResolvers<boolean>()
    const ended = Promise.withResolvers<unknown>()
    world.landing.acceptBulk({
      ...{ jobId: 'held', stream: order, operation: 'upsert', files: [] },
      begin: () => turn.promise,
      end: async (outcome) => ended.resolve(outcome),
    })
    world.clock.advance(1_000)
    await world.upsert(order, { id: 'w1' })
    await world.upsert(visit, { id: 77, seen_at: '2026-03-01T10:00:00Z' })
    world.clock.advance(1_000)
    await expect.poll(() => world.rows('select 1 from visit__dll where id__c = 77')).toHaveLength(1)
    expect(await world.rows(`select 1 from order__dll where id__c = 'w1'`)).toEqual([])
    turn.resolve(true)
    await ended.promise
    await expect
      .poll(() => world.rows(`select 1 from order__dll where id__c = 'w1'`))
      .toHaveLength(1)
  })
})

function contextOf(jobId: string, fileNumber: number): string {
  return JSON.stringify({ dataStreamJobId: jobId, sourceFile: `${jobId}/${fileNumber}.csv` })
}
