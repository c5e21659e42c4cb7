import { dropReasons } from '../../core/record.ts'
import type { Integration } from '../../core/integration.ts'
import type { Journal } from '../../journal/journal.ts'
import type { EventTotals, OutcomeStore } from '../../store/store.ts'
import type { Ledger } from './integration.ts'

type Needs = {
  readonly outcomes: Pick<OutcomeStore, 'totals'>
  readonly journal: Pick<Journal, 'head'>
}

/** Reads where every event of an integration stands. */
export async function readLedger(integration: Integration, needs: Needs): Promise<Ledger> {
  // The head is read after the totals: it only grows, so nothing settled can be missing from what was taken in.
  const totals = await needs.outcomes.totals(integration.id)
  return ledgerOf(totals, needs.journal.head() - integration.startsAfter)
}

/** What is neither accepted nor dropped nor dead waits, so the sum is exact at every moment. */
export function ledgerOf(totals: EventTotals, takenIn: number): Ledger {
  const byReason = dropReasons.flatMap((reason) => {
    const count = totals.dropped[reason] ?? 0
    return count === 0 ? [] : [{ reason, count }]
  })
  const dropped = byReason.reduce((sum, entry) => sum + entry.count, 0)
  const { accepted, dead } = totals
  return {
    taken_in: takenIn,
    waiting: takenIn - accepted - dropped - dead,
    accepted,
    dropped,
    dead,
    dropped_by_reason: byReason,
  }
}
