import type { Attempt } from '../core/attempt.ts'
import type { EpochMs, IntegrationId, Offset } from '../core/ids.ts'
import type { LaneKey } from '../core/lane.ts'
import type { Answer } from '../core/outcome.ts'
import type { ProblemCode } from '../core/problem.ts'

/** Tries kept of a held lane, for a person to look at. */
export const heldAttemptsShownMax = 10

/** Why a lane waits: what the other side said last, and when it is asked again. */
export type LaneHold = {
  readonly problem: ProblemCode
  readonly detail: string
  readonly answer: Answer | null
  readonly attemptCount: number
  /** The last of them, oldest first, at most {@link heldAttemptsShownMax}. */
  readonly attempts: readonly Attempt[]
  readonly sinceMs: EpochMs
  readonly nextAttemptAtMs: EpochMs
}

/** One lane as it is right now; not durable, made again at each start. */
export type LaneStatus = LaneKey & {
  /** Everything up to here is settled. */
  readonly position: Offset
  readonly state: 'running' | 'held' | 'paused'
  readonly hold: LaneHold | null
  readonly inFlightCount: number
  readonly lastAcceptedAtMs: EpochMs | null
}

/** What happened, for whoever watches: the feed behind the live stream. */
export type LiveSignal =
  | { readonly kind: 'taken-in'; readonly from: Offset; readonly to: Offset }
  | {
      readonly kind: 'settled'
      readonly integrationId: IntegrationId
      readonly offsets: readonly Offset[]
    }
  | { readonly kind: 'lane-changed'; readonly status: LaneStatus }

/**
 * The present state of every lane, and a feed of changes. Delivery writes it, the admin API reads it. Holds no history:
 * what is lost at a restart is made again by the lanes themselves.
 */
export interface LiveBoard {
  publish(signal: LiveSignal): void
  /** Calls back on each signal; returns the way to stop. A listener must not throw. */
  subscribe(listener: (signal: LiveSignal) => void): () => void
  lanes(integrationId: IntegrationId): readonly LaneStatus[]
  /** Forgets an integration's lanes. */
  forget(integrationId: IntegrationId): void
}

export function createLiveBoard(): LiveBoard {
  const listeners = new Set<(signal: LiveSignal) => void>()
  const lanes = new Map<IntegrationId, Map<string, LaneStatus>>()
  return {
    publish(signal) {
      if (signal.kind === 'lane-changed') {
        const ofIntegration =
          lanes.get(signal.status.integrationId) ?? new Map<string, LaneStatus>()
        ofIntegration.set(signal.status.object, signal.status)
        lanes.set(signal.status.integrationId, ofIntegration)
      }
      for (const listener of listeners) listener(signal)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    lanes: (integrationId) => [...(lanes.get(integrationId)?.values() ?? [])],
    forget: (integrationId) => void lanes.delete(integrationId),
  }
}
