import { describe, expect, test } from 'vitest'
import type { MatchCriterion, MatchMethod, MatchRule } from '../org/ruleset.ts'
import { resolve, sameIdLabel } from './resolve.ts'
import type { IdentitySources, PartyRecord, SourceRecord } from './source-record.ts'

const individual = 'ssot__Individual__dlm'
const email = 'ssot__ContactPointEmail__dlm'
const phone = 'ssot__ContactPointPhone__dlm'
const address = 'ssot__ContactPointAddress__dlm'
const identification = 'ssot__PartyIdentification__dlm'

type Person = {
  readonly id: string
  readonly source?: string
  readonly first?: string
  readonly last?: string
  readonly emails?: readonly string[]
  readonly phones?: readonly string[]
  readonly addresses?: readonly Readonly<Record<string, string>>[]
  /** Name, type and number. */
  readonly identifications?: readonly (readonly [string, string, string])[]
}

function sourcesOf(people: readonly Person[]): IdentitySources {
  const recordOf = (person: Person, id: string, values: Record<string, string>): SourceRecord => ({
    id,
    dataSource: person.source ?? 'site',
    dataSourceObject: 'profile',
    values: Object.fromEntries(
      Object.entries(values).map(([name, value]) => [`ssot__${name}__c`, value]),
    ),
  })
  const parties = (of: (person: Person) => readonly Record<string, string>[]): PartyRecord[] =>
    people.flatMap((person) =>
      of(person).map((values, index) => ({
        ...recordOf(person, `${person.id}-${index}`, values),
        partyId: person.id,
      })),
    )
  return {
    profiles: people.map((person) =>
      recordOf(person, person.id, { FirstName: person.first ?? '', LastName: person.last ?? '' }),
    ),
    parties: new Map([
      [email, parties(({ emails }) => (emails ?? []).map((text) => ({ EmailAddress: text })))],
      [
        phone,
        parties(({ phones }) => (phones ?? []).map((text) => ({ FormattedE164Phonenumber: text }))),
      ],
      [address, parties(({ addresses }) => addresses ?? [])],
      [
        identification,
        parties(({ identifications }) =>
          (identifications ?? []).map(
            ([Name, PartyIdentificationTypeId, Identificationnumber]) => ({
              Name,
              PartyIdentificationTypeId,
              Identificationnumber,
            }),
          ),
        ),
      ],
    ]),
  }
}

function criterion(
  entityName: string,
  field: string,
  matchMethodType: MatchMethod,
  more: Partial<MatchCriterion> = {},
): MatchCriterion {
  return {
    entityName,
    fieldName: `ssot__${field}__c`,
    matchMethodType,
    shouldMatchOnBlank: false,
    caseSensitiveMatch: false,
    ...more,
  }
}
const rule = (...criteria: readonly MatchCriterion[]): MatchRule => ({ label: 'a rule', criteria })
const byEmail = rule(criterion(email, 'EmailAddress', 'ExactNormalized'))
const byNameAndEmail = rule(
  criterion(individual, 'FirstName', 'Fuzzy'),
  criterion(individual, 'LastName', 'Exact'),
  criterion(email, 'EmailAddress', 'ExactNormalized'),
)

/** Ids of those who are one person. */
function clustersOf(people: readonly Person[], ...rules: readonly MatchRule[]) {
  const { clusters, profiles } = resolve(sourcesOf(people), rules)
  return clusters
    .map((cluster) => cluster.map((place) => profiles[place]?.id ?? '').toSorted())
    .toSorted((left, right) => String(left).localeCompare(String(right)))
}

describe('match rules', () => {
  test('without any, profiles with one individual id are one', () => {
    const people = [
      { id: 'a', source: 'one' },
      { id: 'a', source: 'two' },
      { id: 'b', source: 'one' },
    ]
    expect(clustersOf(people)).toEqual([['a', 'a'], ['b']])
    expect(resolve(sourcesOf(people), []).matches).toMatchObject([{ ruleLabel: sameIdLabel }])
  })

  test('need all criteria of one rule', () => {
    const people = [
      { id: 'a', first: 'William', last: 'Muster', emails: ['w@example.com'] },
      { id: 'b', first: 'bill', last: 'MUSTER', emails: ['W@Example.com'] },
      { id: 'c', first: 'Bill', last: 'Other', emails: ['w@example.com'] },
      { id: 'd', first: 'Bill', last: 'Muster', emails: ['x@example.com'] },
    ]
    expect(clustersOf(people, byNameAndEmail)).toEqual([['a', 'b'], ['c'], ['d']])
  })

  test('need one rule of several', () => {
    const byPhone = rule(criterion(phone, 'FormattedE164Phonenumber', 'ExactNormalized'))
    const people = [
      { id: 'a', emails: ['w@example.com'] },
      { id: 'b', emails: ['w@example.com'], phones: ['+1 (650) 277-9500'] },
      { id: 'c', phones: ['+16502779500'] },
    ]
    expect(clustersOf(people, byEmail, byPhone)).toEqual([['a', 'b', 'c']])
  })

  test('say why two profiles are one', () => {
    const people = [
      { id: 'a', first: 'William', last: 'Muster', emails: ['w@example.com'] },
      { id: 'b', first: 'Bill', last: 'Muster', emails: ['x@example.com', 'W@example.com'] },
    ]
    expect(resolve(sourcesOf(people), [byNameAndEmail]).matches).toEqual([
      {
        left: 0,
        right: 1,
        ruleLabel: 'a rule',
        values: [
          {
            entityName: individual,
            fieldName: 'ssot__FirstName__c',
            left: 'William',
            right: 'Bill',
          },
          {
            entityName: individual,
            fieldName: 'ssot__LastName__c',
            left: 'Muster',
            right: 'Muster',
          },
          {
            entityName: email,
            fieldName: 'ssot__EmailAddress__c',
            left: 'w@example.com',
            right: 'W@example.com',
          },
        ],
      },
    ])
  })

  test('are met by one and the same address, not by parts of two', () => {
    const byAddress = rule(
      criterion(address, 'AddressLine1', 'ExactNormalized'),
      criterion(address, 'CityName', 'Exact'),
    )
    const at = (AddressLine1: string, CityName: string) => ({ AddressLine1, CityName })
    const people = [
      { id: 'a', addresses: [at('1 High Street', 'Ulm'), at('2 Low Road', 'Bonn')] },
      { id: 'b', addresses: [at('1 High St', 'Bonn')] },
      { id: 'c', addresses: [at('1 High St', 'ulm')] },
    ]
    expect(clustersOf(people, byAddress)).toEqual([['a', 'c'], ['b']])
  })

  test('join nobody by blank values, unless they may', () => {
    const people = [
      { id: 'a', first: ' ', last: 'Muster' },
      { id: 'b', first: '', last: 'Muster' },
      { id: 'c', first: 'Ada', last: 'Muster' },
    ]
    const by = (shouldMatchOnBlank: boolean) =>
      rule(
        criterion(individual, 'FirstName', 'Fuzzy', { shouldMatchOnBlank }),
        criterion(individual, 'LastName', 'Exact'),
      )
    expect(clustersOf(people, by(false))).toEqual([['a'], ['b'], ['c']])
    expect(clustersOf(people, by(true))).toEqual([['a', 'b'], ['c']])
  })
})

describe('party identifications', () => {
  const people: readonly Person[] = [
    { id: 'a', identifications: [['loyalty', 'card', 'X1']] },
    { id: 'b', identifications: [['loyalty', 'card', 'x1']] },
    { id: 'c', identifications: [['group', 'card', 'X1']] },
    { id: 'd', identifications: [['loyalty', 'app', 'X1']] },
  ]
  const number = (more: Partial<MatchCriterion>) =>
    rule(criterion(identification, 'Identificationnumber', 'Exact', more))

  test('match within one name and type only', () => {
    expect(clustersOf(people, number({}))).toEqual([['a', 'b'], ['c'], ['d']])
  })

  test('match for the name that the rule is about, in their own case where it asks for it', () => {
    const partyIdentificationInfo = { partyName: 'loyalty', partyType: 'card' }
    const group = { partyIdentificationInfo: { partyName: 'group' } }
    expect(clustersOf(people, number({ partyIdentificationInfo }))[0]).toEqual(['a', 'b'])
    expect(clustersOf(people, number(group))).toHaveLength(4)
    expect(clustersOf(people, number({ caseSensitiveMatch: true }))).toHaveLength(4)
  })

  test('may be asked for beside another field', () => {
    const people = [
      { id: 'a', last: 'Muster', identifications: [['loyalty', 'card', 'X1']] },
      { id: 'b', last: 'Muster', identifications: [['loyalty', 'card', 'X1']] },
      { id: 'c', last: 'Muster', identifications: [['loyalty', 'card', 'X2']] },
    ] satisfies readonly Person[]
    const lastName = criterion(individual, 'LastName', 'Exact', {
      partyIdentificationInfo: { partyName: 'loyalty' },
    })
    expect(clustersOf(people, rule(lastName))).toEqual([['a', 'b'], ['c']])
  })
})

test('somebody with hundreds of contact points is joined by the last of them too', () => {
  const emails = Array.from({ length: 300 }, (_unused, index) => `m${index}@example.com`)
  const named = { first: 'Ada', last: 'Muster' }
  const people = [
    { ...named, id: 'many', emails },
    ...emails.map((text, index) => ({ ...named, id: `p${index}`, emails: [text] })),
  ]
  expect(clustersOf(people, byNameAndEmail)).toHaveLength(1)
})

test('a blank record is as blank as none, where blanks may match', () => {
  const blank = { shouldMatchOnBlank: true }
  const byAddress = rule(
    criterion(individual, 'LastName', 'Exact'),
    criterion(address, 'CityName', 'Exact', blank),
    criterion(address, 'CountryName', 'Exact', blank),
  )
  const people = [
    { id: 'a', last: 'Muster', addresses: [{ CityName: '', CountryName: '' }] },
    { id: 'b', last: 'Muster' },
  ]
  expect(clustersOf(people, byAddress)).toEqual([['a', 'b']])
})

test('rows without an individual id are nobody, and not one person', () => {
  const people = [{ id: '', source: 'one' }, { id: ' ', source: 'two' }, { id: 'a' }]
  expect(clustersOf(people, byNameAndEmail)).toEqual([['a']])
})

/** A generator of its own, so that a failure can be repeated. */
function createDice(seed: number) {
  let state = seed
  return (sides: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
}

function shuffled<Kind>(items: readonly Kind[], dice: (sides: number) => number): Kind[] {
  return items
    .map((item) => ({ item, place: dice(1_000_000) }))
    .toSorted((left, right) => left.place - right.place)
    .map(({ item }) => item)
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'the order of the input never changes who is one person, nor why (seed %i)',
  (seed) => {
    const dice = createDice(seed)
    const firsts = ['William', 'Bill', 'Will', 'Lisa', 'Liza', 'Mary-Jo', 'maryjo', '']
    const people = Array.from({ length: 60 }, (_unused, index): Person => ({
      id: `p${dice(50)}`,
      source: `s${index}`,
      first: firsts[dice(firsts.length)] ?? '',
      last: ['Muster', 'muster', 'Other'][dice(3)] ?? '',
      emails: Array.from({ length: dice(3) }, () => `m${dice(12)}@example.com`),
      identifications: dice(3) === 0 ? [['anonymous_id', 'anonymous', `n${dice(20)}`]] : [],
    }))
    const rules = [byNameAndEmail, rule(criterion(identification, 'Identificationnumber', 'Exact'))]
    const expected = resolve(sourcesOf(people), rules)
    expect(expected.clusters.length).toBeLessThan(people.length)
    for (let round = 0; round < 5; round += 1) {
      expect(resolve(sourcesOf(shuffled(people, dice)), rules)).toEqual(expected)
    }
  },
)

test('a hundred thousand profiles are resolved within seconds', () => {
  const people = Array.from({ length: 100_000 }, (_unused, index): Person => ({
    id: `p${index}`,
    first: index % 2 === 0 ? 'William' : 'Bill',
    last: `L${Math.floor(index / 4)}`,
    emails: [`m${Math.floor(index / 2)}@example.com`],
    phones: [`+4930${9_000_000 + (index % 1_000)}`],
  }))
  const byNameAndPhone = rule(
    criterion(individual, 'FirstName', 'Fuzzy'),
    criterion(individual, 'LastName', 'Exact'),
    criterion(phone, 'FormattedE164Phonenumber', 'ExactNormalized'),
  )
  const { clusters } = resolve(sourcesOf(people), [byNameAndEmail, byNameAndPhone])
  expect(clusters).toHaveLength(50_000)
})
