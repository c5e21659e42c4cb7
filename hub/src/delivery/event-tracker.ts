import type { Offset } from '../core/ids.ts'
import { dropLane } from '../core/lane.ts'
import type { DropReason } from '../core/record.ts'
import type { EventCounts, LanePosition } from '../store/store.ts'

/** An event that a lane has passed, and all objects it makes records of. */
export type PassedEvent = { readonly offset: Offset; readonly objects: readonly string[] }

/** What one lane passes in a settlement. */
export type LanePass = {
  readonly object: string
  readonly position: Offset
  /** Events with a record in this lane, all of it ended, up to `position`. */
  readonly passed: readonly PassedEvent[]
  /** Events a record of which was given up, also such as the lane has not passed yet. */
  readonly dead: readonly Offset[]
  /** Only for the drop lane: why each was dropped. */
  readonly dropReasons?: ReadonlyMap<Offset, DropReason>
}

/**
 * Counts each event of one integration exactly once, when the last lane that holds a record of it passes it.
 *
 * It holds the lanes' places and the few events with a record given up, nothing for each event, so that a lane which
 * waits for days costs no memory. An event has ended if and only if every lane it concerns stands at or past it; places
 * are written with what they count, so a start goes on from the stored ones.
 */
export interface EventTracker {
  /** Moves lanes on; returns the events that ended by it. */
  pass(passes: readonly LanePass[]): EventCounts
  /** Whether an event that makes records of these objects has been counted. */
  isEnded(event: PassedEvent): boolean
}

export function createEventTracker({
  places,
  deadOffsets,
}: {
  /** Where each lane stands, the drop lane among them. */
  readonly places: readonly LanePosition[]
  /** Events with a dead letter that some lane may not have passed yet. */
  readonly deadOffsets: ReadonlySet<Offset>
}): EventTracker {
  const placeOf = new Map(places.map(({ object, position }) => [object, position]))
  const dead = new Set(deadOffsets)

  /** A lane that no longer exists holds nothing up. */
  const hasPassed = (object: string, offset: Offset): boolean =>
    (placeOf.get(object) ?? offset) >= offset

  return {
    pass(passes) {
      let acceptedCount = 0
      let deadCount = 0
      const dropped: Partial<Record<DropReason, number>> = {}
      for (const pass of passes) for (const offset of pass.dead) dead.add(offset)
      for (const pass of passes) {
        for (const { offset, objects } of onceEach(pass.passed)) {
          if (hasPassed(pass.object, offset)) continue
          const isLast = objects.every((other) => other === pass.object || hasPassed(other, offset))
          if (!isLast) continue
          const reason = pass.dropReasons?.get(offset)
          if (reason !== undefined) dropped[reason] = (dropped[reason] ?? 0) + 1
          else if (dead.delete(offset)) deadCount += 1
          else acceptedCount += 1
        }
        placeOf.set(pass.object, pass.position)
      }
      return { accepted: acceptedCount, dead: deadCount, dropped }
    },
    isEnded: ({ offset, objects }) =>
      (objects.length === 0 ? [dropLane] : objects).every((object) => hasPassed(object, offset)),
  }
}

/** An event stands in two batches when its records did not fit one. */
function onceEach(passed: readonly PassedEvent[]): Iterable<PassedEvent> {
  return new Map(passed.map((event) => [event.offset, event])).values()
}
