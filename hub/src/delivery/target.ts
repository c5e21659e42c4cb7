import type { Integration } from '../core/integration.ts'
import type { SendOutcome } from '../core/outcome.ts'

/** One request's worth of records for one object, as it leaves. */
export type SendRequest = { readonly object: string; readonly body: string }

/** The other side, as delivery needs it. Never throws for what the other side does; only when aborted. */
export interface Target {
  send(integration: Integration, request: SendRequest, signal: AbortSignal): Promise<SendOutcome>
}
