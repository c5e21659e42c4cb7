import type { IntegrationId, Offset } from '../core/ids.ts'
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

export function createDelivery(needs: DeliveryNeeds): Delivery {
  const runs = new Map<IntegrationId, IntegrationRun>()
  const abort = new AbortController()
  let changes: Promise<void> = Promise.resolve()
  let stopFollowing: () => void = () => undefined

  async function begin(integration: Integration): Promise<void> {
    const plan = needs.planOf(integration)
    if (plan === null || abort.signal.aborted) return
    runs.set(integration.id, await startIntegrationRun(integration, plan, needs, abort.signal))
  }

  async function change(id: IntegrationId): Promise<void> {
    const integration = (await needs.store.integrations.list()).find((one) => one.id === id)
    const run = runs.get(id)
    if (integration === undefined) await remove(id)
    else if (run === undefined) await begin(integration)
    else run.changed(integration)
  }

  async function remove(id: IntegrationId): Promise<void> {
    const run = runs.get(id)
    runs.delete(id)
    await run?.drain()
    needs.board.forget(id)
  }

  /** One change at a time, in the order asked. */
  function queued(work: () => Promise<void>): Promise<void> {
    const done = changes.then(work)
    changes = done.catch(() => undefined)
    return done
  }

  return {
    async start() {
      for (const integration of await needs.store.integrations.list()) await begin(integration)
      stopFollowing = needs.journal.onAppended(() => {
        for (const run of runs.values()) run.appended()
      })
      for (const run of runs.values()) run.appended()
    },
    integrationChanged: (id) => queued(() => change(id)),
    integrationRemoved: (id) => queued(() => remove(id)),
    replayRequested: (id) => runs.get(id)?.replay(),
    neededAfter() {
      const positions = [...runs.values()].map((run) => run.position())
      return positions.length === 0
        ? null
        : positions.reduce((least, position) => (position < least ? position : least))
    },
    async drain() {
      stopFollowing()
      await changes
      const drained = Promise.all([...runs.values()].map((run) => run.drain()))
      const waited = new AbortController()
      const limit = needs.clock.sleep(needs.drainMsMax, waited.signal).then(() => abort.abort())
      await drained
      waited.abort()
      await limit
    },
  }
}
