import type { JournalEntry } from '../core/event.ts'
import type { Governed, GovernanceStep, GovernedIntegration } from './governed.ts'
import { senderChoiceOf } from './sender-choice.ts'

/** The rules, in the order they are asked. Each sees the event as the one before it left it. */
const steps: readonly GovernanceStep[] = [senderChoiceOf]

/**
 * Decides whether an integration may have an entry of the journal. Pure: equal entries and equal configuration give
 * equal decisions, also in a replay.
 */
export function governanceOf(entry: JournalEntry, integration: GovernedIntegration): Governed {
  if (entry.kind === 'quarantined') {
    return { kind: 'dropped', reason: 'quarantined', detail: entry.detail }
  }
  let governed: Governed = { kind: 'pass', event: entry }
  for (const step of steps) {
    governed = step(governed.event, integration)
    if (governed.kind === 'dropped') return governed
  }
  return governed
}
