/**
 * The ruleset of the seeded org: the four default match rules for individuals {IRM}, and two on party identifications, for
 * the ties that Signal sends. A group's identification must never match: it would make one person of all its members.
 */
import {
  addressObjectName,
  emailObjectName,
  individualObjectName,
  partyIdentificationObjectName,
  partyObjectNames,
  phoneObjectName,
} from '../model/unified-objects.ts'
import type { MatchCriterion, MatchMethod, MatchRule, Ruleset } from '../org/ruleset.ts'
import { identificationFields } from './match-value.ts'

/** Its outputs are `UnifiedssotIndividualIr01__dlm` and so on. */
export const seededRulesetId = 'ir01'

export function defaultRuleset(identity: Pick<Ruleset, 'id' | 'createdAtMs'>): Ruleset {
  return {
    ...identity,
    label: 'Unified Individuals',
    description: 'The default match rules, and the identifications that tie anonymous visits.',
    configurationType: 'Individual',
    rulesetId: seededRulesetId,
    doesRunAutomatically: true,
    matchRules: [
      { label: 'Fuzzy Name and Normalized Email', criteria: [...names, email] },
      { label: 'Fuzzy Name and Normalized Phone', criteria: [...names, phone] },
      { label: 'Fuzzy Name and Normalized Address', criteria: [...names, ...address] },
      {
        label: 'Fuzzy Name and Normalized Phone and Normalized Email',
        criteria: [...names, phone, email],
      },
      identificationRuleOf('Anonymous Id', 'anonymous_id', 'anonymous'),
      identificationRuleOf('Previous Id', 'previous_id', 'alias'),
    ],
    reconciliationRules: [individualObjectName, ...partyObjectNames].map((entityName) => ({
      entityName,
      ruleType: 'LastUpdated',
      shouldIgnoreEmptyValue: true,
      sources: [],
      fields: [],
    })),
  }
}

const names = [
  criterionOf(individualObjectName, 'ssot__FirstName__c', 'Fuzzy'),
  criterionOf(individualObjectName, 'ssot__LastName__c', 'Exact'),
]
const email = criterionOf(emailObjectName, 'ssot__EmailAddress__c', 'ExactNormalized')
const phone = criterionOf(phoneObjectName, 'ssot__FormattedE164Phonenumber__c', 'ExactNormalized')
const address = [
  criterionOf(addressObjectName, 'ssot__AddressLine1__c', 'ExactNormalized'),
  criterionOf(addressObjectName, 'ssot__CityName__c', 'Exact'),
  criterionOf(addressObjectName, 'ssot__CountryName__c', 'ExactNormalized'),
]

function identificationRuleOf(label: string, partyName: string, partyType: string): MatchRule {
  const criterion = criterionOf(partyIdentificationObjectName, identificationFields.number, 'Exact')
  return { label, criteria: [{ ...criterion, partyIdentificationInfo: { partyName, partyType } }] }
}

function criterionOf(
  entityName: string,
  fieldName: string,
  matchMethodType: MatchMethod,
): MatchCriterion {
  return {
    entityName,
    fieldName,
    matchMethodType,
    shouldMatchOnBlank: false,
    caseSensitiveMatch: false,
  }
}
