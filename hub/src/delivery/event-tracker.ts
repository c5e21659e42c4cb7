import assert from 'node:assert/strict'
import type { Offset } from '../core/ids.ts'
import { dropLane } from '../core/lane.ts'
import type { DropReason } from '../core/record.ts'
import type { EventCounts, LanePosition } from '../store/store.ts'
import type { MappedEntry } from './mapper.ts'

/** Set in an event's mask once one of its records was given up. */
const deadBit = 1 << 30

/** Most lanes one integration can have: a bit each, one kept for {@link deadBit}. */
const laneCountMax = 30

/** What one lane passes in a settlement. */
export type LanePass = {
  readonly object: string
  readonly position: Offset
  /** Events the lane has passed with it. */
  readonly passed: readonly Offset[]
  /** Those of them a record of which was given up. */
  readonly dead: readonly Offset[]
  /** Only for the drop lane: why each was dropped. */
  readonly dropReasons?: ReadonlyMap<Offset, DropReason>
}

/**
 * Counts each event of one integration exactly once, when the last lane that holds a record of it passes it. Not
 * durable: after a start it is made again from the lanes' durable positions and the dead letters, because an event was
 * counted if and only if every lane it concerns has passed it.
 */
export interface EventTracker {
  /** Must see an entry before any lane passes it; harmless when repeated. */
  learn(entries: readonly MappedEntry[]): void
  /** Moves lanes on; returns the events that ended by it. */
  pass(passes: readonly LanePass[]): EventCounts
}

export function createEventTracker({
  objects,
  positions,
  startsAfter,
  deadOffsets,
}: {
  readonly objects: readonly string[]
  readonly positions: readonly LanePosition[]
  readonly startsAfter: Offset
  /** Events with a dead letter that some lane may not have passed yet. */
  readonly deadOffsets: ReadonlySet<Offset>
}): EventTracker {
  const lanes = [dropLane, ...objects]
  // A variant with more objects than bits is our own mistake; counting would go wrong in silence.
  assert(lanes.length <= laneCountMax, `an integration has at most ${laneCountMax} lanes`)
  const bits = new Map(lanes.map((object, index) => [object, 1 << index]))
  const places = new Map(lanes.map((object) => [object, startsAfter]))
  for (const { object, position } of positions) places.set(object, position)
  const waiting = new Map<Offset, number>()

  const maskOf = ({ offset, mapped }: MappedEntry): number => {
    const concerned =
      mapped.kind === 'records' && mapped.records.length > 0
        ? mapped.records.map((record) => record.object)
        : [dropLane]
    let mask = 0
    for (const object of concerned) {
      if ((places.get(object) ?? startsAfter) < offset) mask |= bits.get(object) ?? 0
    }
    return mask === 0 || !deadOffsets.has(offset) ? mask : mask | deadBit
  }

  return {
    learn(entries) {
      for (const entry of entries) {
        if (waiting.has(entry.offset)) continue
        const mask = maskOf(entry)
        if (mask !== 0) waiting.set(entry.offset, mask)
      }
    },
    pass(passes) {
      let accepted = 0
      let dead = 0
      const dropped: Partial<Record<DropReason, number>> = {}
      for (const pass of passes) {
        const deadHere = new Set(pass.dead)
        for (const offset of pass.passed) {
          const before = waiting.get(offset)
          if (before === undefined) continue
          const mask =
            (before & ~(bits.get(pass.object) ?? 0)) | (deadHere.has(offset) ? deadBit : 0)
          if ((mask & ~deadBit) !== 0) {
            waiting.set(offset, mask)
            continue
          }
          waiting.delete(offset)
          const reason = pass.dropReasons?.get(offset)
          if (reason !== undefined) dropped[reason] = (dropped[reason] ?? 0) + 1
          else if ((mask & deadBit) !== 0) dead += 1
          else accepted += 1
        }
        places.set(pass.object, pass.position)
      }
      return { accepted, dead, dropped }
    },
  }
}
