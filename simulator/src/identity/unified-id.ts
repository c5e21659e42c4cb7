/** Ids of unified profiles: as stable as the profiles are. */
import { createHash } from 'node:crypto'
import { recordKeyOf, type SourceRecord } from './source-record.ts'

/** 32 hexadecimal digits {UIL}, which follow from the parts. */
export function unifiedIdOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
}

/** Id of a unified profile that is new in a run. */
export function newUnifiedIdOf(idSeed: string, firstMember: SourceRecord): string {
  return unifiedIdOf([idSeed, recordKeyOf(firstMember)])
}

/** What the run before knew: the unified profile of each source profile, and when each was first made. */
export type Former = {
  readonly unifiedIdOf: ReadonlyMap<string, string>
  readonly createdOf: ReadonlyMap<string, string>
}

/**
 * Each former id, the oldest first, goes to the cluster with most of its former members that has none yet, the first of
 * equally large ones. So of two profiles that become one the older id stays, the largest part of one that is split keeps
 * its id, and no id ends while a cluster with one of its members has to take a new one.
 */
export function unifiedIdsOf(
  clusters: readonly (readonly SourceRecord[])[],
  { unifiedIdOf, createdOf }: Former,
  newId: (firstMember: SourceRecord) => string,
): readonly string[] {
  const claimsOf = new Map<string, Map<number, number>>()
  for (const [index, cluster] of clusters.entries()) {
    for (const profile of cluster) {
      const id = unifiedIdOf.get(recordKeyOf(profile))
      if (id === undefined) continue
      const claims = claimsOf.get(id) ?? new Map<number, number>()
      claimsOf.set(id, claims.set(index, (claims.get(index) ?? 0) + 1))
    }
  }
  const ageOf = (id: string) => `${createdOf.get(id) ?? ''} ${id}`
  const byAge = [...claimsOf]
    .map(([id, claims]) => ({ id, claims, age: ageOf(id) }))
    .toSorted((left, right) => (left.age < right.age ? -1 : 1))
  const idOf = new Map<number, string>()
  for (const { id, claims } of byAge) {
    const [best] = [...claims]
      .filter(([index]) => !idOf.has(index))
      .toSorted(([, left], [, right]) => right - left)
    if (best !== undefined) idOf.set(best[0], id)
  }
  return clusters.map((cluster, index) => {
    const [first] = cluster
    return idOf.get(index) ?? (first === undefined ? '' : newId(first))
  })
}
