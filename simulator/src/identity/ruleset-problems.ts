/** What is wrong with a ruleset, all of it, each in a sentence. */
import type { ModelField } from '../model/data-model-object.ts'
import { standardObjects } from '../model/standard-objects.ts'
import {
  individualObjectName,
  partyIdentificationObjectName,
  partyObjectNames,
} from '../model/unified-objects.ts'
import type { MatchCriterion, MatchRule, ReconciliationRule, Ruleset } from '../org/ruleset.ts'
import { identificationFields, isFuzzy, isNormalizable } from './match-value.ts'

/** Source: {CONN}; help page "Configure Identity Resolution Match Rules" for the labels of rules, read 2026-11. */
const rulesetIdPattern = /^[A-Za-z0-9]{0,4}$/
const ruleLabelCharsMax = 80
/** The same number for the ruleset itself, and these two, are assumed. */
const labelCharsMax = 80
const ruleCountMax = 20
const criterionCountMax = 10

/** The objects whose fields a rule for individuals may name {IRM}; contact points of apps and social media are not here. */
const entityNames = [individualObjectName, ...partyObjectNames]

export function rulesetProblemsOf(ruleset: Ruleset): readonly string[] {
  return [
    ...(ruleset.label.trim() === '' ? [inputMissing('label')] : []),
    ...(ruleset.label.length > labelCharsMax
      ? [`The label can't have more than ${labelCharsMax} characters.`]
      : []),
    ...(textsIn(ruleset).every(isStorable)
      ? []
      : ["A ruleset can't have NUL characters or half surrogate pairs in its texts."]),
    ...(rulesetIdPattern.test(ruleset.rulesetId)
      ? []
      : [
          `The ruleset ID ${ruleset.rulesetId} must have at most four characters, letters and digits.`,
        ]),
    ...(ruleset.matchRules.length > ruleCountMax
      ? [`A ruleset can't have more than ${ruleCountMax} match rules.`]
      : []),
    ...ruleset.matchRules.flatMap(matchRuleProblemsOf),
    ...ruleset.reconciliationRules.flatMap(reconciliationProblemsOf),
    ...moreThanOnceIn(ruleset.reconciliationRules.map(({ entityName }) => entityName)),
  ]
}

function textsIn({ label, description, matchRules }: Ruleset): readonly string[] {
  const infos = matchRules.flatMap(({ criteria }) =>
    criteria.flatMap(({ partyIdentificationInfo: info }) => [info?.partyName, info?.partyType]),
  )
  return [
    ...[label, description],
    ...matchRules.map((rule) => rule.label),
    ...infos.filter((text) => text !== undefined),
  ]
}

/** Postgres keeps neither, and the labels of rules go there. */
function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000')
}

/** The words of {CONN} for something that must be there. */
export function inputMissing(fieldName: string): string {
  return `Include input for the '${fieldName}' field and try again.`
}

function matchRuleProblemsOf({ label, criteria }: MatchRule): readonly string[] {
  const isTooLong = criteria.length > criterionCountMax
  const problems = isTooLong
    ? [`The match rule ${label} has more than ${criterionCountMax} criteria.`]
    : criteria.flatMap(criterionProblemsOf)
  if (label.trim() === '') problems.push(inputMissing('label'))
  if (label.length > ruleLabelCharsMax) {
    problems.push(`The name of a match rule can't have more than ${ruleLabelCharsMax} characters.`)
  }
  if (criteria.length === 0) problems.push(`The match rule ${label} has no criteria.`)
  return problems
}

function criterionProblemsOf(criterion: MatchCriterion): string[] {
  const { entityName, fieldName, matchMethodType, partyIdentificationInfo } = criterion
  const field = fieldOf(entityName, fieldName)
  if (typeof field === 'string') return [field]
  const problems: string[] = []
  if (matchMethodType === 'ExactNormalized' && !isNormalizable(entityName, fieldName)) {
    problems.push(`ExactNormalized isn't available for ${entityName}.${fieldName}.`)
  }
  if (isFuzzy(criterion) && !isFuzzyAvailable(criterion, field)) {
    problems.push(`${matchMethodType} isn't available for ${entityName}.${fieldName}.`)
  }
  if (entityName === partyIdentificationObjectName && fieldName !== identificationFields.number) {
    problems.push(`Match on ${partyIdentificationObjectName}.${identificationFields.number} only.`)
  }
  if (partyIdentificationInfo?.partyName.trim() === '') problems.push(inputMissing('partyName'))
  return problems
}

/** "Most fields" {IRM}: here names of people and of places (assumed), of which {IRM} shows first name and city. */
function isFuzzyAvailable({ entityName, fieldName }: MatchCriterion, field: ModelField): boolean {
  const isNamed = /(Name|AddressLine\d)__c$/.test(fieldName)
  return field.type === 'text' && isNamed && entityName !== partyIdentificationObjectName
}

function reconciliationProblemsOf({ entityName, fields }: ReconciliationRule): readonly string[] {
  const entityProblem = entityProblemOf(entityName)
  if (entityProblem !== undefined) return [entityProblem]
  const problems = fields.flatMap(({ fieldName }) => {
    const field = fieldOf(entityName, fieldName)
    return typeof field === 'string' ? [field] : []
  })
  const names = fields.map(({ fieldName }) => `${entityName}.${fieldName}`)
  return [...problems, ...moreThanOnceIn(names)]
}

function moreThanOnceIn(names: readonly string[]): readonly string[] {
  const seen = new Set<string>()
  const twice = new Set(names.filter((name) => seen.size === seen.add(name).size))
  return [...twice].map((name) => `${name} has more than one reconciliation rule.`)
}

/** The field, or what is wrong with its name. */
function fieldOf(entityName: string, fieldName: string): ModelField | string {
  const entityProblem = entityProblemOf(entityName)
  if (entityProblem !== undefined) return entityProblem
  const object = standardObjects.find(({ name }) => name === entityName)
  const field = object?.fields.find(({ name }) => name === fieldName)
  return field ?? `There is no field ${fieldName} in ${entityName}.`
}

function entityProblemOf(entityName: string): string | undefined {
  return entityNames.includes(entityName)
    ? undefined
    : `${entityName} can't be used in a ruleset for individuals.`
}
