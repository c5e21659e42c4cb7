import { expect, test } from 'vitest'
import { lakeObjectOf } from '../lake/lake-object.ts'
import { streamOf } from './landing-world.fixture.ts'
import { planRecords } from './plan.ts'

test('a row of a wide object costs what was sent, not what could have been', () => {
  const names = Array.from({ length: 999 }, (_, index) => `field_${index}`)
  const wide = streamOf('wide', {
    ...{ category: 'Other', primaryKey: 'id' },
    fields: { id: 'text', ...Object.fromEntries(names.map((name) => [name, 'text'] as const)) },
  })
  const frame = { object: lakeObjectOf(wide, new Set()), orgId: '00Dxx', isPartial: false }
  const { statements } = planRecords(frame, [[{ id: 'a', field_7: '' }]])
  const [row = {}] = statements.flatMap(({ rows }) => rows)
  const own = Object.keys(row).filter((key) => key === 'id__c' || key.startsWith('field_'))
  expect(own).toEqual(['id__c', 'field_7__c'])
})
