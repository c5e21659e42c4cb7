import type { JsonObject } from '../core/event.ts'
import { cleanJson, isJsonObject } from './json-value.ts'
import { eventDepthMax, type CollectLimits } from './limits.ts'
import { refused, type Refusal } from './refusal.ts'

/** How a route's body is shaped; `either` is told by the body. */
export type BodyShape = 'single' | 'batch' | 'either'

/** The events of one request, as they came, and what they share. */
export type Batch = {
  readonly kind: 'events'
  readonly isSingle: boolean
  readonly events: readonly unknown[]
  readonly context: JsonObject
  readonly integrations: JsonObject
  readonly sentAt: unknown
}

type Limits = Pick<CollectLimits, 'requestEventsMax' | 'batchSharedBytesMax'>

/** Takes a parsed body apart. What is wrong with one event is not judged here, so that it costs only itself. */
export function batchOf(body: unknown, shape: BodyShape, limits: Limits): Batch | Refusal {
  const list = listOf(body)
  const isSingle = shape === 'single' || (shape === 'either' && list === null)
  if (isSingle) {
    if (isJsonObject(body)) return alone(body)
    return refused(400, 'collect.body_invalid', 'The body must be one event, a JSON object.')
  }
  if (list === null) {
    const message = 'The body must hold its events in an array called `batch`.'
    return refused(400, 'collect.body_invalid', message)
  }
  if (list.length > limits.requestEventsMax) {
    const message = `The request holds ${list.length} events; send at most ${limits.requestEventsMax}.`
    return refused(413, 'collect.body_too_large', message)
  }
  return together(list, isJsonObject(body) ? body : {}, limits)
}

function listOf(body: unknown): readonly unknown[] | null {
  if (isList(body)) return body
  if (!isJsonObject(body)) return null
  const list = body['batch'] ?? body['events']
  return isList(list) ? list : null
}

export function alone(event: JsonObject): Batch {
  return {
    kind: 'events',
    isSingle: true,
    events: [event],
    context: {},
    integrations: {},
    sentAt: undefined,
  }
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

/** A batch's own `timestamp` is the time of sending, never that of an event. Source: facts, event-api 1.4. */
function together(events: readonly unknown[], body: JsonObject, limits: Limits): Batch | Refusal {
  const context = isJsonObject(body['context']) ? body['context'] : {}
  const integrations = isJsonObject(body['integrations']) ? body['integrations'] : {}
  if (!cleanJson(context, eventDepthMax) || !cleanJson(integrations, eventDepthMax)) {
    const message = `The batch's \`context\` is nested deeper than ${eventDepthMax} levels.`
    return refused(400, 'collect.body_invalid', message)
  }
  if (bytesOf(context) + bytesOf(integrations) > limits.batchSharedBytesMax) {
    const message = `The batch's \`context\` is larger than ${limits.batchSharedBytesMax} bytes; move it into the events.`
    return refused(400, 'collect.body_invalid', message)
  }
  const sentAt = body['sentAt'] ?? body['timestamp']
  return { kind: 'events', isSingle: false, events, context, integrations, sentAt }
}

function bytesOf(value: JsonObject): number {
  return Buffer.byteLength(JSON.stringify(value))
}
