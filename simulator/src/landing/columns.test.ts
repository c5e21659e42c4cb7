import { afterAll, beforeAll, expect, test } from 'vitest'
import { openLandingWorld, streamOf, type LandingWorld } from './landing-world.fixture.ts'

const openingMsMax = 60_000
const longName = (end: string) =>
  `a_name_that_is_much_longer_than_postgres_takes_and_then_more_${end}`
const price = streamOf('price', {
  ...{ category: 'Other', primaryKey: 'id' },
  fields: { id: 'number', amount: 'currency', share: 'percent', exact: 'number' },
})
const clash = streamOf('clash', {
  ...{ category: 'Engagement', primaryKey: 'KQ_id' },
  ...{ eventTimeField: 'cdp_sys_SourceVersion' },
  fields: {
    KQ_id: 'text',
    DataSource: 'text',
    DataSource1: 'text',
    cdp_sys_SourceVersion: 'date-time',
    [longName('first')]: 'text',
    [longName('second')]: 'text',
  },
})

let world: LandingWorld
beforeAll(async () => {
  world = await openLandingWorld([price, clash])
}, openingMsMax)
afterAll(() => world[Symbol.asyncDispose]())

test('a currency is a number whose currency stands beside it', async () => {
  await world.upsert(price, { id: 1, amount: 9.99, share: 12.5, exact: '0.123456789012345678' })
  await world.landing.landNow()
  const columns = 'amount__c, cdp_sys_record_currency__c, share__c, exact__c'
  expect(await world.rows(`select ${columns} from price__dll`)).toEqual([
    ['9.990000000000000000', 'USD', '12.500000000000000000', '0.123456789012345678'],
  ])
})

test('a key that is a number is replaced and deleted however it is written', async () => {
  await world.upsert(price, { id: 5, exact: 1 }, { id: '5.0', exact: 2 })
  await world.upsert(price, { id: '5.00', exact: 3 })
  await world.landing.landNow()
  const rows = 'select exact__c::int from price__dll where id__c = 5'
  expect(await world.rows(rows)).toEqual([[3]])
  await world.remove(price, 'five', '5.000')
  await world.landing.landNow()
  expect(await world.rows(rows)).toEqual([])
})

test('numbers that JavaScript could not tell apart are different keys', async () => {
  const ids = ['1234567890123456788', '1234567890123456789', '-0', '+0.0', '1e3', '1000.0']
  await world.upsert(price, ...ids.map((id) => ({ id })))
  await world.landing.landNow()
  expect(
    await world.rows(`select id__c::text from price__dll where id__c in
      (1234567890123456788, 1234567890123456789, 0, 1000) order by 1`),
  ).toEqual([
    ['0.000000000000000000'],
    ['1000.000000000000000000'],
    ['1234567890123456788.000000000000000000'],
    ['1234567890123456789.000000000000000000'],
  ])
})

test('a request may hold more rows and problems than a statement', async () => {
  const count = () => ({ ...world.landing.countsOf(price) })
  const before = count()
  const records = Array.from({ length: 3_500 }, (_, n) => (n % 7 === 0 ? {} : { id: n + 10_000 }))
  await world.upsert(price, ...records)
  await world.landing.landNow()
  expect(count()).toMatchObject({
    addedCount: before.addedCount + 3_000,
    problemCount: before.problemCount + 500,
    droppedCount: before.droppedCount + 500,
  })
})

test('a field that would take the name of a system column gets a suffix', async () => {
  await world.upsert(clash, {
    ...{ KQ_id: 'k', DataSource: 'one', DataSource1: 'two' },
    cdp_sys_SourceVersion: '2026-03-01T23:00:00-02:00',
    ...{ [longName('first')]: 'first', [longName('second')]: 'second' },
  })
  await world.landing.landNow()
  const { fields, rows } = await world.lake.read('select * from clash__dll')
  const values = Object.fromEntries(fields.map(({ name }, index) => [name, rows[0]?.[index]]))
  expect(values).toMatchObject({
    kq_id__c: 'k',
    kq_kq_id__c: null,
    datasource__c: 'shop',
    datasource1__c: 'two',
    datasource2__c: 'one',
    cdp_sys_sourceversion__c: null,
    cdp_sys_sourceversion1__c: '2026-03-02 01:00:00.000 UTC',
    cdp_sys_partitiondate__c: '2026-03-02 00:00:00.000 UTC',
  })
  const long = Object.entries(values).filter(([name]) => name.startsWith('a_name'))
  expect(long.map(([, value]) => value)).toEqual(['first', 'second'])
})
