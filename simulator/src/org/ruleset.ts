import type { EpochMs } from '../platform/clock.ts'

/** A ruleset of identity resolution, in the members of Connect REST (facts 6.6). Source: {CONN} via {SDK}. */
export type Ruleset = {
  /** Unique in the org. */
  readonly id: string
  readonly label: string
  readonly description: string
  /** What is unified; `Account` exists too, but the practice org has no accounts. */
  readonly configurationType: 'Individual'
  /** At most four characters, unique; suffixes the names of the outputs {IRM}. One ruleset may have none: empty. */
  readonly rulesetId: string
  readonly doesRunAutomatically: boolean
  readonly createdAtMs: EpochMs
  readonly matchRules: readonly MatchRule[]
  readonly reconciliationRules: readonly ReconciliationRule[]
}

/** Rules are OR-ed; the criteria of one rule are AND-ed {IRM}. */
export type MatchRule = { readonly label: string; readonly criteria: readonly MatchCriterion[] }

/** `Fuzzy` is medium precision. */
export type MatchMethod = 'Exact' | 'ExactNormalized' | 'Fuzzy' | 'FuzzyHigh' | 'FuzzyLow'

export type MatchCriterion = {
  /** `ssot__Individual__dlm`. */
  readonly entityName: string
  /** `ssot__FirstName__c`. */
  readonly fieldName: string
  readonly matchMethodType: MatchMethod
  readonly shouldMatchOnBlank: boolean
  /** Heeded only for party identifications. */
  readonly caseSensitiveMatch: boolean
  readonly partyIdentificationInfo?: PartyIdentificationInfo
}

/** Which identifications count: those of a name and, when it is said, of a type. */
export type PartyIdentificationInfo = { readonly partyName: string; readonly partyType?: string }

export type ReconciliationRuleType = 'LastUpdated' | 'MostFrequent' | 'SourceSequence'

export type ReconciliationChoice = {
  readonly ruleType: ReconciliationRuleType
  readonly shouldIgnoreEmptyValue: boolean
  /** Names of lake objects, first wins; only for `SourceSequence`. */
  readonly sources: readonly { readonly name: string }[]
}

/** What wins where sources differ, for one object, with overrides by field {IRR}. */
export type ReconciliationRule = ReconciliationChoice & {
  readonly entityName: string
  readonly fields: readonly (ReconciliationChoice & { readonly fieldName: string })[]
}
