/** The ways in which a source profile can meet a match rule, as keys that are equal for profiles that meet it together. */
import {
  addressObjectName,
  individualObjectName,
  partyIdentificationObjectName,
} from '../model/unified-objects.ts'
import type { MatchCriterion } from '../org/ruleset.ts'
import { createKeyMaker, identificationFields, isFuzzy } from './match-value.ts'
import { textOf, type PartyRecord, type SourceRecord } from './source-record.ts'

/** Ways to combine different records of one profile for one rule; more would be a mistake in the data. */
const combinationsMax = 4_096

type RecordsOf = (entityName: string, profile: SourceRecord) => readonly SourceRecord[]
export type PartyRecordsOf = (entityName: string, partyId: string) => readonly PartyRecord[]

/** One way in which a profile can meet a rule. */
export type Candidate = {
  readonly place: number
  /** Equal for profiles that meet all criteria but the fuzzy ones. */
  readonly key: string
  /** Values of the fuzzy criteria. */
  readonly fuzzy: readonly string[]
  /** Values of all criteria, to show. */
  readonly shown: readonly string[]
}

/** The criteria about one object, which one and the same record must meet together. */
export type Part = {
  readonly entityName: string
  readonly criteria: readonly MatchCriterion[]
  readonly keys: readonly ((record: SourceRecord, addresses: readonly PartyRecord[]) => string)[]
}

export function partsOf(criteria: readonly MatchCriterion[]): readonly Part[] {
  const all = criteria.flatMap(withIdentification)
  const partKeyOf = ({ entityName, partyIdentificationInfo: info }: MatchCriterion) =>
    entityName === partyIdentificationObjectName
      ? JSON.stringify([entityName, info?.partyName, info?.partyType])
      : entityName
  return [...Map.groupBy(all, partKeyOf).values()].map((ofPart) => ({
    entityName: ofPart[0]?.entityName ?? '',
    criteria: ofPart,
    keys: ofPart.map(createKeyMaker),
  }))
}

/**
 * A criterion about another object that names an identification, as a sample of {CONN} does, needs an equal number of
 * that name besides (assumed).
 */
function withIdentification(criterion: MatchCriterion): readonly MatchCriterion[] {
  const { partyIdentificationInfo } = criterion
  if (criterion.entityName === partyIdentificationObjectName) return [criterion]
  if (partyIdentificationInfo === undefined) return [criterion]
  const identification: MatchCriterion = {
    entityName: partyIdentificationObjectName,
    fieldName: identificationFields.number,
    matchMethodType: 'Exact',
    shouldMatchOnBlank: false,
    caseSensitiveMatch: criterion.caseSensitiveMatch,
    partyIdentificationInfo,
  }
  return [criterion, identification]
}

type Choice = Omit<Candidate, 'place'>
const choiceEmpty: Choice = { key: '', fuzzy: [], shown: [] }

export function candidatesOf(
  place: number,
  profile: SourceRecord,
  parts: readonly Part[],
  recordsOf: PartyRecordsOf,
): readonly Candidate[] {
  const ofProfile: RecordsOf = (entityName, { id }) =>
    entityName === individualObjectName ? [profile] : recordsOf(entityName, id)
  let choices: readonly Choice[] = [choiceEmpty]
  for (const part of parts) {
    const ofPart = differentOf(choicesOf(part, profile, ofProfile, recordsOf))
    const room = Math.ceil(Math.max(combinationsMax, ofPart.length) / Math.max(choices.length, 1))
    choices = choices.flatMap((left) =>
      ofPart.slice(0, room).map((right) => combinedOf(left, right)),
    )
  }
  return choices.map((choice) => ({ place, ...choice }))
}

/** Without those that compare as another one does, such as one address in two rows. */
function differentOf(choices: readonly Choice[]): readonly Choice[] {
  if (choices.length < 2) return choices
  const keyOf = ({ key, fuzzy }: Choice) => JSON.stringify([key, fuzzy])
  return [...new Map(choices.toReversed().map((choice) => [keyOf(choice), choice])).values()]
}

function combinedOf(left: Choice, right: Choice): Choice {
  return {
    key: `${left.key}\u0001${right.key}`,
    fuzzy: [...left.fuzzy, ...right.fuzzy],
    shown: [...left.shown, ...right.shown],
  }
}

function choicesOf(
  { entityName, criteria, keys }: Part,
  profile: SourceRecord,
  ofProfile: RecordsOf,
  recordsOf: PartyRecordsOf,
): readonly Choice[] {
  const records = ofProfile(entityName, profile).filter((record) =>
    criteria.every((criterion) => isInScope(criterion, record)),
  )
  const isBlankAllowed = criteria.every(({ shouldMatchOnBlank }) => shouldMatchOnBlank)
  if (records.length === 0 && isBlankAllowed) {
    const blanks = criteria.map(() => '')
    return [choiceOf(criteria, blanks, blanks)]
  }
  const addresses = recordsOf(addressObjectName, profile.id)
  return records.flatMap((record) => {
    const found = keys.map((keyOf) => keyOf(record, addresses))
    const isUsable = criteria.every(
      ({ shouldMatchOnBlank }, index) => shouldMatchOnBlank || found[index] !== '',
    )
    if (!isUsable) return []
    const shown = criteria.map(({ fieldName }) => textOf(record, fieldName))
    return [choiceOf(criteria, found, shown)]
  })
}

/** Without a record it has the same key as with one that is blank. */
function choiceOf(
  criteria: readonly MatchCriterion[],
  found: readonly string[],
  shown: readonly string[],
): Choice {
  return {
    key: found.filter((_key, index) => !isFuzzyAt(criteria, index)).join('\u0000'),
    fuzzy: shown.filter((_text, index) => isFuzzyAt(criteria, index)),
    shown,
  }
}

function isFuzzyAt(criteria: readonly MatchCriterion[], index: number): boolean {
  const criterion = criteria[index]
  return criterion !== undefined && isFuzzy(criterion)
}

function isInScope({ entityName, partyIdentificationInfo }: MatchCriterion, record: SourceRecord) {
  if (entityName !== partyIdentificationObjectName || partyIdentificationInfo === undefined) {
    return true
  }
  const { partyName, partyType } = partyIdentificationInfo
  return (
    textOf(record, identificationFields.name) === partyName &&
    (partyType === undefined || textOf(record, identificationFields.type) === partyType)
  )
}
