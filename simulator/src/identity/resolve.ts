/**
 * The engine of identity resolution: which source profiles are one person, and why. A pure function, whatever the order of
 * its input. Profiles with one Individual.Id are always one {IRM}; else two are joined when they meet all criteria of a
 * rule, and whoever is joined to one of them belongs to both. Candidates are found by equal keys, so that only the fuzzy
 * criteria of profiles that agree in everything else are compared two by two.
 */
import { individualObjectName } from '../model/unified-objects.ts'
import type { MatchCriterion, MatchRule } from '../org/ruleset.ts'
import { createConnectedGroups } from './connected-groups.ts'
import { areSimilarNames, type Precision } from './fuzzy-name.ts'
import { candidatesOf, partsOf, type Candidate, type PartyRecordsOf } from './match-candidates.ts'
import { isFuzzy } from './match-value.ts'
import { inOrder, type IdentitySources, type SourceRecord } from './source-record.ts'

/** Two profiles that a rule joined, by their places in `Resolution.profiles`. */
export type Match = {
  readonly left: number
  readonly right: number
  readonly ruleLabel: string
  readonly values: readonly MatchedValue[]
}

export type MatchedValue = {
  readonly entityName: string
  readonly fieldName: string
  readonly left: string
  readonly right: string
}

export type Resolution = {
  /** The source profiles in their own order. */
  readonly profiles: readonly SourceRecord[]
  /** Places of profiles that are one person. */
  readonly clusters: readonly (readonly number[])[]
  /** What joined them: a chain from each to the first that it met, for each rule that applies. */
  readonly matches: readonly Match[]
}

/** Label of the join that needs no rule {IRM}. */
export const sameIdLabel = 'Same Individual Id'

/** Different names compared two by two among profiles that agree in all else; further ones match only when equal. */
const fuzzyValuesMax = 2_000

export function resolve(sources: IdentitySources, rules: readonly MatchRule[]): Resolution {
  // A row that nothing names is nobody: else all of them were one person (assumed).
  const profiles = inOrder(sources.profiles.filter(({ id }) => id.trim() !== ''))
  const groups = createConnectedGroups(profiles.length)
  const recordsOf = recordsByPartyOf(sources)
  const matches: Match[] = []
  const add = (match: Match) => {
    groups.join(match.left, match.right)
    matches.push(match)
  }
  joinSameIds(profiles, add)
  for (const rule of rules) joinByRule(rule, { profiles, recordsOf, add })
  return { profiles, clusters: groups.groups(), matches }
}

function recordsByPartyOf({ parties }: IdentitySources): PartyRecordsOf {
  const byEntity = new Map(
    [...parties].map(([entityName, records]) => [
      entityName,
      Map.groupBy(inOrder(records), ({ partyId }) => partyId),
    ]),
  )
  return (entityName, partyId) => byEntity.get(entityName)?.get(partyId) ?? []
}

function joinSameIds(profiles: readonly SourceRecord[], add: (match: Match) => void): void {
  const firstOf = new Map<string, number>()
  for (const [place, { id }] of profiles.entries()) {
    const first = firstOf.get(id)
    if (first === undefined) firstOf.set(id, place)
    else {
      const value = { entityName: individualObjectName, fieldName: 'ssot__Id__c' }
      const values = [{ ...value, left: id, right: id }]
      add({ left: first, right: place, ruleLabel: sameIdLabel, values })
    }
  }
}

type World = {
  readonly profiles: readonly SourceRecord[]
  readonly recordsOf: PartyRecordsOf
  readonly add: (match: Match) => void
}

function joinByRule(rule: MatchRule, world: World): void {
  const parts = partsOf(rule.criteria)
  const criteria = parts.flatMap((part) => part.criteria)
  const groups = createConnectedGroups(world.profiles.length)
  const areJoined = (left: Candidate, right: Candidate) => groups.areJoined(left.place, right.place)
  const join = (left: Candidate, right: Candidate) => {
    if (areJoined(left, right)) return
    groups.join(left.place, right.place)
    const values = criteria.map(({ entityName, fieldName }, index) => ({
      entityName,
      fieldName,
      left: left.shown[index] ?? '',
      right: right.shown[index] ?? '',
    }))
    world.add({ left: left.place, right: right.place, ruleLabel: rule.label, values })
  }
  const blocks = new Map<string, Candidate[]>()
  for (const [place, profile] of world.profiles.entries()) {
    for (const candidate of candidatesOf(place, profile, parts, world.recordsOf)) {
      const block = blocks.get(candidate.key)
      if (block === undefined) blocks.set(candidate.key, [candidate])
      else block.push(candidate)
    }
  }
  const precisions = criteria.filter(isFuzzy).map(precisionOf)
  for (const block of blocks.values())
    if (block.length > 1) joinBlock(block, precisions, { areJoined, join })
}

/** What a rule joined already is compared no more. */
type Joining = {
  readonly areJoined: (left: Candidate, right: Candidate) => boolean
  readonly join: (left: Candidate, right: Candidate) => void
}

function joinBlock(
  block: readonly Candidate[],
  precisions: readonly Precision[],
  { areJoined, join }: Joining,
): void {
  const firstOf = new Map<string, Candidate>()
  for (const candidate of block) {
    const key = JSON.stringify(candidate.fuzzy.map((text) => text.trim().toLowerCase()))
    const first = firstOf.get(key)
    if (first === undefined) firstOf.set(key, candidate)
    else join(first, candidate)
  }
  if (precisions.length === 0) return
  const different = [...firstOf.values()].slice(0, fuzzyValuesMax)
  for (const [index, left] of different.entries()) {
    for (const right of different.slice(index + 1)) {
      if (areJoined(left, right)) continue
      const isSimilar = precisions.every((precision, place) =>
        areSimilarValues(left.fuzzy[place] ?? '', right.fuzzy[place] ?? '', precision),
      )
      if (isSimilar) join(left, right)
    }
  }
}

/** Blank is similar to blank only; whether blanks may match at all was decided before. */
function areSimilarValues(left: string, right: string, precision: Precision): boolean {
  const areBlank = [left, right].filter((text) => text.trim() === '').length
  return areBlank === 0 ? areSimilarNames(left, right, precision) : areBlank === 2
}

function precisionOf({ matchMethodType }: MatchCriterion): Precision {
  if (matchMethodType === 'FuzzyHigh') return 'high'
  return matchMethodType === 'FuzzyLow' ? 'low' : 'medium'
}
