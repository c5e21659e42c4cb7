import type { Offset } from '../core/ids.ts'
import type { Integration } from '../core/integration.ts'
import type { Mapped, ObjectCategory } from '../core/record.ts'
import type { StoredEntry } from '../journal/journal.ts'

/** One journal entry as an integration sees it. */
export type MappedEntry = { readonly offset: Offset; readonly mapped: Mapped }

/** What mapping needs to know of an integration; small, because it crosses a thread's border. */
export type MappingSubject = Pick<Integration, 'name' | 'catalogKey' | 'variant'>

/** The objects an integration writes to, each with a lane of its own. */
export type MappingPlan = {
  readonly objects: readonly { readonly name: string; readonly category: ObjectCategory }[]
}

/** Turns journal entries into records, off the thread that answers requests. */
export interface Mapper extends AsyncDisposable {
  map(subject: MappingSubject, entries: readonly StoredEntry[]): Promise<readonly MappedEntry[]>
}

/** What crosses to the mapping thread: never the configuration, which holds secrets. */
export function subjectOf({ name, catalogKey, variant }: Integration): MappingSubject {
  return { name, catalogKey, variant }
}
