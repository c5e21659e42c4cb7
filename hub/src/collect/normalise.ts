import { createHash } from 'node:crypto'
import {
  Dialect,
  eventTypes,
  quarantineRawCharsMax,
  type EventType,
  type JournalEntry,
  type JsonObject,
  type QuarantinedEvent,
  type QuarantineReason,
  type SignalEvent,
} from '../core/event.ts'
import { eventIdCharsMax, type EpochMs, type EventId, type SourceId } from '../core/ids.ts'
import { isoOf } from '../platform/clock.ts'
import type { ClientFacts } from './client-facts.ts'
import { contextOf } from './event-context.ts'
import { eventTimeOf } from './event-time.ts'
import { cleanJson, isJsonObject, shownJson, textOf } from './json-value.ts'
import { eventDepthMax } from './limits.ts'

/** What stands around an event: the request it came in. */
export type Envelope = {
  readonly sourceId: SourceId
  /** The dialect that the path tells, or null where several share it and the event itself must tell. */
  readonly dialect: Dialect | null
  /** The type that the path tells, or null where the event itself must. */
  readonly type: EventType | null
  readonly client: ClientFacts
  /** `context` and `integrations` of the batch. */
  readonly context: JsonObject
  readonly integrations: JsonObject
  /** Send time of the batch, as it came. */
  readonly sentAt: unknown
}

/** Makes the id of an event that came without one. */
export type MakeEventId = () => string

/** What is wrong with an event: why it cannot be used, and what its sender can do. */
type Flaw = { readonly reason: QuarantineReason; readonly detail: string }

/**
 * Turns what any client sends into the one event that every later part knows. Id, time and user are fixed here.
 * Pure: the same input gives the same entry. Cleans `raw` in place.
 */
export function normalise(
  raw: unknown,
  envelope: Envelope,
  receivedAtMs: EpochMs,
  makeEventId: MakeEventId,
): JournalEntry {
  if (!isJsonObject(raw)) {
    const flaw = { reason: 'not_an_object', detail: 'Each event must be a JSON object.' } as const
    return quarantined(raw, envelope, receivedAtMs, makeEventId, flaw)
  }
  if (!cleanJson(raw, eventDepthMax)) {
    const detail = `The event is nested deeper than ${eventDepthMax} levels; flatten it.`
    const flaw = { reason: 'field_invalid', detail } as const
    return quarantined(raw, envelope, receivedAtMs, makeEventId, flaw)
  }
  const read = readEvent(raw, envelope)
  if ('reason' in read) return quarantined(raw, envelope, receivedAtMs, makeEventId, read)
  const clientTime = raw['originalTimestamp'] ?? raw['timestamp']
  const originalTimestamp = textOf(clientTime)
  const times = { happenedAt: clientTime, sentAt: raw['sentAt'] ?? envelope.sentAt }
  return {
    kind: 'event',
    eventId: eventIdOf(raw['messageId'], makeEventId),
    sourceId: envelope.sourceId,
    dialect: envelope.dialect ?? dialectOf(raw, read.context),
    ...read,
    eventTime: isoOf(eventTimeOf(times, receivedAtMs)),
    receivedAt: isoOf(receivedAtMs),
    ...(originalTimestamp === undefined ? {} : { originalTimestamp }),
  }
}

/** Sets an event aside with its reason. It is kept and shown, and never sent. */
export function quarantined(
  raw: unknown,
  envelope: Envelope,
  receivedAtMs: EpochMs,
  makeEventId: MakeEventId,
  { reason, detail }: Flaw,
): QuarantinedEvent {
  const text = shownJson(raw, eventDepthMax)
  return {
    kind: 'quarantined',
    eventId: quarantineIdOf(isJsonObject(raw) ? raw['messageId'] : null, text, makeEventId),
    sourceId: envelope.sourceId,
    dialect: envelope.dialect ?? (isJsonObject(raw) ? dialectOf(raw, raw['context']) : 'segment'),
    reason,
    detail,
    raw: text.slice(0, quarantineRawCharsMax),
    receivedAt: isoOf(receivedAtMs),
  }
}

type Read = Omit<
  SignalEvent,
  'kind' | 'eventId' | 'sourceId' | 'dialect' | 'eventTime' | 'receivedAt' | 'originalTimestamp'
>

function readEvent(raw: JsonObject, envelope: Envelope): Read | Flaw {
  const type = envelope.type ?? eventTypeOf(raw['type'])
  if (type === null) return typeFlaw(raw['type'])
  const misshapen = ['properties', 'traits', 'context'].find((field) => !isObjectOrNone(raw[field]))
  if (misshapen !== undefined) return invalid(`\`${misshapen}\` must be an object.`)
  const badId = idFields.find((field) => !isIdOrNone(raw[field]))
  if (badId !== undefined) return invalid(`\`${badId}\` must be text or a number.`)

  const properties = objectOf(raw['properties'])
  const context = contextOf(objectOf(raw['context']), envelope.context, envelope.client)
  const ids = idsOf(raw, context, envelope.client)
  const userKey = ids.userId ?? ids.anonymousId
  if (userKey === undefined) {
    return { reason: 'user_missing', detail: 'The event needs a `userId` or an `anonymousId`.' }
  }
  const flaw = callFlawOf(type, raw, ids)
  if (flaw !== null) return flaw
  const names = namesOf(type, raw, properties)
  const integrations = { ...envelope.integrations, ...objectOf(raw['integrations']) }
  return {
    type,
    ...names,
    ...ids,
    userKey,
    properties,
    traits: traitsOf(type, raw, context),
    context,
    ...(Object.keys(integrations).length === 0 ? {} : { integrations }),
  }
}

function invalid(detail: string): Flaw {
  return { reason: 'field_invalid', detail }
}

function typeFlaw(said: unknown): Flaw {
  const found = textOf(said)
  const start =
    found === undefined ? 'The event has no `type`' : `\`${found.slice(0, 60)}\` is no type`
  return { reason: 'type_unknown', detail: `${start}; use one of ${eventTypes.join(', ')}.` }
}

function eventTypeOf(said: unknown): EventType | null {
  const lower = typeof said === 'string' ? said.toLowerCase() : ''
  return eventTypes.find((type) => type === lower) ?? null
}

/** PHP turns an empty object into `[]`. */
function isObjectOrNone(value: unknown): boolean {
  if (value === undefined || value === null) return true
  return Array.isArray(value) ? value.length === 0 : isJsonObject(value)
}

function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {}
}

const idFields = ['userId', 'anonymousId', 'groupId', 'previousId'] as const

function isIdOrNone(value: unknown): boolean {
  return value === undefined || value === null || ['string', 'number'].includes(typeof value)
}

type EventIds = Pick<SignalEvent, 'userId' | 'anonymousId' | 'groupId' | 'previousId'>

/**
 * A browser's event that names nobody belongs to the visitor of the cookie. The cookie never replaces an id that was
 * sent; beside one it is kept in `context.dfid`, so that the two can be linked.
 */
function idsOf(raw: JsonObject, context: Record<string, unknown>, client: ClientFacts): EventIds {
  const userId = textOf(raw['userId'])
  const sentAnonymousId = textOf(raw['anonymousId'])
  const anonymousId =
    sentAnonymousId ?? (userId === undefined ? (client.visitorId ?? undefined) : undefined)
  const groupId = textOf(raw['groupId'])
  const previousId = textOf(raw['previousId'])
  if (client.cookieId !== null && client.cookieId !== anonymousId) {
    context['dfid'] = client.cookieId
  }
  return {
    ...(userId === undefined ? {} : { userId }),
    ...(anonymousId === undefined ? {} : { anonymousId }),
    ...(groupId === undefined ? {} : { groupId }),
    ...(previousId === undefined ? {} : { previousId }),
  }
}

/** What a call of this type cannot do without. Source: facts, event-api 1.1; Segment spec, group and alias. */
function callFlawOf(type: EventType, raw: JsonObject, ids: EventIds): Flaw | null {
  switch (type) {
    case 'track':
      return textOf(raw['event']) === undefined
        ? { reason: 'event_name_missing', detail: 'A track call needs `event`, its name.' }
        : null
    case 'group':
      return ids.groupId === undefined ? invalid('A group call needs `groupId`.') : null
    case 'alias':
      return ids.previousId === undefined ? invalid('An alias call needs `previousId`.') : null
    case 'page':
    case 'screen':
    case 'identify':
      return null
  }
}

type Names = Pick<SignalEvent, 'event' | 'name' | 'category'>

function namesOf(type: EventType, raw: JsonObject, properties: JsonObject): Names {
  if (type === 'track') {
    const event = textOf(raw['event'])
    return event === undefined ? {} : { event }
  }
  if (type !== 'page' && type !== 'screen') return {}
  const name = textOf(raw['name']) ?? textOf(properties['name'])
  const category = textOf(raw['category']) ?? textOf(properties['category'])
  return {
    ...(name === undefined ? {} : { name }),
    ...(category === undefined ? {} : { category }),
  }
}

/**
 * RudderStack's browser client sends an identify's traits in `context.traits` alone; there they are moved, so that
 * later parts, privacy rules among them, find them in one place. Source: facts, event-api 2.1.
 */
function traitsOf(type: EventType, raw: JsonObject, context: Record<string, unknown>): JsonObject {
  const own = objectOf(raw['traits'])
  if (type !== 'identify' || !isJsonObject(context['traits'])) return own
  const traits = { ...context['traits'], ...own }
  delete context['traits']
  return traits
}

function dialectOf(raw: JsonObject, context: unknown): Dialect {
  const library = isJsonObject(context) ? context['library'] : null
  const name = isJsonObject(library) ? (textOf(library['name']) ?? '') : ''
  if (name === 'signal.js') return 'signal'
  if (name.startsWith('@jitsu/')) return 'jitsu'
  const isRudder = /rudder/i.test(name) || textOf(raw['channel']) !== undefined
  return isRudder ? 'rudderstack' : 'segment'
}

/** The client's own id of the message, however it looks, so that its retries are known again. */
function eventIdOf(messageId: unknown, makeEventId: MakeEventId): EventId {
  const said = textOf(messageId) ?? makeEventId()
  return brandedEventId(said.length <= eventIdCharsMax ? said : `sha256:${sha256Of(said)}`)
}

const messageIdCharsShown = 150
const digestCharsShown = 16

/**
 * Id of a quarantined event: never the bare message id, which the sender may use again once the event is mended and
 * which must then not count as a duplicate. The same bad event sent twice gets the same id.
 */
function quarantineIdOf(messageId: unknown, text: string, makeEventId: MakeEventId): EventId {
  const said = textOf(messageId)
  if (said === undefined) return brandedEventId(`quarantined:${makeEventId()}`)
  const digest = sha256Of(`${said}\n${text}`).slice(0, digestCharsShown)
  return brandedEventId(
    `quarantined:${said.slice(0, messageIdCharsShown).toWellFormed()}:${digest}`,
  )
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function brandedEventId(text: string): EventId {
  return text as EventId // parsed: not empty and not longer than `eventIdCharsMax`
}
