import { Value } from 'typebox/value'
import { SignalEvent } from '../core/event.ts'

/** A plain event for tests; `changes` are laid over it, and null takes a field away. */
export function plainEventOf(changes: Readonly<Record<string, unknown>> = {}): SignalEvent {
  const event: Record<string, unknown> = {
    kind: 'event',
    eventId: 'event-1',
    sourceId: 'pip_web',
    dialect: 'segment',
    type: 'page',
    userId: 'user-1',
    anonymousId: 'anon-1',
    userKey: 'user-1',
    properties: {},
    traits: {},
    context: {},
    eventTime: '2026-02-25T14:30:00.000Z',
    receivedAt: '2026-02-25T14:30:01.000Z',
    ...changes,
  }
  for (const [key, value] of Object.entries(event)) if (value === null) delete event[key]
  return Value.Parse(SignalEvent, event)
}
