import type { Attempt } from '../core/attempt.ts'
import type { BatchId, EpochMs, Offset } from '../core/ids.ts'
import type { LaneHold } from '../live/live-board.ts'
import type { SendOutcome } from '../core/outcome.ts'
import type { ProblemCode } from '../core/problem.ts'
import type { RetryPolicy } from './retry-policy.ts'

/** A record on its way, with the place of the event it was made of. */
export type LaneRecord = {
  readonly offset: Offset
  /** All objects its event makes records of: the event has ended when each of their lanes has passed it. */
  readonly objects: readonly string[]
  readonly key: string
  readonly userKey: string
  readonly json: string
  readonly bytes: number
}

/** A record that ends here, and why. */
export type DeadRecord = {
  readonly record: LaneRecord
  readonly problem: ProblemCode
  readonly reasons: readonly string[]
}

/**
 * One request's worth of records.
 *
 * - `ready`: may be sent once nothing holds it.
 * - `sending`: one try is under way. Left by its answer.
 * - `ended`: accepted, or given up (`dead` names every record then). Left when the lane's position passes it.
 */
export type Batch = {
  readonly id: BatchId
  /** In the order of the journal. */
  readonly records: readonly LaneRecord[]
  /** Sum of the records' bytes. */
  readonly recordBytes: number
  /** Once this batch and all before it have ended, the lane has passed this place. */
  readonly coversUpTo: Offset
  /** The first, by which its age is known, and the last ones. */
  readonly attempts: readonly Attempt[]
  /** All of them, also those not kept. */
  readonly attemptCount: number
  /** Which send of the lane its newest try was; 0 before the first. */
  readonly sendNumber: number
  /** Revision of the configuration it was last sent under; null before the first try. */
  readonly revision: number | null
  readonly phase: 'ready' | 'sending' | 'ended'
  /** Records given up; empty unless `ended`. */
  readonly dead: readonly DeadRecord[]
}

/** The batch being filled. */
export type OpenBatch = {
  readonly records: readonly LaneRecord[]
  readonly keys: ReadonlySet<string>
  readonly recordBytes: number
  readonly openedAtMs: EpochMs
  readonly coversUpTo: Offset
}

/** What a lane is told once, at its start. */
export type LanePlan = {
  /** Batches on the way at a time: 1 where the order of a user's records matters. */
  readonly inFlightMax: number
  /** Longest a batch stays open for more records, ms. */
  readonly lingerMs: number
  readonly policy: RetryPolicy
  /** Makes batch ids unique over starts: `bat_<idPrefix><count>`. */
  readonly idPrefix: string
}

/**
 * A lane as data. `queue` holds sealed batches in the order of the journal; the front ones leave as they end.
 * What must hold: every record read and not settled is in `queue` or `open`, once; `position` ≤ every offset in them;
 * with a `hold` at most one batch, the front one, is tried.
 */
export type LaneState = {
  readonly plan: LanePlan
  readonly mode: 'running' | 'paused' | 'stopping'
  /** Durable: everything up to here is settled. */
  readonly position: Offset
  /** Everything up to here has been read into `open` or `queue`. */
  readonly readUpTo: Offset
  readonly reading: boolean
  readonly caughtUp: boolean
  readonly queue: readonly Batch[]
  readonly open: OpenBatch | null
  /** Set by a failed try, cleared by the answer to a later one: the lane waits, then tries its front batch alone. */
  readonly hold: LaneHold | null
  /** Sends made when the hold was last renewed: answers to those say nothing of how things stand since. */
  readonly sendCountAtHold: number
  /** When the hold was last renewed; a clock that shows less has been set back. */
  readonly heldAtMs: EpochMs
  /** Batches whose settlement is being written. */
  readonly settling: readonly BatchId[]
  readonly batchCount: number
  readonly sendCount: number
  readonly lastAcceptedAtMs: EpochMs | null
}

/** What was read of the journal for one lane: events with their records of this object, the rest passed over. */
export type LaneRead = {
  readonly records: readonly LaneRecord[]
  readonly upTo: Offset
  readonly caughtUp: boolean
}

/** What can happen to a lane. */
export type LaneInput =
  | { readonly kind: 'appended' }
  | { readonly kind: 'read'; readonly read: LaneRead }
  | { readonly kind: 'tick' }
  | {
      readonly kind: 'answered'
      readonly batchId: BatchId
      readonly outcome: SendOutcome
      readonly startedAtMs: EpochMs
      /** Revision of the configuration it was sent under. */
      readonly revision: number
      /** Chance for the jitter of the next wait, uniform in [0, 1). */
      readonly fraction: number
    }
  | { readonly kind: 'settled'; readonly batchIds: readonly BatchId[]; readonly position: Offset }
  | { readonly kind: 'paused' }
  | { readonly kind: 'resumed' }
  /** A person changed something: whatever holds the lane is asked again at once. */
  | { readonly kind: 'hold-lifted' }
  | { readonly kind: 'stopped' }

/** What a lane wants done. */
export type LaneEffect =
  | { readonly kind: 'read'; readonly after: Offset }
  | { readonly kind: 'send'; readonly batch: Batch }
  | { readonly kind: 'settle'; readonly batches: readonly Batch[]; readonly position: Offset }
  | { readonly kind: 'wake'; readonly atMs: EpochMs }
