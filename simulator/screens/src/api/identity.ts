import { queryOptions } from '@tanstack/react-query'
import { call } from './call.ts'

export type MatchCriterion = {
  readonly entityName: string
  readonly fieldName: string
  readonly matchMethodType: 'Exact' | 'ExactNormalized' | 'Fuzzy' | 'FuzzyHigh' | 'FuzzyLow'
  readonly shouldMatchOnBlank: boolean
  readonly caseSensitiveMatch: boolean
  readonly partyIdentificationInfo?: { readonly partyName: string; readonly partyType?: string }
}

export type ReconciliationRule = {
  readonly entityName: string
  readonly ruleType: 'LastUpdated' | 'MostFrequent' | 'SourceSequence'
  readonly shouldIgnoreEmptyValue: boolean
  readonly sources: readonly { readonly name: string }[]
  readonly fields: readonly { readonly fieldName: string; readonly ruleType: string }[]
}

export type Ruleset = {
  readonly id: string
  readonly label: string
  readonly description: string
  readonly rulesetId: string
  readonly doesRunAutomatically: boolean
  readonly matchRules: readonly {
    readonly label: string
    readonly criteria: readonly MatchCriterion[]
  }[]
  readonly reconciliationRules: readonly ReconciliationRule[]
  readonly status: RulesetStatus | null
}

export type RulesetStatus = {
  readonly rulesetStatus: 'NEW' | 'PUBLISHING' | 'PUBLISHED' | 'ERROR'
  readonly lastJobStatus: string | null
  readonly lastJobCompletedAtMs: number | null
  readonly statistics: {
    readonly sourceProfiles: number
    readonly matchedSourceProfiles: number
    readonly totalUnifiedProfiles: number
    readonly knownUnifiedProfiles: number
    readonly anonymousUnifiedProfiles: number
    readonly consolidationRate: number
  }
  readonly outputs: readonly {
    readonly sourceObject: string
    readonly unifiedObject: string
    readonly linkObject: string
  }[]
}

export type ProfileRow = {
  readonly unifiedId: string
  readonly name: string
  readonly isAnonymous: boolean
  readonly sourceCount: number
  readonly emails: readonly string[]
  readonly phones: readonly string[]
}

export type ShownValue = { readonly field: string; readonly label: string; readonly value: string }

export type SourceName = {
  readonly id: string
  readonly dataSource: string
  readonly dataSourceObject: string
}

export type EngagementCount = {
  readonly object: string
  readonly label: string
  readonly count: number
  readonly firstAt: string
  readonly lastAt: string
}

export type UnifiedSource = SourceName & {
  readonly isAnonymous: boolean
  readonly fields: readonly ShownValue[]
  readonly engagements: readonly EngagementCount[]
}

export type UnifiedProfile = {
  readonly unifiedId: string
  readonly name: string
  readonly isAnonymous: boolean
  readonly fields: readonly ShownValue[]
  readonly sources: readonly UnifiedSource[]
  readonly contactPoints: readonly {
    readonly object: string
    readonly label: string
    readonly value: string
  }[]
  readonly identifications: readonly {
    readonly name: string
    readonly type: string
    readonly number: string
    readonly isSource: boolean
    readonly engagements: readonly EngagementCount[]
  }[]
  readonly joins: readonly {
    readonly left: SourceName
    readonly right: SourceName
    readonly ruleLabel: string
    readonly values: readonly {
      readonly label: string
      readonly left: string
      readonly right: string
    }[]
  }[]
}

const pollMs = 1_000

export const rulesetsQuery = queryOptions({
  queryKey: ['rulesets'],
  queryFn: async () => (await call<{ rulesets: readonly Ruleset[] }>('GET', 'rulesets')).rulesets,
  // A run ends by itself, and one may be started by the schedule.
  refetchInterval: pollMs,
})

export type ProfilePage = {
  readonly totalCount: number
  readonly profiles: readonly ProfileRow[]
}

export function profilesQuery(rulesetId: string, search: string, offset: number, runMs: number) {
  return queryOptions({
    // The end of the last run belongs to the question: after another run there is another answer.
    queryKey: ['profiles', rulesetId, search, offset, runMs],
    queryFn: () =>
      call<ProfilePage>(
        'GET',
        `rulesets/${rulesetId}/profiles?${new URLSearchParams({ search, offset: String(offset) })}`,
      ),
  })
}

export function profileQuery(rulesetId: string, unifiedId: string) {
  return queryOptions({
    queryKey: ['profile', rulesetId, unifiedId],
    queryFn: () =>
      call<UnifiedProfile>(
        'GET',
        `rulesets/${rulesetId}/profiles/${encodeURIComponent(unifiedId)}`,
      ),
  })
}

export function runRuleset(id: string): Promise<{ readonly result: string }> {
  return call('POST', `rulesets/${id}/run`)
}
