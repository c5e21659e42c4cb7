import { serveCalls } from '../platform/worker-call.ts'
import type { StoredEntry } from '../journal/journal.ts'
import { mapEntries } from './map-entries.ts'
import type { MappingSubject } from './mapper.ts'

/** What the mapping thread answers. */
export type MapperMethods = {
  map(argument: {
    readonly subject: MappingSubject
    readonly entries: readonly StoredEntry[]
  }): ReturnType<typeof mapEntries>
}

await serveCalls<MapperMethods>(() => ({
  methods: { map: ({ subject, entries }) => mapEntries(subject, entries) },
  close: () => undefined,
}))
