import { HubAwayError } from '../api/api-error.ts'
import type { LiveEventPage } from '../api/live-event.ts'
import { filtersKey, type LiveFilters } from './filters.ts'
import {
  emptyList,
  floorOf,
  mergeMessages,
  mergeNewest,
  mergeOlder,
  mergeRefresh,
  newestOffset,
  unsettledBelow,
  withinLimit,
  type LiveList,
  type StreamMessage,
} from './live-list.ts'
import type { StreamListener } from './live-stream.ts'

/**
 * Keeps the list of Live Events up to date: asks for pages, listens to the stream, and joins both.
 *
 * `status` is `pending` until the first page for the present filters came, `failed` when the hub refused it, else
 * `ready`. `link` is about the stream alone: while it is `away`, what is there stays, and the feed keeps trying.
 */
export type FeedState = {
  readonly status: 'pending' | 'ready' | 'failed'
  readonly error: Error | null
  readonly link: 'connecting' | 'open' | 'away'
  /** When something was last heard of the hub, epoch ms. */
  readonly heardAtMs: number | null
  readonly list: LiveList
  readonly filters: LiveFilters
  readonly isLoadingOlder: boolean
}

export type LiveFeed = {
  subscribe(listener: () => void): () => void
  state(): FeedState
  start(): void
  stop(): void
  setFilters(filters: LiveFilters): void
  loadOlder(): void
  /** Asks again now, instead of waiting for the next try. */
  retry(): void
}

type Needs = {
  readonly fetchPage: (
    filters: LiveFilters,
    cursor: string | null,
    signal: AbortSignal,
  ) => Promise<LiveEventPage>
  readonly openStream: (listener: StreamListener) => () => void
  readonly onError: (error: unknown) => void
  readonly now?: () => number
  /** Runs the callback later; returns the way to call it off. */
  readonly later?: (callback: () => void, delayMs: number) => () => void
}

/** The stream may say a thousand things a second; the page draws what came in such a span at once. */
const drawIntervalMs = 160
/** Under a flood every row is another one at each drawing, which nobody can read: drawn less often, it costs a third. */
const floodDrawIntervalMs = 500
const floodMessagesMin = 100
/** Pause between asking again for what the stream cannot tell. */
const refreshIntervalMs = 1_000
const retryIntervalMs = 2_000

export function createLiveFeed(
  { fetchPage, openStream, onError, now = Date.now, later = laterInBrowser }: Needs,
  filters: LiveFilters,
): LiveFeed {
  let current: FeedState = pendingState(filters)
  const listeners = new Set<() => void>()
  let closeStream: (() => void) | null = null
  let asking: AbortController | null = null
  /** Messages that came while a page was asked for: laid over it again, because the page may be the older news. */
  let sinceAsked: StreamMessage[] = []
  let undrawn: StreamMessage[] = []
  let isFlood = false
  /** The list is whole up to here; infinite while no message was missed. */
  let wholeTo = Number.POSITIVE_INFINITY
  /** After missed messages: rows below this offset may show a state that is no longer true. */
  let staleBelow: number | null = null
  const timers: Partial<Record<'draw' | 'refresh' | 'retry', () => void>> = {}

  function set(patch: Partial<FeedState>): void {
    current = { ...current, ...patch }
    for (const listener of listeners) listener()
  }

  function soon(name: keyof typeof timers, delayMs: number, callback: () => void): void {
    timers[name] ??= later(() => {
      delete timers[name]
      callback()
    }, delayMs)
  }

  function callOff(name: keyof typeof timers): void {
    timers[name]?.()
    delete timers[name]
  }

  /** Asks for one page and lays it over the list; the only one under way. */
  async function ask(
    cursor: string | null,
    merge: (list: LiveList, page: LiveEventPage) => LiveList,
    failed: (error: unknown) => void,
  ): Promise<void> {
    asking?.abort()
    callOff('retry')
    const asked = new AbortController()
    asking = asked
    sinceAsked = []
    set({ isLoadingOlder: false })
    try {
      const page = await fetchPage(current.filters, cursor, asked.signal)
      if (asked.signal.aborted) return
      asking = null
      const { list } = mergeMessages(merge(current.list, page), sinceAsked)
      set({
        status: 'ready',
        error: null,
        heardAtMs: now(),
        list: withinLimit(list),
        isLoadingOlder: false,
      })
    } catch (error) {
      if (asked.signal.aborted) return
      asking = null
      onError(error)
      failed(error)
    }
  }

  function askNewest(): Promise<void> {
    const askedWholeTo = wholeTo
    wholeTo = Number.POSITIVE_INFINITY
    return ask(
      null,
      (list, page) => {
        const merged = mergeNewest(list, page, askedWholeTo)
        if (askedWholeTo !== Number.POSITIVE_INFINITY) lookForStale(merged, floorOf(page))
        return merged
      },
      (error) => {
        wholeTo = Math.min(wholeTo, askedWholeTo)
        if (error instanceof HubAwayError) {
          set({ link: 'away' })
          soon('retry', retryIntervalMs, () => void askNewest())
          return
        }
        const shown = error instanceof Error ? error : new Error(String(error))
        set({ status: current.status === 'ready' ? 'ready' : 'failed', error: shown })
      },
    )
  }

  function askOlder(cursor: string): void {
    void ask(cursor, mergeOlder, () => set({ isLoadingOlder: false }))
    set({ isLoadingOlder: true })
  }

  /** Looks once more at rows whose change may have been among the missed messages, a page at a time. */
  function askStale(before: number): void {
    staleBelow = null
    void ask(
      String(before),
      (list, page) => {
        const merged = mergeRefresh(list, page, before)
        lookForStale(merged, floorOf(page))
        return merged
      },
      () => {},
    )
  }

  function lookForStale(list: LiveList, below: number): void {
    const stale = unsettledBelow(list, below)
    staleBelow = stale === null ? null : stale + 1
    if (staleBelow !== null) refreshSoon()
  }

  function refreshSoon(): void {
    soon('refresh', refreshIntervalMs, () => {
      if (asking !== null || current.link === 'away') return refreshSoon()
      if (wholeTo === Number.POSITIVE_INFINITY && staleBelow !== null) askStale(staleBelow)
      else void askNewest()
    })
  }

  function draw(): void {
    const messages = undrawn
    undrawn = []
    isFlood = messages.length >= floodMessagesMin
    const { list, unknown } = mergeMessages(current.list, messages)
    set({ list: withinLimit(list), heardAtMs: now() })
    const { text, state } = current.filters
    const mayMatchNow =
      state !== undefined && unknown.some(({ delivery }) => delivery.state === state)
    if (text !== undefined || mayMatchNow) refreshSoon()
  }

  /** From here on the list may have a hole, until the newest page has been asked for. */
  function missed(): void {
    let newest = newestOffset(current.list)
    for (const message of undrawn) {
      if (message.kind === 'event') newest = Math.max(newest, message.event.offset)
    }
    wholeTo = Math.min(wholeTo, newest)
  }

  const streamListener: StreamListener = {
    open() {
      missed()
      set({ link: 'open', heardAtMs: now() })
      // Also the first time: what was taken in between the page and the stream would be missing otherwise.
      void askNewest()
    },
    message(message) {
      undrawn.push(message)
      if (asking !== null) sinceAsked.push(message)
      soon('draw', isFlood ? floodDrawIntervalMs : drawIntervalMs, draw)
    },
    gap() {
      missed()
      refreshSoon()
    },
    away() {
      missed()
      if (current.link !== 'away') set({ link: 'away' })
      if (asking === null) soon('retry', retryIntervalMs, () => void askNewest())
    },
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    state: () => current,
    start() {
      closeStream = openStream(streamListener)
      void askNewest()
    },
    stop() {
      asking?.abort()
      asking = null
      closeStream?.()
      callOff('draw')
      callOff('refresh')
      callOff('retry')
      undrawn = []
    },
    setFilters(next) {
      if (filtersKey(next) === filtersKey(current.filters)) return
      staleBelow = null
      set({ ...pendingState(next), link: current.link, heardAtMs: current.heardAtMs })
      void askNewest()
    },
    loadOlder() {
      const cursor = current.list.olderCursor
      if (cursor !== null && asking === null && current.link !== 'away') askOlder(cursor)
    },
    retry: () => void askNewest(),
  }
}

function pendingState(filters: LiveFilters): FeedState {
  return {
    status: 'pending',
    error: null,
    link: 'connecting',
    heardAtMs: null,
    list: emptyList,
    filters,
    isLoadingOlder: false,
  }
}

function laterInBrowser(callback: () => void, delayMs: number): () => void {
  const timer = setTimeout(callback, delayMs)
  return () => clearTimeout(timer)
}
