import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openLandingWorld, streamOf, type LandingWorld } from './landing-world.fixture.ts'

const openingMsMax = 60_000
const fields = { id: 'text', changed_at: 'date-time', name: 'text', points: 'number' } as const
const member = streamOf('member', {
  ...{ category: 'Profile', primaryKey: 'id', recordModifiedField: 'changed_at' },
  ...{ refreshMode: 'Partial', fields },
})

let world: LandingWorld
beforeAll(async () => {
  world = await openLandingWorld([member])
}, openingMsMax)
afterAll(() => world[Symbol.asyncDispose]())

const at = (second: number) => `2026-03-01T10:00:0${second}.000Z`
const rowOf = async (id: string) => {
  const [row] = await world.rows(
    `select name__c, points__c::int, cdp_sys_SourceVersion__c from member__dll where id__c = '${id}'`,
  )
  return row
}

describe('a stream with refresh mode Partial', () => {
  test('keeps the fields that a newer record leaves out', async () => {
    await world.upsert(member, { id: 'a', changed_at: at(1), name: 'Ada', points: 5 })
    await world.landing.landNow()
    await world.upsert(member, { id: 'a', changed_at: at(2), points: 6 })
    await world.landing.landNow()
    expect(await rowOf('a')).toEqual(['Ada', 6, at(2)])
  })

  test('empties a field that is sent blank', async () => {
    await world.upsert(member, { id: 'blank', changed_at: at(1), name: 'Ada', points: 5 })
    await world.upsert(member, { id: 'blank', changed_at: at(2), name: '' })
    await world.landing.landNow()
    expect(await rowOf('blank')).toEqual([null, 5, at(2)])
  })

  test('inserts a key that is new', async () => {
    await world.upsert(member, { id: 'new', changed_at: at(1), points: 1 })
    await world.landing.landNow()
    expect(await rowOf('new')).toEqual([null, 1, at(1)])
  })

  test.each([
    ['older', at(1)],
    ['equal', at(2)],
    ['missing', undefined],
  ])('leaves a row alone when the record modified value is %s', async (name, changed_at) => {
    await world.upsert(member, { id: name, changed_at: at(2), name: 'kept', points: 1 })
    await world.landing.landNow()
    await world.upsert(member, {
      ...{ id: name, name: 'late' },
      ...(changed_at === undefined ? {} : { changed_at }),
    })
    await world.landing.landNow()
    expect(await rowOf(name)).toEqual(['kept', 1, at(2)])
  })

  test('applies several requests of one landing one after another', async () => {
    await world.upsert(member, { id: 'c', changed_at: at(3), name: 'stored' })
    await world.landing.landNow()
    await world.upsert(member, { id: 'c', changed_at: at(2), points: 9 })
    await world.upsert(member, { id: 'c', changed_at: at(5), name: 'five' })
    await world.upsert(member, { id: 'c', changed_at: at(4), points: 4 })
    await world.landing.landNow()
    expect(await rowOf('c')).toEqual(['five', null, at(5)])
  })

  test('is replaced row by row by a bulk job', async () => {
    await world.upsert(member, { id: 'b', changed_at: at(1), name: 'Ada', points: 5 })
    await world.landing.landNow()
    expect(await world.landBulk(member, 'upsert', `id,changed_at,points\nb,${at(2)},7\n`)).toEqual({
      kind: 'done',
    })
    expect(await rowOf('b')).toEqual([null, 7, at(2)])
  })
})
