import type { JournalEntry } from '../core/event.ts'
import type { Mapped } from '../core/record.ts'
import { governanceOf } from '../governance/governance.ts'
import type { StoredEntry } from '../journal/journal.ts'
import { mappingOf } from '../mapping/variants.ts'
import type { MappedEntry, MappingSubject } from './mapper.ts'

/** Bytes of records made at a time; an event of a few kilobytes can make hundreds of times as many. */
const mappedBytesMax = 4 * 1024 * 1024

/**
 * What one integration makes of journal entries: of as many, from the first on, as make {@link mappedBytesMax} of records.
 * Never throws for an entry: one that the mapping cannot digest becomes `unmappable`, and the others go on.
 */
export function mapEntries(
  subject: MappingSubject,
  entries: readonly StoredEntry[],
): readonly MappedEntry[] {
  const mappedEntries: MappedEntry[] = []
  let bytes = 0
  for (const { offset, json } of entries) {
    if (bytes >= mappedBytesMax) break
    const mapped = mappedOf(subject, json)
    const recordBytes =
      mapped.kind === 'records' ? mapped.records.reduce((sum, record) => sum + record.bytes, 0) : 0
    mappedEntries.push({ offset, mapped, recordBytes })
    bytes += recordBytes
  }
  return mappedEntries
}

function mappedOf(subject: MappingSubject, json: string): Mapped {
  const mapping = mappingOf(subject.variant)
  if (mapping === null) {
    const detail = `This version knows no variant ${subject.variant} of ${subject.catalogKey}.`
    return { kind: 'unmappable', detail }
  }
  try {
    const entry = JSON.parse(json) as JournalEntry // parsed: the collector checked it before it was stored
    const governed = governanceOf(entry, subject)
    return governed.kind === 'pass' ? mapping.recordsOf(governed.event) : governed
  } catch (cause) {
    // A mapping promises not to throw; one that does must cost its own event only, not the lane.
    const detail = cause instanceof Error ? cause.message : String(cause)
    return { kind: 'unmappable', detail: `The mapping failed on this event: ${detail}` }
  }
}
