import type { IntegrationId } from '../core/ids.ts'
import type { Clock } from '../platform/clock.ts'
import type { BatchRecord, LanePosition, NewDeadLetter, OutcomeStore } from '../store/store.ts'
import type { EventTracker, LanePass } from './event-tracker.ts'

/** What one lane wants written: how far it came, and what ended on the way. */
export type LaneSettlement = {
  readonly pass: LanePass
  readonly batches: readonly BatchRecord[]
  readonly deadLetters: readonly NewDeadLetter[]
}

/**
 * Writes what the lanes of one integration settle: one transaction at a time, holding whatever came while the one
 * before was being written.
 */
export interface Settler {
  /** Resolves once durable. */
  settle(settlement: LaneSettlement): Promise<void>
}

export function createSettler({
  integrationId,
  outcomes,
  tracker,
  idlePositions,
  clock,
}: {
  readonly integrationId: IntegrationId
  readonly outcomes: Pick<OutcomeStore, 'settle'>
  readonly tracker: Pick<EventTracker, 'pass'>
  /** Lanes that only passed over events that do not concern them; written along, never for their own sake. */
  readonly idlePositions: () => readonly LanePosition[]
  readonly clock: Pick<Clock, 'now'>
}): Settler {
  let newest: Promise<void> = Promise.resolve()
  let open: { readonly group: LaneSettlement[]; readonly written: Promise<void> } | null = null

  async function writeAll(group: readonly LaneSettlement[]): Promise<void> {
    const passes = group.map(({ pass }) => pass)
    const moved = new Set(passes.map(({ object }) => object))
    await outcomes.settle({
      integrationId,
      lanes: [
        ...passes.map(({ object, position }) => ({ object, position })),
        ...idlePositions().filter(({ object }) => !moved.has(object)),
      ],
      batches: group.flatMap(({ batches }) => batches),
      deadLetters: group.flatMap(({ deadLetters }) => deadLetters),
      events: tracker.pass(passes),
      settledAtMs: clock.now(),
    })
  }

  function opened(): NonNullable<typeof open> {
    const group: LaneSettlement[] = []
    const written = newest.then(() => {
      open = null
      return writeAll(group)
    })
    newest = written
    return { group, written }
  }

  return {
    settle(settlement) {
      open ??= opened()
      open.group.push(settlement)
      return open.written
    },
  }
}
