import type { MatchCriterion, ReconciliationRule } from '../api/identity.ts'

const objectWords = new Map([
  ['ssot__Individual__dlm', 'Individual'],
  ['ssot__ContactPointEmail__dlm', 'Contact Point Email'],
  ['ssot__ContactPointPhone__dlm', 'Contact Point Phone'],
  ['ssot__ContactPointAddress__dlm', 'Contact Point Address'],
  ['ssot__PartyIdentification__dlm', 'Party Identification'],
])

/** `ssot__ContactPointEmail__dlm` as a person says it. */
export function objectWord(name: string): string {
  return objectWords.get(name) ?? name.replace(/^ssot__/, '').replace(/__dlm$/, '')
}

/** `ssot__FirstName__c` as a person says it. */
export function fieldWord(name: string): string {
  return name
    .replace(/^ssot__/, '')
    .replace(/__c$/, '')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
}

/** One criterion of a match rule, as a part of a sentence. */
export function criterionWords(criterion: MatchCriterion): string {
  const { entityName, fieldName, shouldMatchOnBlank, caseSensitiveMatch } = criterion
  const { partyIdentificationInfo: party } = criterion
  const field = `${objectWord(entityName)} ${fieldWord(fieldName)}`
  const scope =
    party === undefined
      ? ''
      : ` named “${party.partyName}”${party.partyType === undefined ? '' : ` of type “${party.partyType}”`}`
  const blank = shouldMatchOnBlank ? ', blank matches blank' : ''
  const letterCase = caseSensitiveMatch ? ', upper and lower case apart' : ''
  return `${field}${scope} ${methodWords(criterion)}${letterCase}${blank}`
}

function methodWords({ matchMethodType }: MatchCriterion): string {
  switch (matchMethodType) {
    case 'Exact':
      return 'is the same'
    case 'ExactNormalized':
      return 'is the same once normalized'
    case 'Fuzzy':
      return 'is alike (medium precision)'
    case 'FuzzyHigh':
      return 'is alike (high precision)'
    case 'FuzzyLow':
      return 'is alike (low precision)'
  }
}

/** Which value a unified profile gets where its sources differ. */
export function reconciliationWords({ ruleType, sources, ...rule }: ReconciliationRule): string {
  const empty = rule.shouldIgnoreEmptyValue ? ', empty ones left out' : ''
  switch (ruleType) {
    case 'LastUpdated':
      return `the value updated last${empty}`
    case 'MostFrequent':
      return `the most frequent value${empty}`
    case 'SourceSequence':
      return `the first of ${sources.map(({ name }) => name).join(', ')}${empty}`
  }
}

/** What became of "Run now", in words. */
export function runResultWords(result: string): string {
  switch (result) {
    case 'SuccessfullySubmittedIdentityResolutionJobRunRequest':
      return 'A run was started.'
    case 'NoPendingChangesJobRunSkipped':
      return 'Nothing has changed since the last run, so it was skipped.'
    case 'IdentityResolutionJobIsAlreadyRunning':
      return 'A run is going on already.'
    case 'ExceededMaximumNumberOfSuccessfulRunsAllowedIn24Hours':
      return 'No more runs are allowed within 24 hours. Advance the clock by a day on Home.'
    default:
      return result
  }
}
