import { expect, test } from 'vitest'
import type { ReconciliationChoice } from '../org/ruleset.ts'
import { choiceOf, reconciledValueOf } from './reconcile.ts'

const field = 'ssot__FirstName__c'
const choice = (
  ruleType: ReconciliationChoice['ruleType'],
  more: Partial<ReconciliationChoice> = {},
): ReconciliationChoice => ({ ruleType, shouldIgnoreEmptyValue: true, sources: [], ...more })

/** Value, day of the last change, lake object. */
const recordsOf = (...rows: readonly (readonly [string | null, string, string?])[]) =>
  rows.map(([value, day, lakeObject = 'a__dll'], index) => ({
    lakeObject,
    record: {
      id: String(index),
      dataSource: 'site',
      dataSourceObject: lakeObject,
      values: { [field]: value, ssot__LastModifiedDate__c: `2026-03-${day} 00:00:00.000 UTC` },
    },
  }))

test('last updated takes the value of the latest record, of equally late ones the first of the alphabet', () => {
  const records = recordsOf(['Old', '01'], ['Zoe', '02'], ['Ann', '02'])
  expect(reconciledValueOf(records, field, choice('LastUpdated'))).toBe('Ann')
})

test('an empty value wins unless empty values are ignored', () => {
  const records = recordsOf(['Ann', '01'], [null, '02'])
  expect(reconciledValueOf(records, field, choice('LastUpdated'))).toBe('Ann')
  const heeding = choice('LastUpdated', { shouldIgnoreEmptyValue: false })
  expect(reconciledValueOf(records, field, heeding)).toBe(null)
})

test('most frequent takes the value of most records, of equally frequent ones the latest', () => {
  const records = recordsOf(['Ann', '01'], ['Zoe', '05'], ['Ann', '02'])
  expect(reconciledValueOf(records, field, choice('MostFrequent'))).toBe('Ann')
  expect(reconciledValueOf(records.slice(0, 2), field, choice('MostFrequent'))).toBe('Zoe')
})

test('source sequence takes the value of the first source that has one, the latest within a source', () => {
  const records = recordsOf(
    ['Ann', '09', 'a__dll'],
    ['Zoe', '01', 'b__dll'],
    ['Eve', '02', 'b__dll'],
  )
  const sources = [{ name: 'b__dll' }, { name: 'a__dll' }]
  expect(reconciledValueOf(records, field, choice('SourceSequence', { sources }))).toBe('Eve')
})

test('a rule for a field overrides the rule for its object', () => {
  const rule = {
    entityName: 'ssot__Individual__dlm',
    ...choice('MostFrequent'),
    fields: [{ fieldName: field, ...choice('LastUpdated') }],
  }
  expect(choiceOf([rule], rule.entityName, field).ruleType).toBe('LastUpdated')
  expect(choiceOf([rule], rule.entityName, 'ssot__LastName__c').ruleType).toBe('MostFrequent')
})
