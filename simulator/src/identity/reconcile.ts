/** Which value a unified profile shows where its sources differ. Source: {IRR}. */
import type { ReconciliationChoice, ReconciliationRule } from '../org/ruleset.ts'
import { textOf, type SourceRecord, type Value } from './source-record.ts'

export const lastModifiedField = 'ssot__LastModifiedDate__c'

/** A source record, with the name of the lake object that it came from, by which `SourceSequence` orders. */
export type ReconcilableRecord = { readonly record: SourceRecord; readonly lakeObject: string }

/** Where a ruleset has no rule for an object (assumed). */
const choiceDefault: ReconciliationChoice = {
  ruleType: 'LastUpdated',
  shouldIgnoreEmptyValue: true,
  sources: [],
}

/** The choice for a field: its own rule, else that of its object. */
export function choiceOf(
  rules: readonly ReconciliationRule[],
  entityName: string,
  fieldName: string,
): ReconciliationChoice {
  const rule = rules.find((candidate) => candidate.entityName === entityName)
  return rule?.fields.find((field) => field.fieldName === fieldName) ?? rule ?? choiceDefault
}

/** The value of one field for the records of one unified profile. */
export function reconciledValueOf(
  records: readonly ReconcilableRecord[],
  fieldName: string,
  choice: ReconciliationChoice,
): Value {
  const valued = records.map(({ record, lakeObject }) => ({
    value: record.values[fieldName] ?? null,
    text: textOf(record, fieldName),
    modified: textOf(record, lastModifiedField),
    rank: rankOf(choice, record, lakeObject),
  }))
  const usable = choice.shouldIgnoreEmptyValue
    ? valued.filter(({ text }) => text.trim() !== '')
    : valued
  const countOf = new Map<string, number>()
  for (const { text } of usable) countOf.set(text, (countOf.get(text) ?? 0) + 1)
  const [first] = usable.toSorted((left, right) => {
    switch (choice.ruleType) {
      case 'LastUpdated':
        return byLastUpdate(left, right)
      case 'MostFrequent':
        return (
          (countOf.get(right.text) ?? 0) - (countOf.get(left.text) ?? 0) ||
          byLastUpdate(left, right)
        )
      case 'SourceSequence':
        return left.rank - right.rank || byLastUpdate(left, right)
    }
  })
  return first?.value ?? null
}

type Valued = { readonly text: string; readonly modified: string }

/** The latest first; of equally late ones the first of the alphabet; one without a date comes last (assumed). */
function byLastUpdate(left: Valued, right: Valued): number {
  if (left.modified !== right.modified) return left.modified > right.modified ? -1 : 1
  if (left.text === right.text) return 0
  return left.text < right.text ? -1 : 1
}

/** A source may be named by its lake object {CONN} or as the data source object shows it; others come last (assumed). */
function rankOf(choice: ReconciliationChoice, record: SourceRecord, lakeObject: string): number {
  const place = choice.sources.findIndex(
    ({ name }) => name === lakeObject || name === record.dataSourceObject,
  )
  return place < 0 ? choice.sources.length : place
}
