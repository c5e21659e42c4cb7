import type { SignalEvent } from '../core/event.ts'
import { commerceStepOf, foldedNameOf, stepNameCharsMax } from './commerce-steps.ts'

/** What an event is to the mapping. Every event is exactly one of these. */
export const eventKinds = [
  'view',
  'custom',
  'commerce',
  'consent_change',
  'identify',
  'group',
  'alias',
] as const
export type EventKind = (typeof eventKinds)[number]

/**
 * Track events that say "the visitor's consent has changed", by folded name.
 * Source: facts, event-api 4.1, the change events of Segment and RudderStack.
 */
const consentChangeNames: ReadonlySet<string> = new Set([
  'segment consent preference updated',
  'consent management interaction',
])

export function eventKindOf(event: SignalEvent): EventKind {
  switch (event.type) {
    case 'page':
    case 'screen':
      return 'view'
    case 'identify':
    case 'group':
    case 'alias':
      return event.type
    case 'track':
      if (event.event === undefined || event.event.length > stepNameCharsMax) return 'custom'
      if (commerceStepOf(event.event) !== null) return 'commerce'
      return consentChangeNames.has(foldedNameOf(event.event)) ? 'consent_change' : 'custom'
  }
}
