import type { LiveDelivery, LiveDeliveryUpdate, LiveEvent } from '../api/live-event.ts'
import type { StreamMessage } from './live-list.ts'

export type StreamListener = {
  /** The stream stands; what happened before it stood has to be asked for. */
  open(): void
  message(message: StreamMessage): void
  /** The hub left messages out, because this page was too slow or away for too long. */
  gap(): void
  /** The stream broke; it is tried again until it is closed. */
  away(): void
}

const streamPath = '/v1/admin/live-events/stream'
const retryDelayMsMin = 1_000
const retryDelayMsMax = 10_000

/** Listens to the hub's live stream, and comes back by itself when it breaks. Returns the way to stop. */
export function openLiveStream(listener: StreamListener): () => void {
  let source: EventSource | null = null
  let retryDelayMs = retryDelayMsMin
  let timer: ReturnType<typeof setTimeout> | undefined

  function connect(): void {
    const opened = new EventSource(streamPath)
    source = opened
    opened.addEventListener('open', () => {
      retryDelayMs = retryDelayMsMin
      listener.open()
    })
    opened.addEventListener('event', ({ data }) => pass(eventMessageOf(data)))
    opened.addEventListener('delivery', ({ data }) => pass(deliveryMessageOf(data)))
    opened.addEventListener('gap', () => listener.gap())
    opened.addEventListener('error', () => {
      listener.away()
      // The browser gives up for good when the answer is not a stream (a proxy's 502, a 401): then it is up to us.
      if (opened.readyState !== EventSource.CLOSED) return
      timer = setTimeout(connect, retryDelayMs)
      retryDelayMs = Math.min(retryDelayMs * 2, retryDelayMsMax)
    })
  }

  /** A message that cannot be read is as good as one left out. */
  function pass(message: StreamMessage | null): void {
    if (message === null) listener.gap()
    else listener.message(message)
  }

  connect()
  return () => {
    clearTimeout(timer)
    source?.close()
  }
}

/** Reads the data of an `event` message; null when it is none. */
export function eventMessageOf(data: unknown): StreamMessage | null {
  const event = parsed(data)
  return isEvent(event) ? { kind: 'event', event } : null
}

/** Reads the data of a `delivery` message; null when it is none. */
export function deliveryMessageOf(data: unknown): StreamMessage | null {
  const update = parsed(data)
  return isUpdate(update) ? { kind: 'delivery', update } : null
}

function isEvent(value: unknown): value is LiveEvent {
  return (
    isPlaced(value) && Array.isArray(value['deliveries']) && value['deliveries'].every(isDelivery)
  )
}

function isUpdate(value: unknown): value is LiveDeliveryUpdate {
  return isPlaced(value) && isDelivery(value['delivery'])
}

function isPlaced(value: unknown): value is Record<string, unknown> {
  return (
    isRecord(value) && typeof value['offset'] === 'number' && typeof value['event_id'] === 'string'
  )
}

function isDelivery(value: unknown): value is LiveDelivery {
  return (
    isRecord(value) &&
    typeof value['integration_id'] === 'string' &&
    typeof value['state'] === 'string' &&
    Array.isArray(value['objects'])
  )
}

function parsed(data: unknown): unknown {
  if (typeof data !== 'string') return null
  try {
    return JSON.parse(data)
  } catch {
    return null
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
