/** A ruleset of identity resolution, in the members of Connect REST (facts 6.6). Source: {CONN} via {SDK}. */
export type Ruleset = {
  /** Unique in the org. */
  readonly id: string
  readonly label: string
  /** At most four characters; suffixes the names of the outputs {IRM}. Empty for the first ruleset. */
  readonly rulesetId: string
  readonly doesRunAutomatically: boolean
  readonly matchRules: readonly MatchRule[]
  readonly reconciliationRules: readonly ReconciliationRule[]
}

/** Rules are OR-ed; the criteria of one rule are AND-ed {IRM}. */
export type MatchRule = { readonly label: string; readonly criteria: readonly MatchCriterion[] }

export type MatchMethod = 'Exact' | 'ExactNormalized' | 'Fuzzy' | 'FuzzyHigh' | 'FuzzyLow'

export type MatchCriterion = {
  /** `ssot__Individual__dlm`. */
  readonly entityName: string
  /** `ssot__FirstName__c`. */
  readonly fieldName: string
  readonly matchMethodType: MatchMethod
  readonly shouldMatchOnBlank: boolean
  readonly caseSensitiveMatch: boolean
  readonly partyIdentificationInfo?: { readonly partyName: string; readonly partyType?: string }
}

export type ReconciliationRuleType = 'LastUpdated' | 'MostFrequent' | 'SourceSequence'

/** What wins where sources differ, for one object, with overrides by field {IRR}. */
export type ReconciliationRule = {
  readonly entityName: string
  readonly ruleType: ReconciliationRuleType
  readonly shouldIgnoreEmptyValue: boolean
  /** First wins; only for `SourceSequence`. */
  readonly sources: readonly { readonly name: string }[]
  readonly fields: readonly {
    readonly fieldName: string
    readonly ruleType: ReconciliationRuleType
    readonly shouldIgnoreEmptyValue: boolean
    readonly sources: readonly { readonly name: string }[]
  }[]
}
