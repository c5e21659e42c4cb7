import type { Integration } from '../core/integration.ts'
import type { Journal } from '../journal/journal.ts'
import type { LiveBoard } from '../live/live-board.ts'
import type { Clock } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import type { Store } from '../store/store.ts'
import type { Telemetry } from '../telemetry/events.ts'
import type { Mapper, MappingPlan } from './mapper.ts'
import type { Pace } from './pace.ts'
import type { RetryPolicy } from './retry-policy.ts'
import type { Target } from './target.ts'

/** What delivery is given by `app.ts`. */
export type DeliveryNeeds = {
  readonly journal: Pick<Journal, 'read' | 'head' | 'onAppended'>
  readonly store: Pick<Store, 'outcomes' | 'deadLetters' | 'integrations'>
  readonly mapper: Mapper
  /** The objects of an integration; null when its variant is not known to this version. */
  readonly planOf: (integration: Integration) => MappingPlan | null
  readonly target: Target
  /** Whose budget of requests an integration shares. */
  readonly orgOf: (integration: Integration) => string
  readonly pace: Pace
  readonly board: LiveBoard
  readonly clock: Clock
  readonly random: Random
  readonly telemetry: Telemetry
  readonly retryPolicy: RetryPolicy
  /** Longest a batch stays open for more records, ms. */
  readonly lingerMs: number
  /** Longest wait at a stop for what is on the way, ms. */
  readonly drainMsMax: number
  /** Storage failed; the process must stop and recover. */
  readonly onFailure: (cause: unknown) => void
}
