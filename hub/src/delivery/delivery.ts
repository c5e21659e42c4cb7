import { offsetOf, type IntegrationId, type Offset } from '../core/ids.ts'
import type { Integration } from '../core/integration.ts'
import type { DeliveryNeeds } from './delivery-needs.ts'
import { startIntegrationRun, type IntegrationRun } from './integration-run.ts'

/**
 * Takes every journal entry to its end for every integration: accepted, dropped with a reason, or dead with a reason.
 *
 * Promises: nothing in the journal is passed before its outcome is durable; one object's trouble never holds up another,
 * nor one integration's another; a record is given up only when it is itself refused or its retry window is over.
 * Relies on: the journal to give work again after a crash, and on records whose keys and times come from the event
 * alone, so that sending one twice lands one row.
 */
export interface Delivery {
  /** Starts every installed integration and follows the journal. */
  start(): Promise<void>
  /** An integration was installed or its configuration changed. */
  integrationChanged(id: IntegrationId): Promise<void>
  integrationRemoved(id: IntegrationId): Promise<void>
  /** Dead letters of an integration were marked for replay. */
  replayRequested(id: IntegrationId): void
  /** Entries after this place are still needed; null when no integration needs any. */
  neededAfter(): Offset | null
  /** Stops: what is on the way is waited for, at most `drainMsMax`; the journal gives the rest again. */
  drain(): Promise<void>
}

/** Longest wait for an integration that is removed: what it has on the way is not needed. */
const removalMsMax = 2_000

export function createDelivery(needs: DeliveryNeeds): Delivery {
  const runs = new Map<IntegrationId, IntegrationRun>()
  /** Integrations of a variant this version does not know, by where they stand: what they need is kept for a later one. */
  const unknown = new Map<IntegrationId, Offset>()
  const abort = new AbortController()
  let isStopping = false
  let changes: Promise<void> = Promise.resolve()
  let stopFollowing: () => void = () => undefined

  async function begin(integration: Integration): Promise<void> {
    if (isStopping || runs.has(integration.id)) return
    const plan = needs.planOf(integration)
    if (plan === null) {
      unknown.set(integration.id, await storedPositionOf(integration))
      return
    }
    runs.set(integration.id, await startIntegrationRun(integration, plan, needs, abort.signal))
  }

  async function storedPositionOf({ id, startsAfter }: Integration): Promise<Offset> {
    const lanes = await needs.store.outcomes.lanePositions(id)
    return lanes.length === 0 ? startsAfter : leastOf(lanes.map(({ position }) => position))
  }

  async function change(id: IntegrationId): Promise<void> {
    if (isStopping) return
    const integration = (await needs.store.integrations.list()).find((one) => one.id === id)
    const run = runs.get(id)
    if (integration === undefined) await remove(id)
    else if (run === undefined) await begin(integration)
    else run.changed(integration)
  }

  async function remove(id: IntegrationId): Promise<void> {
    const run = runs.get(id)
    runs.delete(id)
    unknown.delete(id)
    await run?.drain(removalMsMax)
    needs.board.forget(id)
  }

  async function beginAll(): Promise<void> {
    for (const integration of await needs.store.integrations.list()) await begin(integration)
    stopFollowing = needs.journal.onAppended(() => {
      for (const run of runs.values()) run.appended()
    })
    for (const run of runs.values()) run.appended()
  }

  /** One change at a time, in the order asked. */
  function queued(work: () => Promise<void>): Promise<void> {
    const done = changes.then(work)
    changes = done.catch(() => undefined)
    return done
  }

  return {
    start: () => queued(beginAll),
    integrationChanged: (id) => queued(() => change(id)),
    integrationRemoved: (id) => queued(() => remove(id)),
    replayRequested: (id) => runs.get(id)?.replay(),
    neededAfter() {
      const positions = [...unknown.values(), ...[...runs.values()].map((run) => run.position())]
      return positions.length === 0 ? null : leastOf(positions)
    },
    async drain() {
      isStopping = true
      stopFollowing()
      const isDrained = new AbortController()
      const limit = needs.clock.sleep(needs.drainMsMax, isDrained.signal).then(() => abort.abort())
      await changes
      await Promise.all([...runs.values()].map((run) => run.drain(needs.drainMsMax)))
      isDrained.abort()
      await limit
    },
  }
}

function leastOf(positions: readonly Offset[]): Offset {
  return offsetOf(Math.min(...positions))
}
