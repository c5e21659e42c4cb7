import { expect, test } from 'vitest'
import { unifiedObjectsOf } from '../model/unified-objects.ts'
import { isAnonymousValue } from './anonymous.ts'
import { defaultRuleset } from './default-ruleset.ts'
import { recordKeyOf, type SourceRecord } from './source-record.ts'
import type { Former } from './unified-id.ts'
import { unify } from './unify.ts'

const ruleset = defaultRuleset({ id: 'one', createdAtMs: 0 })

const profileOf = (id: string, source: string, anonymous = '0'): SourceRecord => ({
  id,
  dataSource: source,
  dataSourceObject: 'profile',
  values: { ssot__Id__c: id, ssot__IsAnonymous__c: anonymous },
})
const keyOf = (id: string, source: string) => recordKeyOf(profileOf(id, source))

/** Unified id of each source profile, with those of the run before. */
function unifiedIdsOf(profiles: readonly SourceRecord[], former: Partial<Former>) {
  let madeCount = 0
  const { rows } = unify({
    sources: { profiles, parties: new Map() },
    ruleset,
    objects: unifiedObjectsOf(ruleset),
    former: { unifiedIdOf: new Map(), createdOf: new Map(), ...former },
    lakeObjectOf: () => 'profile__dll',
    newId: () => {
      madeCount += 1
      return `new-${madeCount}`
    },
    now: '2026-03-02T00:00:00.000Z',
  })
  const links = [...(rows.get('UnifiedLinkssotIndividualIr01__dlm') ?? [])]
  return links.map((row) => [
    row['SourceRecordId__c'],
    row['ssot__DataSourceId__c'],
    row['UnifiedRecordId__c'],
  ])
}

test('of two unified profiles that become one, the older id stays', () => {
  const former: Former = {
    unifiedIdOf: new Map([
      [keyOf('a', 'one'), 'younger'],
      [keyOf('a', 'two'), 'older'],
    ]),
    createdOf: new Map([
      ['older', '2026-01-01 00:00:00.000 UTC'],
      ['younger', '2026-02-01 00:00:00.000 UTC'],
    ]),
  }
  expect(unifiedIdsOf([profileOf('a', 'one'), profileOf('a', 'two')], former)).toEqual([
    ['a', 'one', 'older'],
    ['a', 'two', 'older'],
  ])
})

test.each([
  ['first', 'a', 'b'],
  ['last', 'b', 'a'],
])(
  'where a unified profile is split, the larger part keeps the id, also when it comes %s',
  (_case, larger, smaller) => {
    const profiles = [profileOf(larger, 'one'), profileOf(larger, 'two'), profileOf(smaller, 'one')]
    const former: Former = {
      unifiedIdOf: new Map(profiles.map((profile) => [recordKeyOf(profile), 'kept'])),
      createdOf: new Map([['kept', '2026-01-01 00:00:00.000 UTC']]),
    }
    const found = new Map(unifiedIdsOf(profiles, former).map(([id, , unified]) => [id, unified]))
    expect(found).toEqual(
      new Map([
        [larger, 'kept'],
        [smaller, 'new-1'],
      ]),
    )
  },
)

test('an id stays with its profile, though that took in the smaller part of an older one', () => {
  const profiles = [
    ...[profileOf('a', 'one'), profileOf('a', 'two')],
    ...[profileOf('b', 'one'), profileOf('b', 'two')],
  ]
  const former: Former = {
    unifiedIdOf: new Map([
      [keyOf('a', 'one'), 'older'],
      [keyOf('a', 'two'), 'older'],
      [keyOf('b', 'one'), 'older'],
      [keyOf('b', 'two'), 'younger'],
    ]),
    createdOf: new Map([
      ['older', '2026-01-01 00:00:00.000 UTC'],
      ['younger', '2026-02-01 00:00:00.000 UTC'],
    ]),
  }
  expect(unifiedIdsOf(profiles, former).map(([id, , unified]) => [id, unified])).toEqual([
    ['a', 'older'],
    ['a', 'older'],
    ['b', 'younger'],
    ['b', 'younger'],
  ])
})

test.each(['0', 'No', 'N', 'F', 'False', 'FALSE', '', ' '])(
  'a profile whose Is Anonymous is "%s" is known',
  (text) => {
    expect(isAnonymousValue(text)).toBe(false)
  },
)

test.each(['1', 'true', 'Yes', 'anything'])(
  'a profile whose Is Anonymous is "%s" is anonymous',
  (text) => {
    expect(isAnonymousValue(text)).toBe(true)
  },
)

test('one known member makes a unified profile known', () => {
  const statisticsOf = (profiles: readonly SourceRecord[]) =>
    unify({
      sources: { profiles, parties: new Map() },
      ruleset,
      objects: unifiedObjectsOf(ruleset),
      former: { unifiedIdOf: new Map(), createdOf: new Map() },
      lakeObjectOf: () => '',
      newId: () => 'new',
      now: '',
    }).statistics
  expect(statisticsOf([profileOf('a', 'one', '1'), profileOf('a', 'two', '0')])).toMatchObject({
    knownUnifiedProfiles: 1,
    anonymousUnifiedProfiles: 0,
    consolidationRate: 0.5,
  })
  expect(statisticsOf([profileOf('a', 'one', '1')])).toMatchObject({
    knownUnifiedProfiles: 0,
    anonymousUnifiedProfiles: 1,
  })
  expect(statisticsOf([])).toMatchObject({ totalUnifiedProfiles: 0, consolidationRate: 0 })
})
