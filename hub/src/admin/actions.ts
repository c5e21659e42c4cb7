import type { CheckStep } from '../core/check.ts'
import type { IntegrationId } from '../core/ids.ts'
import type { Integration } from '../core/integration.ts'

/** What a change made here asks of the parts that do the work. Each is called after the change is durable. */
export type AdminActions = {
  /** Tries a connection step by step; ends early when `signal` aborts. */
  check(integration: Integration, signal: AbortSignal): AsyncIterable<CheckStep>
  integrationChanged(id: IntegrationId): Promise<void> | void
  integrationRemoved(id: IntegrationId): Promise<void> | void
  sourcesChanged(): Promise<void> | void
  replayRequested(integrationId: IntegrationId): Promise<void> | void
}
