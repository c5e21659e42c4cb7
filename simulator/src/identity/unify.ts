/**
 * From clusters of source profiles to the rows that identity resolution writes: unified profiles, their contact points and
 * identifications, the links to the sources, and what joined them.
 */
import { individualObjectName, linkFields, type UnifiedObject } from '../model/unified-objects.ts'
import { primaryKeyField, sourceFields } from '../model/standard-objects.ts'
import type { Ruleset } from '../org/ruleset.ts'
import { isAnonymousValue } from './anonymous.ts'
import { choiceOf, reconciledValueOf } from './reconcile.ts'
import { resolve, type Match } from './resolve.ts'
import {
  recordKeyOf,
  textOf,
  type IdentitySources,
  type SourceRecord,
  type Value,
} from './source-record.ts'
import { unifiedIdsOf, type Former } from './unified-id.ts'
import { unifiedPartiesOf, unifiedPartyRowOf } from './unified-parties.ts'

/** A row to be written, by column name; columns that are absent become null. */
export type OutputRow = Readonly<Record<string, Value>>

export type Unification = {
  /** Rows by the name of the output object, made as they are taken, once. */
  readonly rows: ReadonlyMap<string, Iterable<OutputRow>>
  readonly matches: Iterable<MatchRow>
  readonly statistics: Statistics
}

/** Why two source profiles are one, as it is kept for people to see. */
export type MatchRow = {
  readonly unifiedId: string
  readonly left: string
  readonly right: string
  readonly ruleLabel: string
  readonly values: Match['values']
}

/** The counts of the last run, in the members of Connect REST. */
export type Statistics = {
  readonly sourceProfiles: number
  /** Source profiles that share their unified profile with another. */
  readonly matchedSourceProfiles: number
  readonly totalUnifiedProfiles: number
  readonly knownUnifiedProfiles: number
  readonly anonymousUnifiedProfiles: number
  /** 1 − unified / source; 0 when there is nothing. */
  readonly consolidationRate: number
}

export const statisticsEmpty: Statistics = {
  sourceProfiles: 0,
  matchedSourceProfiles: 0,
  totalUnifiedProfiles: 0,
  knownUnifiedProfiles: 0,
  anonymousUnifiedProfiles: 0,
  consolidationRate: 0,
}

type Needs = {
  readonly sources: IdentitySources
  readonly ruleset: Ruleset
  readonly objects: readonly UnifiedObject[]
  readonly former: Former
  /** Name of the lake object that fills a data source object. */
  readonly lakeObjectOf: (dataSourceObject: string) => string
  /** Makes the id of a unified profile that is new, from the first of its members. */
  readonly newId: (firstMember: SourceRecord) => string
  /** Now, as text that Postgres reads. */
  readonly now: string
}

export function unify(needs: Needs): Unification {
  const { sources, ruleset, objects } = needs
  const { profiles, clusters, matches } = resolve(sources, ruleset.matchRules)
  const members = clusters.map((cluster) =>
    cluster.flatMap((place) => {
      const profile = profiles[place]
      return profile === undefined ? [] : [profile]
    }),
  )
  const ids = unifiedIdsOf(members, needs.former, needs.newId)
  const unifiedIdOf = new Map<string, string>()
  const unifiedIdOfParty = new Map<string, string>()
  for (const [index, cluster] of members.entries()) {
    const unifiedId = ids[index] ?? ''
    for (const profile of cluster) {
      unifiedIdOf.set(recordKeyOf(profile), unifiedId)
      unifiedIdOfParty.set(profile.id, unifiedId)
    }
  }
  const clustersById = members.map((cluster, index) => ({ cluster, unifiedId: ids[index] ?? '' }))
  const rows = new Map<string, Iterable<OutputRow>>()
  for (const { source, unified, link } of objects) {
    if (source.name === individualObjectName) {
      rows.set(unified.name, individualsOf(clustersById, needs))
      rows.set(link.name, linksOf(clustersById))
    } else {
      const records = sources.parties.get(source.name) ?? []
      const parties = () => unifiedPartiesOf(source.name, records, unifiedIdOfParty)
      rows.set(
        unified.name,
        parties()
          .filter(({ isFirst }) => isFirst)
          .map(unifiedPartyRowOf),
      )
      rows.set(
        link.name,
        parties().map(({ record, unifiedId }) => linkOf(record, unifiedId)),
      )
    }
  }
  return {
    rows,
    matches: matchRowsOf(matches, profiles, unifiedIdOf),
    statistics: statisticsOf(members),
  }
}

type UnifiedCluster = { readonly cluster: Cluster; readonly unifiedId: string }
type Cluster = readonly SourceRecord[]

function* individualsOf(
  clusters: readonly UnifiedCluster[],
  needs: Needs,
): Generator<OutputRow, void> {
  for (const { cluster, unifiedId } of clusters) yield individualOf(cluster, unifiedId, needs)
}

function* linksOf(clusters: readonly UnifiedCluster[]): Generator<OutputRow, void> {
  for (const { cluster, unifiedId } of clusters) {
    for (const profile of cluster) yield linkOf(profile, unifiedId)
  }
}

function individualOf(
  cluster: Cluster,
  unifiedId: string,
  { ruleset, objects, former, lakeObjectOf, now }: Needs,
): OutputRow {
  const fields = objects.find(({ source }) => source.name === individualObjectName)?.source.fields
  const records = cluster.map((record) => ({
    record,
    lakeObject: lakeObjectOf(record.dataSourceObject),
  }))
  const filled = new Set(cluster.flatMap(({ values }) => Object.keys(values)))
  const reconciled = (fields ?? [])
    .filter(({ name }) => filled.has(name))
    .map(({ name }): [string, Value] => [
      name,
      reconciledValueOf(
        records,
        name,
        choiceOf(ruleset.reconciliationRules, individualObjectName, name),
      ),
    ])
  return {
    ...Object.fromEntries(reconciled),
    [primaryKeyField]: unifiedId,
    // One known member makes a unified profile known {ANON}.
    [anonymousField]: cluster.every(isAnonymous) ? '1' : '0',
    ssot__CreatedDate__c: former.createdOf.get(unifiedId) ?? now,
    ssot__LastModifiedDate__c: now,
  }
}

export const anonymousField = 'ssot__IsAnonymous__c'

export function isAnonymous(profile: SourceRecord): boolean {
  return isAnonymousValue(textOf(profile, anonymousField))
}

function linkOf(record: SourceRecord, unifiedId: string): OutputRow {
  return {
    [linkFields.source]: record.id,
    [linkFields.unified]: unifiedId,
    [sourceFields.dataSource]: record.dataSource,
    [sourceFields.dataSourceObject]: record.dataSourceObject,
    [sourceFields.internalOrganization]: record.values[sourceFields.internalOrganization] ?? null,
  }
}

function* matchRowsOf(
  matches: readonly Match[],
  profiles: readonly SourceRecord[],
  unifiedIdOf: ReadonlyMap<string, string>,
): Generator<MatchRow, void> {
  for (const { left, right, ruleLabel, values } of matches) {
    const one = profiles[left]
    const other = profiles[right]
    if (one === undefined || other === undefined) continue
    const key = recordKeyOf(one)
    const unifiedId = unifiedIdOf.get(key) ?? ''
    yield { unifiedId, left: key, right: recordKeyOf(other), ruleLabel, values }
  }
}

function statisticsOf(members: readonly (readonly SourceRecord[])[]): Statistics {
  const sourceCount = members.reduce((sum, cluster) => sum + cluster.length, 0)
  const matchedCount = members.reduce(
    (sum, cluster) => sum + (cluster.length > 1 ? cluster.length : 0),
    0,
  )
  const anonymousCount = members.filter((cluster) => cluster.every(isAnonymous)).length
  return {
    sourceProfiles: sourceCount,
    matchedSourceProfiles: matchedCount,
    totalUnifiedProfiles: members.length,
    knownUnifiedProfiles: members.length - anonymousCount,
    anonymousUnifiedProfiles: anonymousCount,
    consolidationRate: sourceCount === 0 ? 0 : 1 - members.length / sourceCount,
  }
}
