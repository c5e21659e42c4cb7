import assert from 'node:assert/strict'
import type { ProblemCode } from '../core/problem.ts'
import type { CatalogEntry, Diagnosis } from './catalog-entry.ts'
import { salesforceCdp } from './salesforce-cdp/salesforce-cdp.ts'

/**
 * The products that Signal delivers to. Shipped with the program and versioned with it; there is no database behind it.
 */
export const catalogEntries: readonly CatalogEntry[] = [salesforceCdp]

/** The entry of a key, or null when the catalogue has none. */
export function catalogEntryOf(key: string): CatalogEntry | null {
  return catalogEntries.find((entry) => entry.key === key) ?? null
}

/** What a person needs to know about a problem: every entry has a row for every code. */
export function diagnosisOf(entry: CatalogEntry, problem: ProblemCode): Diagnosis {
  const diagnosis = entry.troubleshooting.find(({ code }) => code === problem)
  // An entry without a row is our own mistake, and a test looks for it.
  assert(diagnosis !== undefined, `${entry.key} has no diagnosis for ${problem}`)
  return diagnosis
}
