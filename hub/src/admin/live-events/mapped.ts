import type { JournalEntry } from '../../core/event.ts'
import type { Integration } from '../../core/integration.ts'
import type { Mapped } from '../../core/record.ts'
import { governanceOf } from '../../governance/governance.ts'
import { mappingOf } from '../../mapping/variants.ts'

/**
 * What becomes of an entry for an integration: the rules first, then the mapping, as delivery decides it too. Pure, so
 * it can be told again at any time from the entry alone; what is recorded of an event goes before it all the same.
 */
export function mappedOf(entry: JournalEntry, integration: Integration): Mapped {
  const governed = governanceOf(entry, integration)
  if (governed.kind === 'dropped') return governed
  const mapping = mappingOf(integration.variant)
  if (mapping === null) {
    return { kind: 'unmappable', detail: `This version knows no variant ${integration.variant}.` }
  }
  const mapped = mapping.recordsOf(governed.event)
  const isEmpty = mapped.kind === 'records' && mapped.records.length === 0
  return isEmpty
    ? {
        kind: 'dropped',
        reason: 'no_mapping',
        detail: 'The mapping makes no record of this event.',
      }
    : mapped
}
