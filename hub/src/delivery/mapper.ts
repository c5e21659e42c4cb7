import type { Offset } from '../core/ids.ts'
import type { Integration } from '../core/integration.ts'
import type { Mapped, ObjectCategory } from '../core/record.ts'
import type { StoredEntry } from '../journal/journal.ts'

/** One journal entry as an integration sees it. */
export type MappedEntry = {
  readonly offset: Offset
  readonly mapped: Mapped
  /** Sum of its records' bytes. */
  readonly recordBytes: number
}

/**
 * What mapping needs to know of an integration: nothing that a person can change while lanes stand at different places,
 * or they would disagree about an event.
 */
export type MappingSubject = Pick<Integration, 'id' | 'catalogKey' | 'variant'>

/** The objects an integration writes to, each with a lane of its own. */
export type MappingPlan = {
  readonly objects: readonly { readonly name: string; readonly category: ObjectCategory }[]
}

/** Turns journal entries into records, off the thread that answers requests. */
export interface Mapper extends AsyncDisposable {
  /** The first of the entries, mapped: as many as make a bounded amount of records, and at least one. */
  map(subject: MappingSubject, entries: readonly StoredEntry[]): Promise<readonly MappedEntry[]>
}

/** What crosses to the mapping thread: never the configuration, which holds secrets. */
export function subjectOf({ id, catalogKey, variant }: Integration): MappingSubject {
  return { id, catalogKey, variant }
}
