import type { SignalEvent } from '../core/event.ts'
import type { Integration } from '../core/integration.ts'
import type { DropReason } from '../core/record.ts'

/** What the rules say of one entry for one integration: the event as mapping may see it, or why it is not sent. */
export type Governed =
  | { readonly kind: 'pass'; readonly event: SignalEvent }
  | { readonly kind: 'dropped'; readonly reason: DropReason; readonly detail: string }

/** By what a rule may know an integration: never by what a person can change while events are on the way. */
export type GovernedIntegration = Pick<Integration, 'id' | 'catalogKey'>

/** One rule. It may pass the event on, changed or not, or end its way. */
export type GovernanceStep = (event: SignalEvent, integration: GovernedIntegration) => Governed
