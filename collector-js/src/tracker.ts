import type { QueuedEvent } from './event-queue.ts'
import { idOf, isJsonObject, type JsonObject } from './json.ts'
import type { Consent, Visitor } from './visitor.ts'
import type { PageFacts } from './page-context.ts'

/** Name of the event that tells of a change of consent. Source: facts, event-api 4.1. */
const consentEventName = 'Segment Consent Preference Updated'

/** What a website calls, as `_df`. Calls with senseless arguments are left out: a page must not break by its measuring. */
export interface Tracker {
  page(name?: unknown, properties?: unknown): void
  track(event: unknown, properties?: unknown): void
  identify(userId: unknown, traits?: unknown): void
  group(groupId: unknown, traits?: unknown): void
  /** Category → given or not, `{ analytics: true, marketing: false }`. */
  consent(categories: unknown): void
  reset(): void
}

export type TrackerNeeds = {
  readonly visitor: Visitor
  readonly now: () => number
  readonly makeId: () => string
  readonly pageFacts: () => PageFacts
  /** Context of the browser, as of now. */
  readonly context: () => JsonObject
  readonly emit: (event: QueuedEvent) => void
}

export function createTracker(needs: TrackerNeeds): Tracker {
  const { visitor } = needs

  function emit(type: string, fields: JsonObject): void {
    const { anonymousId, userId, groupId, consent } = visitor
    needs.emit({
      type,
      messageId: needs.makeId(),
      timestamp: new Date(needs.now()).toISOString(),
      anonymousId,
      ...(userId === null ? {} : { userId }),
      ...fields,
      context: {
        ...needs.context(),
        sessionId: visitor.touchSession(),
        ...(groupId === null ? {} : { groupId }),
        ...(consent === null ? {} : { consent: { categoryPreferences: consent } }),
      },
    })
  }

  function track(event: unknown, properties?: unknown): void {
    const name = idOf(event)
    if (name !== null) emit('track', { event: name, properties: copyOf(properties) })
  }

  return {
    page(name, properties) {
      const said = copyOf(isJsonObject(name) ? name : properties)
      const title = isJsonObject(name) ? null : idOf(name)
      const named = title === null ? {} : { name: title }
      emit('page', { ...named, properties: { ...needs.pageFacts(), ...named, ...said } })
    },
    track,
    identify(userId, traits) {
      const id = isJsonObject(userId) ? null : idOf(userId)
      if (id !== null) visitor.setUserId(id)
      emit('identify', { traits: copyOf(isJsonObject(userId) ? userId : traits) })
    },
    group(groupId, traits) {
      const id = idOf(groupId)
      if (id === null) return
      visitor.setGroupId(id)
      emit('group', { groupId: id, traits: copyOf(traits) })
    },
    consent(categories) {
      if (!isJsonObject(categories)) return
      const given: Consent = Object.fromEntries(
        Object.entries(categories).map(([category, value]) => [category, value === true]),
      )
      if (JSON.stringify(given) === JSON.stringify(visitor.consent)) return
      visitor.setConsent(given)
      track(consentEventName)
    },
    reset: () => visitor.reset(),
  }
}

/** What the page hands over may change after the call, and may hold what JSON cannot. */
function copyOf(value: unknown): JsonObject {
  if (!isJsonObject(value)) return {}
  try {
    const copy: unknown = JSON.parse(JSON.stringify(value))
    return isJsonObject(copy) ? copy : {}
  } catch {
    return {}
  }
}
