/**
 * The identity ruleset for the default objects: the match rules Data Cloud offers for individuals, and two on party
 * identifications, for an anonymous visit and a former id. A group's identification must never match: it would make one
 * person of all its members. Source: facts, data-cloud-api 6.6 {IRM,IRR,CONN}.
 */
const names = [
  criterionOf('Individual', 'FirstName', 'Fuzzy'),
  criterionOf('Individual', 'LastName', 'Exact'),
]
const email = criterionOf('ContactPointEmail', 'EmailAddress', 'ExactNormalized')
const phone = criterionOf('ContactPointPhone', 'FormattedE164Phonenumber', 'ExactNormalized')

export const seedRuleset = {
  configurationType: 'Individual',
  label: 'Unified Individuals',
  description: 'The default match rules, and the identifications that tie anonymous visits.',
  rulesetId: 'ir01',
  doesRunAutomatically: true,
  matchRules: [
    { label: 'Fuzzy Name and Normalized Email', criteria: [...names, email] },
    { label: 'Fuzzy Name and Normalized Phone', criteria: [...names, phone] },
    {
      label: 'Fuzzy Name and Normalized Address',
      criteria: [
        ...names,
        criterionOf('ContactPointAddress', 'AddressLine1', 'ExactNormalized'),
        criterionOf('ContactPointAddress', 'CityName', 'Exact'),
        criterionOf('ContactPointAddress', 'CountryName', 'ExactNormalized'),
      ],
    },
    {
      label: 'Fuzzy Name and Normalized Phone and Normalized Email',
      criteria: [...names, phone, email],
    },
    identificationRuleOf('Anonymous Id', 'anonymous_id', 'anonymous'),
    identificationRuleOf('Previous Id', 'previous_id', 'alias'),
  ],
  reconciliationRules: [
    'Individual',
    'ContactPointEmail',
    'ContactPointPhone',
    'ContactPointAddress',
    'PartyIdentification',
  ].map((entity) => ({
    entityName: `ssot__${entity}__dlm`,
    ruleType: 'LastUpdated',
    shouldIgnoreEmptyValue: true,
    sources: [],
    fields: [],
  })),
} as const

function identificationRuleOf(label: string, partyName: string, partyType: string) {
  const criterion = criterionOf('PartyIdentification', 'Identificationnumber', 'Exact')
  return { label, criteria: [{ ...criterion, partyIdentificationInfo: { partyName, partyType } }] }
}

function criterionOf(entity: string, field: string, matchMethodType: string) {
  return {
    entityName: `ssot__${entity}__dlm`,
    fieldName: `ssot__${field}__c`,
    matchMethodType,
    shouldMatchOnBlank: false,
    caseSensitiveMatch: false,
  }
}
