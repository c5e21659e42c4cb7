import type {
  LiveDelivery,
  LiveDeliveryUpdate,
  LiveEvent,
  LiveEventPage,
} from '../api/live-event.ts'
import type { LiveFilters } from './filters.ts'

/**
 * The events this page knows, joined from two sides: pages asked for, and messages of the stream. Everything here is
 * pure; `live-feed.ts` asks and listens.
 *
 * What must hold: `rows` are newest first, each offset once, and from `floor` upwards none that matches the filters is
 * missing. A row below the floor is never shown, because its neighbours may be missing.
 */
export type LiveList = {
  readonly rows: readonly LiveEvent[]
  /** Infinite until the first page came; 0 when the journal's start is reached. */
  readonly floor: number
  /** Cursor of the page below the floor; null when there is none. */
  readonly olderCursor: string | null
  /** Offsets that the hub itself gave for these filters: it searches whole events, this page only rows. */
  readonly found: ReadonlySet<number>
}

export type StreamMessage =
  | { readonly kind: 'event'; readonly event: LiveEvent }
  | { readonly kind: 'delivery'; readonly update: LiveDeliveryUpdate }

/** Rows held at most; the oldest go first and are asked for again when somebody scrolls there. */
export const rowsMax = 10_000

export const emptyList: LiveList = {
  rows: [],
  floor: Number.POSITIVE_INFINITY,
  olderCursor: null,
  found: new Set(),
}

/**
 * Lays the newest page over the list.
 * @param wholeTo the offset up to which the list is known to be whole; infinite when no message was missed. Where the
 * page does not reach down to it, what lies below the hole is let go, and comes back by scrolling.
 */
export function mergeNewest(list: LiveList, page: LiveEventPage, wholeTo: number): LiveList {
  const pageFloor = floorOf(page)
  const isLoaded = list.floor !== Number.POSITIVE_INFINITY
  if (isLoaded && pageFloor <= wholeTo + 1) return withPage(list, page)
  const kept = list.rows.filter((row) => row.offset >= pageFloor)
  return withPage(
    { rows: kept, floor: pageFloor, olderCursor: page.next_cursor, found: new Set() },
    page,
  )
}

/** Puts the page that was asked for with `olderCursor` below the list. */
export function mergeOlder(list: LiveList, page: LiveEventPage): LiveList {
  const floor = Math.min(list.floor, floorOf(page))
  return { ...withPage(list, page), floor, olderCursor: page.next_cursor }
}

/**
 * Lays a page over the stretch of the list that it speaks of: a row there that the hub no longer gives has left the
 * filters, and goes.
 * @param before the cursor the page was asked for with
 */
export function mergeRefresh(list: LiveList, page: LiveEventPage, before: number): LiveList {
  const pageFloor = floorOf(page)
  const rows = list.rows.filter((row) => row.offset >= before || row.offset < pageFloor)
  return withPage({ ...list, rows }, page)
}

/** Newest row below an offset whose state may still change, so that a missed message could have left it behind. */
export function unsettledBelow(list: LiveList, offset: number): number | null {
  const unsettled = list.rows.find((row) => row.offset < offset && row.deliveries.some(isUnsettled))
  return unsettled?.offset ?? null
}

export function newestOffset(list: LiveList): number {
  return list.rows[0]?.offset ?? 0
}

function isUnsettled({ state }: LiveDelivery): boolean {
  return state === 'waiting' || state === 'retrying'
}

function withPage(list: LiveList, page: LiveEventPage): LiveList {
  const byOffset = new Map(list.rows.map((row) => [row.offset, row]))
  const found = new Set(list.found)
  for (const row of page.data) {
    byOffset.set(row.offset, row)
    found.add(row.offset)
  }
  return { ...list, rows: newestFirst(byOffset.values()), found }
}

/**
 * Everything from here up has been looked through. The hub's cursor is an offset, and may lie far below the page's last
 * row (or below none): the hub looks through a bounded part of the journal for each page.
 */
export function floorOf(page: LiveEventPage): number {
  if (!page.has_more) return 0
  const cursor = Number(page.next_cursor ?? Number.NaN)
  return Number.isInteger(cursor) ? cursor : (page.data.at(-1)?.offset ?? 0)
}

export type MessagesMerged = {
  readonly list: LiveList
  /** Updates of events that are not in the list: they may match the filters now. */
  readonly unknown: readonly LiveDeliveryUpdate[]
}

/** Takes in what the stream sent, in its order. Harmless when repeated. */
export function mergeMessages(list: LiveList, messages: readonly StreamMessage[]): MessagesMerged {
  const changed = new Map<number, LiveEvent>()
  const known = new Map(list.rows.map((row) => [row.offset, row]))
  const unknown: LiveDeliveryUpdate[] = []
  for (const message of messages) {
    if (message.kind === 'event') {
      changed.set(message.event.offset, message.event)
      continue
    }
    const { update } = message
    const row = changed.get(update.offset) ?? known.get(update.offset)
    if (row === undefined) unknown.push(update)
    else changed.set(update.offset, withDelivery(row, update.delivery))
  }
  if (changed.size === 0) return { list, unknown }

  const fresh: LiveEvent[] = []
  for (const [offset, row] of changed) if (!known.has(offset)) fresh.push(row)
  const kept = list.rows.map((row) => changed.get(row.offset) ?? row)
  const isOnTop = fresh.every((row) => row.offset > (kept[0]?.offset ?? Number.NEGATIVE_INFINITY))
  const rows = isOnTop ? [...newestFirst(fresh), ...kept] : newestFirst([...fresh, ...kept])
  return { list: { ...list, rows }, unknown }
}

/** Lets the oldest rows go once there are too many, with some slack so that it is not done at every message. */
export function withinLimit(list: LiveList, max = rowsMax): LiveList {
  if (list.rows.length <= max * 1.1) return list
  const rows = list.rows.slice(0, max)
  const last = rows.at(-1)
  if (last === undefined || last.offset <= list.floor) return { ...list, rows }
  const found = new Set([...list.found].filter((offset) => offset >= last.offset))
  // The hub's cursor is an offset, so the list can be taken up again right here.
  return { rows, floor: last.offset, olderCursor: String(last.offset), found }
}

/** While the list is held still (paused, or scrolled down): what was newest, and which rows stood there. */
export type Hold = { readonly newestOffset: number; readonly shown: ReadonlySet<number> }

export type LiveView = {
  readonly rows: readonly LiveEvent[]
  /** How many matching events came since the list was held still. */
  readonly newCount: number
}

/** What is shown: matching rows from the floor up, without those that came after the hold. */
export function viewOf(list: LiveList, filters: LiveFilters, hold: Hold | null): LiveView {
  const rows: LiveEvent[] = []
  let newCount = 0
  for (const row of list.rows) {
    if (row.offset < list.floor) break
    const isNew = hold !== null && row.offset > hold.newestOffset
    // A row that stood there stays while the list is held, even when its state no longer matches.
    const stays = hold !== null && hold.shown.has(row.offset)
    if (!stays && !isMatch(row, filters, list.found)) continue
    if (isNew) newCount += 1
    else rows.push(row)
  }
  return { rows, newCount }
}

export function holdOf(view: LiveView): Hold {
  return {
    newestOffset: view.rows[0]?.offset ?? 0,
    shown: new Set(view.rows.map((row) => row.offset)),
  }
}

/** Whether a row belongs to the filtered list, as far as a row alone can tell. */
export function isMatch(
  event: LiveEvent,
  { integration, type, state, user, message_id: messageId, text }: LiveFilters,
  found: ReadonlySet<number>,
): boolean {
  if (type !== undefined && event.type !== type) return false
  if (user !== undefined && event.user_id !== user && event.anonymous_id !== user) return false
  if (messageId !== undefined && event.event_id !== messageId) return false
  const isQuarantined = event.kind === 'quarantined'
  if (state === 'quarantined' && !isQuarantined) return false
  const deliveryState = state === 'quarantined' ? undefined : state
  if (integration !== undefined || deliveryState !== undefined) {
    const isAsked = (delivery: LiveDelivery) =>
      (integration === undefined || delivery.integration_id === integration) &&
      (deliveryState === undefined || delivery.state === deliveryState)
    if (!event.deliveries.some(isAsked)) return false
  }
  return text === undefined || found.has(event.offset) || hasText(event, text.toLowerCase())
}

function hasText(event: LiveEvent, text: string): boolean {
  const { event_id, name, user_id, anonymous_id, source_name, quarantine } = event
  const values = [event_id, name, user_id, anonymous_id, source_name, quarantine?.detail]
  return values.some((value) => value?.toLowerCase().includes(text) === true)
}

function withDelivery(row: LiveEvent, delivery: LiveDelivery): LiveEvent {
  const isSame = (other: LiveDelivery) => other.integration_id === delivery.integration_id
  const deliveries = row.deliveries.some(isSame)
    ? row.deliveries.map((other) => (isSame(other) ? delivery : other))
    : [...row.deliveries, delivery]
  return { ...row, deliveries }
}

function newestFirst(rows: Iterable<LiveEvent>): LiveEvent[] {
  return [...rows].toSorted((a, b) => b.offset - a.offset)
}
