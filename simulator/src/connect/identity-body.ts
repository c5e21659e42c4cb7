/**
 * Reads the rulesets that Connect REST is sent. Names of methods and rules are taken in every casing that clients were seen
 * to send: `ExactNormalized`, `EXACT_NORMALIZED`, `exactnormalized`. A member nobody knows is refused in the words of a
 * real org; `linkDmoName` and `unifiedDmoName`, which replies have, are unknown in requests {SDK}.
 */
import type { FastifyRequest } from 'fastify'
import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import type { RulesetContent } from '../identity/ruleset-changes.ts'
import { inputMissing } from '../identity/ruleset-problems.ts'
import type { MatchMethod, ReconciliationRuleType } from '../org/ruleset.ts'
import { readBody, type BodyReading } from './request-json.ts'
import { unrecognizedFieldOf } from './unrecognized-field.ts'

const text = Type.Optional(Type.Union([Type.String(), Type.Null()]))
const flag = Type.Optional(Type.Union([Type.Boolean(), Type.Null()]))
const list = <Kind extends Parameters<typeof Type.Array>[0]>(kind: Kind) =>
  Type.Optional(Type.Union([Type.Array(kind), Type.Null()]))

const choiceMembers = {
  ruleType: text,
  shouldIgnoreEmptyValue: flag,
  sources: list(Type.Object({ name: Type.String() })),
}
const ContentBody = Type.Object({
  label: text,
  description: text,
  doesRunAutomatically: flag,
  matchRules: list(
    Type.Object({
      label: text,
      criteria: list(
        Type.Object({
          entityName: text,
          fieldName: text,
          matchMethodType: text,
          shouldMatchOnBlank: flag,
          caseSensitiveMatch: flag,
          partyIdentificationInfo: Type.Optional(
            Type.Union([Type.Object({ partyName: text, partyType: text }), Type.Null()]),
          ),
        }),
      ),
    }),
  ),
  reconciliationRules: list(
    Type.Object({
      entityName: text,
      ...choiceMembers,
      fields: list(Type.Object({ fieldName: text, ...choiceMembers })),
    }),
  ),
})
const RulesetBody = Type.Object({
  ...ContentBody.properties,
  configurationType: text,
  rulesetId: text,
})
export type ContentBody = Static<typeof ContentBody>
export type RulesetBody = Static<typeof RulesetBody>

const RunBody = Type.Object({ callingApp: text, callingAppInfo: text })
const contentCheck = Compile(ContentBody)
const rulesetCheck = Compile(RulesetBody)
const runCheck = Compile(RunBody)

export function readRulesetBody(request: FastifyRequest): BodyReading<RulesetBody> {
  return unrecognizedFieldOf(request, RulesetBody) ?? readBody(rulesetCheck, request)
}

/** A patch can't change what is unified, nor the ruleset id: they are unknown in it {CONN,SDK}. */
export function readContentBody(request: FastifyRequest): BodyReading<ContentBody> {
  return unrecognizedFieldOf(request, ContentBody) ?? readBody(contentCheck, request)
}

/** A body is required {CONN}; that none is taken too is assumed. */
export function readRunBody(request: FastifyRequest): BodyReading<unknown> {
  if (!Buffer.isBuffer(request.body) || request.body.length === 0)
    return { kind: 'read', value: {} }
  return unrecognizedFieldOf(request, RunBody) ?? readBody(runCheck, request)
}

export type ContentReading =
  | { readonly kind: 'read'; readonly content: RulesetContent }
  /** Something required is missing {CONN}, or a value is none of those that there are. */
  | { readonly kind: 'missing' | 'unknown-value'; readonly problems: readonly string[] }

export function contentOf(body: ContentBody): ContentReading {
  const missing = missingIn(body)
  if (missing.length > 0) return { kind: 'missing', problems: missing.map(inputMissing) }
  const problems: string[] = []
  const methodOf = (written: string | null | undefined): MatchMethod => {
    const method = methods.get(plainOf(written))
    if (method === undefined) problems.push(`Match method ${written ?? ''} isn't supported.`)
    return method ?? 'Exact'
  }
  const choiceOf = (body: Choice) => {
    const ruleType = ruleTypes.get(plainOf(body.ruleType))
    if (ruleType === undefined) {
      problems.push(`Reconciliation rule type ${body.ruleType ?? ''} isn't supported.`)
    }
    return {
      ruleType: ruleType ?? 'LastUpdated',
      shouldIgnoreEmptyValue: body.shouldIgnoreEmptyValue ?? false,
      sources: body.sources ?? [],
    }
  }
  const content: RulesetContent = {
    label: body.label ?? '',
    description: body.description ?? '',
    doesRunAutomatically: body.doesRunAutomatically ?? false,
    matchRules: (body.matchRules ?? []).map(({ label, criteria }) => ({
      label: label ?? '',
      criteria: (criteria ?? []).map((criterion) => ({
        entityName: criterion.entityName ?? '',
        fieldName: criterion.fieldName ?? '',
        matchMethodType: methodOf(criterion.matchMethodType),
        shouldMatchOnBlank: criterion.shouldMatchOnBlank ?? false,
        caseSensitiveMatch: criterion.caseSensitiveMatch ?? false,
        ...identificationOf(criterion.partyIdentificationInfo),
      })),
    })),
    reconciliationRules: (body.reconciliationRules ?? []).map((rule) => ({
      entityName: rule.entityName ?? '',
      ...choiceOf(rule),
      fields: (rule.fields ?? []).map((field) => ({
        fieldName: field.fieldName ?? '',
        ...choiceOf(field),
      })),
    })),
  }
  return problems.length > 0 ? { kind: 'unknown-value', problems } : { kind: 'read', content }
}

/** `individual` in any case; nothing for another type. */
export function isIndividual(written: string | null | undefined): boolean {
  return plainOf(written) === 'individual'
}

type Choice = Pick<
  NonNullable<ContentBody['reconciliationRules']>[number],
  'ruleType' | 'shouldIgnoreEmptyValue' | 'sources'
>

function missingIn(body: ContentBody): readonly string[] {
  const isMissing = (value: string | null | undefined) => (value ?? '').trim() === ''
  const criteria = (body.matchRules ?? []).flatMap((rule) => rule.criteria ?? [])
  const rules = body.reconciliationRules ?? []
  const missing = [
    ...(isMissing(body.label) ? ['label'] : []),
    ...(body.reconciliationRules === undefined || body.reconciliationRules === null
      ? ['reconciliationRules']
      : []),
    ...(body.matchRules ?? []).flatMap(({ label }) => (isMissing(label) ? ['label'] : [])),
    ...criteria.flatMap((criterion) => [
      ...(isMissing(criterion.entityName) ? ['entityName'] : []),
      ...(isMissing(criterion.fieldName) ? ['fieldName'] : []),
      ...(isMissing(criterion.matchMethodType) ? ['matchMethodType'] : []),
    ]),
    ...rules.flatMap((rule) => [
      ...(isMissing(rule.entityName) ? ['entityName'] : []),
      ...(isMissing(rule.ruleType) ? ['ruleType'] : []),
    ]),
    ...rules
      .flatMap(({ fields }) => fields ?? [])
      .flatMap(({ fieldName, ruleType }) => [
        ...(isMissing(fieldName) ? ['fieldName'] : []),
        ...(isMissing(ruleType) ? ['ruleType'] : []),
      ]),
  ]
  return [...new Set(missing)]
}

function identificationOf(
  info: { partyName?: string | null; partyType?: string | null } | null | undefined,
) {
  if (info === undefined || info === null) return {}
  const { partyName, partyType } = info
  return {
    partyIdentificationInfo: {
      partyName: partyName ?? '',
      ...(partyType === undefined || partyType === null || partyType === '' ? {} : { partyType }),
    },
  }
}

function plainOf(written: string | null | undefined): string {
  return (written ?? '').toLowerCase().replaceAll(/[^a-z]/g, '')
}

const methods = new Map<string, MatchMethod>([
  ['exact', 'Exact'],
  ['exactnormalized', 'ExactNormalized'],
  ['fuzzy', 'Fuzzy'],
  ['fuzzyhigh', 'FuzzyHigh'],
  ['fuzzylow', 'FuzzyLow'],
])

/** On screen `SourceSequence` is called "Source Priority", and clients write that too {SDK}. */
const ruleTypes = new Map<string, ReconciliationRuleType>([
  ['lastupdated', 'LastUpdated'],
  ['mostfrequent', 'MostFrequent'],
  ['sourcesequence', 'SourceSequence'],
  ['sourcepriority', 'SourceSequence'],
])
