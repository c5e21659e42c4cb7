import { isJsonObject, type JsonObject } from './json.ts'
import { readJson, writeJson, type TextStorage } from './storage.ts'

export type QueuedEvent = JsonObject & { readonly messageId: string }

/** Events kept while they cannot be sent; past it the oldest go, since a page must not fill its visitor's storage. */
export const queueCountMax = 200
export const queueCharsMax = 512 * 1024

/** After so long without a sign of life a page's queue is taken over: the page crashed or was killed. */
const orphanAfterMs = 30_000

const namePrefix = '_df.queue.'

/**
 * Events that are not known to have arrived. It survives a reload, and each open page has its own, so that two tabs never
 * write over each other. A queue may be sent twice (by a page that is still alive and by one that took it over); the
 * collector knows the message ids.
 */
export interface EventQueue {
  push(event: QueuedEvent): void
  /** The oldest, but for those in `except`. */
  first(countMax: number, except?: ReadonlySet<string>): readonly QueuedEvent[]
  remove(messageIds: ReadonlySet<string>): void
  readonly size: number
  /** Leaves the queue for the next page to take over at once. */
  leave(): void
}

type Needs = {
  readonly storage: TextStorage
  readonly pageId: string
  readonly now: () => number
}

export function openEventQueue({ storage, pageId, now }: Needs): EventQueue {
  const name = namePrefix + pageId
  let events: readonly QueuedEvent[] = takeOverOrphans(storage, now())

  function save(isLeft: boolean): void {
    if (events.length === 0) storage.removeItem(name)
    else writeJson(storage, name, { events, atMs: isLeft ? 0 : now() })
  }

  function bound(): void {
    events = events.slice(-queueCountMax)
    // Ends: each turn takes one away. One event alone is kept, whatever its size; the collector judges it.
    while (events.length > 1 && JSON.stringify(events).length > queueCharsMax) {
      events = events.slice(1)
    }
  }

  bound()
  save(false)
  return {
    push(event) {
      events = [...events, event]
      bound()
      save(false)
    },
    first: (countMax, except) =>
      events.filter(({ messageId }) => except?.has(messageId) !== true).slice(0, countMax),
    remove(messageIds) {
      events = events.filter(({ messageId }) => !messageIds.has(messageId))
      save(false)
    },
    get size() {
      return events.length
    },
    leave: () => save(true),
  }
}

function takeOverOrphans(storage: TextStorage, nowMs: number): readonly QueuedEvent[] {
  const names = Array.from({ length: storage.length }, (_, index) => storage.key(index))
  return names.flatMap((name) => {
    if (name === null || !name.startsWith(namePrefix)) return []
    const kept = readJson(storage, name)
    const atMs = isJsonObject(kept) ? Number(kept['atMs']) : 0
    // A clock that was set back must not keep a queue for ever.
    if (Math.abs(nowMs - atMs) < orphanAfterMs) return []
    storage.removeItem(name)
    return eventsOf(kept)
  })
}

function eventsOf(kept: unknown): readonly QueuedEvent[] {
  if (!isJsonObject(kept) || !Array.isArray(kept['events'])) return []
  return kept['events'].filter(isQueuedEvent)
}

function isQueuedEvent(value: unknown): value is QueuedEvent {
  return isJsonObject(value) && typeof value['messageId'] === 'string'
}
