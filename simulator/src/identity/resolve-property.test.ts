/** The engine finds its pairs by keys; here every pair is compared with every rule, as the rules read. */
import { expect, test } from 'vitest'
import type { MatchCriterion, MatchMethod, MatchRule } from '../org/ruleset.ts'
import { createSeededRandom } from '../platform/random.ts'
import { createConnectedGroups } from './connected-groups.ts'
import { defaultRuleset } from './default-ruleset.ts'
import { areSimilarNames } from './fuzzy-name.ts'
import { normalizedAddressLineOf, normalizedCountryOf } from './normalized-address.ts'
import { normalizedEmailOf } from './normalized-email.ts'
import { normalizedPhoneOf } from './normalized-phone.ts'
import { resolve } from './resolve.ts'
import {
  inOrder,
  textOf,
  type IdentitySources,
  type PartyRecord,
  type SourceRecord,
} from './source-record.ts'

const individual = 'ssot__Individual__dlm'
const email = 'ssot__ContactPointEmail__dlm'
const phone = 'ssot__ContactPointPhone__dlm'
const address = 'ssot__ContactPointAddress__dlm'
const identification = 'ssot__PartyIdentification__dlm'
const profileCount = 300

const criterion = (
  entityName: string,
  fieldName: string,
  matchMethodType: MatchMethod,
  more: Partial<MatchCriterion> = {},
): MatchCriterion => ({
  ...{ entityName, fieldName: `ssot__${fieldName}__c`, matchMethodType },
  ...{ shouldMatchOnBlank: false, caseSensitiveMatch: false, ...more },
})

const defaultRules = defaultRuleset({ id: 'one', createdAtMs: 0 }).matchRules
const blank = { shouldMatchOnBlank: true }
const rulesOfKind: Readonly<Record<string, readonly MatchRule[]>> = {
  default: defaultRules,
  'with blanks': [
    {
      label: 'Name, city or none',
      criteria: [
        criterion(individual, 'FirstName', 'FuzzyLow', blank),
        criterion(individual, 'LastName', 'Exact'),
        criterion(address, 'CityName', 'Exact', blank),
        criterion(address, 'CountryName', 'ExactNormalized', blank),
      ],
    },
  ],
  'names only': [
    { label: 'First name', criteria: [criterion(individual, 'FirstName', 'FuzzyHigh')] },
  ],
  'case-sensitive identification beside a name': [
    {
      label: 'Name and number',
      criteria: [
        criterion(individual, 'LastName', 'Exact', {
          caseSensitiveMatch: true,
          partyIdentificationInfo: { partyName: 'loyalty' },
        }),
      ],
    },
  ],
}

const seeds = ['one', 'two', 'three']

test.each(Object.keys(rulesOfKind).flatMap((kind) => seeds.map((seed) => [kind, seed] as const)))(
  'finds exactly the people that comparing all with all finds, whatever the order: %s rules, seed %s',
  (kind, seed) => {
    const rules = rulesOfKind[kind] ?? []
    const sources = randomSourcesOf(seed)
    const found = clustersOf(sources, rules)
    expect(found).toEqual(comparedClustersOf(sources, rules))
    expect(found.length).toBeLessThan(profileCount)
    const backwards: IdentitySources = {
      profiles: sources.profiles.toReversed(),
      parties: new Map([...sources.parties].map(([name, records]) => [name, records.toReversed()])),
    }
    expect(clustersOf(backwards, rules)).toEqual(found)
  },
)

function clustersOf(
  sources: IdentitySources,
  rules: readonly MatchRule[],
): readonly (readonly number[])[] {
  return resolve(sources, rules).clusters
}

function comparedClustersOf(
  sources: IdentitySources,
  rules: readonly MatchRule[],
): readonly (readonly number[])[] {
  const profiles = inOrder(sources.profiles)
  const groups = createConnectedGroups(profiles.length)
  for (const [left, one] of profiles.entries()) {
    for (const [right, other] of profiles.entries()) {
      if (right <= left) continue
      const areOne =
        one.id === other.id || rules.some((rule) => doesHold(rule, one, other, sources))
      if (areOne) groups.join(left, right)
    }
  }
  return groups.groups()
}

/** Of each object there is one record on each side, and the two meet all criteria about it. */
function doesHold(
  { criteria }: MatchRule,
  one: SourceRecord,
  other: SourceRecord,
  sources: IdentitySources,
): boolean {
  const entityNames = new Set(criteria.map(({ entityName }) => entityName))
  const withNumber = criteria.find(
    ({ entityName, partyIdentificationInfo }) =>
      entityName !== identification && partyIdentificationInfo !== undefined,
  )
  if (withNumber !== undefined) {
    const number = { ...withNumber, entityName: identification, matchMethodType: 'Exact' as const }
    const rule = [{ ...number, fieldName: 'ssot__Identificationnumber__c' }]
    if (!areMet(rule, one, other, sources)) return false
  }
  return [...entityNames].every((entityName) =>
    areMet(
      criteria.filter((candidate) => candidate.entityName === entityName),
      one,
      other,
      sources,
    ),
  )
}

function areMet(
  criteria: readonly MatchCriterion[],
  one: SourceRecord,
  other: SourceRecord,
  sources: IdentitySources,
): boolean {
  const entityName = criteria[0]?.entityName ?? ''
  const recordsOf = (profile: SourceRecord): readonly SourceRecord[] => {
    if (entityName === individual) return [profile]
    const all = (sources.parties.get(entityName) ?? []).filter(
      ({ partyId }) => partyId === profile.id,
    )
    const info = criteria[0]?.partyIdentificationInfo
    const isInScope = (record: SourceRecord) =>
      info === undefined ||
      (textOf(record, 'ssot__Name__c') === info.partyName &&
        [undefined, textOf(record, 'ssot__PartyIdentificationTypeId__c')].includes(info.partyType))
    const found = all.filter(isInScope)
    const none: SourceRecord = { ...profile, values: {} }
    return found.length === 0 ? [none] : found
  }
  return recordsOf(one).some((left) =>
    recordsOf(other).some((right) => criteria.every((candidate) => isMet(candidate, left, right))),
  )
}

function isMet(criterionMet: MatchCriterion, left: SourceRecord, right: SourceRecord): boolean {
  const { entityName, fieldName, matchMethodType, shouldMatchOnBlank } = criterionMet
  const texts = [textOf(left, fieldName), textOf(right, fieldName)]
  const [one = '', other = ''] = texts
  const blankCount = texts.filter((text) => text.trim() === '').length
  if (blankCount > 0) return blankCount === 2 && shouldMatchOnBlank
  if (entityName === identification) {
    const scopes = ['ssot__Name__c', 'ssot__PartyIdentificationTypeId__c']
    if (scopes.some((scope) => textOf(left, scope) !== textOf(right, scope))) return false
    if (criterionMet.caseSensitiveMatch) return one === other
  }
  const areEqual = one.toLowerCase() === other.toLowerCase()
  switch (matchMethodType) {
    case 'Exact':
      return areEqual
    case 'ExactNormalized':
      return normalizedOf(fieldName, one) === normalizedOf(fieldName, other)
    case 'Fuzzy':
      return areSimilarNames(one, other, 'medium')
    case 'FuzzyHigh':
      return areSimilarNames(one, other, 'high')
    case 'FuzzyLow':
      return areSimilarNames(one, other, 'low')
  }
}

function normalizedOf(fieldName: string, text: string): string {
  if (fieldName.includes('Email')) return normalizedEmailOf(text)
  if (fieldName.includes('Phone')) return normalizedPhoneOf(text, '')
  return fieldName.includes('Country') ? normalizedCountryOf(text) : normalizedAddressLineOf(text)
}

function randomSourcesOf(seed: string): IdentitySources {
  const random = createSeededRandom(seed)
  const below = (count: number) => Number.parseInt(random.hex(6), 16) % count
  const oneOf = (...texts: readonly string[]) => texts[below(texts.length)] ?? ''
  const profiles: SourceRecord[] = []
  const parties = new Map<string, PartyRecord[]>([
    [email, []],
    [phone, []],
    [address, []],
    [identification, []],
  ])
  const addParty = (entityName: string, partyId: string, values: Record<string, string>) => {
    const list = parties.get(entityName) ?? []
    const id = `${entityName} ${list.length}`
    list.push({ id, dataSource: 'site', dataSourceObject: 'party', partyId, values: named(values) })
  }
  const named = (values: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [`ssot__${name}__c`, value] as const),
    )
  for (let count = 0; count < profileCount; count += 1) {
    const id = `p${below(profileCount * 4)}`
    profiles.push({
      ...{ id, dataSource: `source ${count}`, dataSourceObject: 'profile' },
      values: named({
        FirstName: oneOf('William', 'bill', 'Ada', 'Beatrix', 'Mary-Jo', 'Jo Mary', 'Adá', '', ' '),
        LastName: oneOf('Muster', 'muster', 'Other', 'Third', '', 'Doe', `L${below(60)}`),
      }),
    })
    for (let left = below(3); left > 0; left -= 1) {
      const at = `${oneOf('a', 'A', 'b')}${below(25)}@${oneOf('gmail.com', 'example.com')}`
      addParty(email, id, { EmailAddress: oneOf(at, at, ` ${at}`, '') })
    }
    for (let left = below(2); left > 0; left -= 1) {
      const digits = 1000 + below(70)
      const FormattedE164Phonenumber = oneOf(`+4930901${digits}`, `+49 30 901 ${digits}`, '')
      addParty(phone, id, { FormattedE164Phonenumber })
    }
    for (let left = below(3); left > 0; left -= 1) {
      addParty(address, id, {
        AddressLine1: `${below(9)} ${oneOf('Main Street', 'Main St', 'Hill Rd')}`,
        CityName: oneOf('Bonn', 'BONN', 'Paris', ''),
        CountryName: oneOf('DE', 'Germany', 'France', ''),
      })
    }
    for (let left = below(3); left > 0; left -= 1) {
      addParty(identification, id, {
        Name: oneOf('anonymous_id', 'previous_id', 'group_id', 'loyalty'),
        PartyIdentificationTypeId: oneOf('anonymous', 'alias', 'group'),
        Identificationnumber: oneOf('', `${oneOf('N', 'n')}${below(120)}`),
      })
    }
  }
  return { profiles, parties }
}
