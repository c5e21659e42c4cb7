/**
 * What an admin has set up in the org: connectors, data streams, mappings, rulesets. It is plain data, replaced as a
 * whole. A change is made by one after another: first everything that depends on it follows (the lake's objects, the
 * views, the file), then it is seen by requests; if one of them fails, nothing has changed.
 */
import type { Connector } from './connector.ts'
import type { DataModelMapping } from './data-model-mapping.ts'
import type { DataStream } from './data-stream.ts'
import type { Departed } from './departed.ts'
import type { Ruleset } from './ruleset.ts'

export type SetupState = {
  readonly connectors: readonly Connector[]
  readonly streams: readonly DataStream[]
  readonly mappings: readonly DataModelMapping[]
  readonly rulesets: readonly Ruleset[]
  /** What was deleted, latest last. */
  readonly departed: readonly Departed[]
}

export const setupEmpty: SetupState = {
  connectors: [],
  streams: [],
  mappings: [],
  rulesets: [],
  departed: [],
}

/**
 * Follows a change before it is seen. A failure prevents the change: whoever followed it already is called again, with
 * the two states exchanged.
 */
export type SetupFollower = (before: SetupState, after: SetupState) => Promise<void>

export type Setup = {
  readonly state: () => SetupState
  /**
   * Decides the next state from the present one and makes it so. The decision is pure; what it gives besides the
   * state is given back.
   */
  change<Decision extends SetupDecision>(decide: (state: SetupState) => Decision): Promise<Decision>
  /** Followers are called in the order in which they came. */
  follow(follower: SetupFollower): void
}

/** The next state, or nothing when the change was refused; a decision says more in members of its own. */
export type SetupDecision = { readonly next?: SetupState }

export function createSetup(atStart: SetupState): Setup {
  const followers: SetupFollower[] = []
  let state = atStart
  let running: Promise<unknown> = Promise.resolve()

  const perform = async <Decision extends SetupDecision>(
    decide: (state: SetupState) => Decision,
  ): Promise<Decision> => {
    const decision = decide(state)
    if (decision.next === undefined) return decision
    await followAll(state, decision.next)
    state = decision.next
    return decision
  }
  /** When one fails, those before it are led back; one that cannot go back is put right by the next start. */
  const followAll = async (before: SetupState, after: SetupState): Promise<void> => {
    const followed: SetupFollower[] = []
    try {
      for (const follower of followers) {
        await follower(before, after)
        followed.push(follower)
      }
    } catch (cause) {
      for (const follower of followed.toReversed()) {
        await follower(after, before).catch(() => undefined)
      }
      throw cause
    }
  }
  return {
    state: () => state,
    change: (decide) => {
      const changed = running.then(() => perform(decide))
      running = changed.catch(() => undefined)
      return changed
    },
    follow: (follower) => {
      followers.push(follower)
    },
  }
}
