/**
 * The latest requests and replies, to be looked at, and counts of all. Secrets are taken out when an entry is read, so
 * that keeping one costs little; nothing leaves this module with a secret in it.
 */
import type { EpochMs } from '../platform/clock.ts'
import { redactHeaders, redactText } from './redact.ts'

type Headers = Readonly<Record<string, string | number | readonly string[] | undefined>>

/** One request as it was seen, not yet fit to be shown. */
export type SeenRequest = {
  readonly atMs: EpochMs
  readonly host: string
  readonly method: string
  /** With the query string. */
  readonly url: string
  /** 0 when no answer was given: the connection was cut first, by us or by the client. */
  readonly status: number
  readonly tookMs: number
  readonly requestHeaders: Headers
  readonly requestBytes: number
  /** At most `bodyBytesKeptMax`, and its own copy. */
  readonly requestBodyStart: Buffer
  readonly replyHeaders: Headers
  readonly replyBytes: number
  readonly replyBodyStart: string
  /** The kind of a fault that was asked for. */
  readonly fault: string | undefined
}

export type TrafficEntry = {
  readonly id: number
  readonly atMs: EpochMs
  readonly host: string
  readonly method: string
  /** Without the query string. */
  readonly path: string
  readonly status: number
  readonly tookMs: number
  readonly requestBytes: number
  readonly replyBytes: number
  readonly fault?: string
}

export type TrafficDetail = TrafficEntry & {
  /** Empty without one. */
  readonly query: string
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly requestBodyStart: string
  readonly replyHeaders: Readonly<Record<string, string>>
  readonly replyBodyStart: string
}

export type TrafficFilter = {
  readonly limit?: number
  /** Only entries younger than this id: what came since one looked last. */
  readonly after?: number
  readonly status?: number
  readonly method?: string
  /** Part of the path. */
  readonly path?: string
}

export type Traffic = {
  /** Every request counts, also one that is not kept. */
  count(status: number): void
  keep(seen: SeenRequest): void
  /** The latest first. */
  list(filter: TrafficFilter): readonly TrafficEntry[]
  /** Nothing when there is none, or when it has made room for others. */
  detail(id: number): TrafficDetail | undefined
  /** Answers by status since the start; `0` for connections cut before an answer. */
  countByStatus(): Readonly<Record<string, number>>
  requestCount(): number
  /** Connections whose bytes were no request; each counts as a request too. */
  countBroken(status: number): void
  brokenCount(): number
  reset(): void
}

/** Of each body; enough to see what it is. */
export const bodyBytesKeptMax = 4_096
export const trafficEntriesMax = 500
/** Of bodies, headers and addresses together. */
const keptBytesMax = 4_194_304

type KeptRequest = { readonly id: number; readonly seen: SeenRequest; readonly bytes: number }

export function createTraffic(): Traffic {
  let kept: KeptRequest[] = []
  let keptBytes = 0
  let countByStatus = new Map<number, number>()
  let requestCount = 0
  let brokenCount = 0
  let lastId = 0
  const count = (status: number) => {
    requestCount += 1
    countByStatus.set(status, (countByStatus.get(status) ?? 0) + 1)
  }
  return {
    count,
    countBroken: (status) => {
      brokenCount += 1
      count(status)
    },
    brokenCount: () => brokenCount,
    keep: (seen) => {
      lastId += 1
      const bytes = bytesOf(seen)
      kept.push({ id: lastId, seen, bytes })
      keptBytes += bytes
      while (kept.length > trafficEntriesMax || keptBytes > keptBytesMax) {
        keptBytes -= kept.shift()?.bytes ?? 0
      }
    },
    list: ({ limit = trafficEntriesMax, after = 0, status, method, path }) =>
      kept
        .toReversed()
        .filter(
          ({ id, seen }) =>
            id > after &&
            (status === undefined || seen.status === status) &&
            (method === undefined || seen.method === method) &&
            (path === undefined || pathOf(seen.url).includes(path)),
        )
        .slice(0, limit)
        .map(entryOf),
    detail: (id) => {
      const found = kept.find((entry) => entry.id === id)
      return found === undefined ? undefined : detailOf(found)
    },
    countByStatus: () => Object.fromEntries(countByStatus),
    requestCount: () => requestCount,
    reset: () => {
      kept = []
      keptBytes = 0
      countByStatus = new Map()
      requestCount = 0
      brokenCount = 0
    },
  }
}

function entryOf({ id, seen }: KeptRequest): TrafficEntry {
  const { atMs, host, method, status, tookMs, requestBytes, replyBytes, fault } = seen
  return {
    ...{ id, atMs, host, method, path: redactText(pathOf(seen.url)), status, tookMs },
    ...{ requestBytes, replyBytes, ...(fault === undefined ? {} : { fault }) },
  }
}

function detailOf(kept: KeptRequest): TrafficDetail {
  const { seen } = kept
  return {
    ...entryOf(kept),
    query: redactText(seen.url.slice(pathOf(seen.url).length)).slice(1),
    requestHeaders: redactHeaders(seen.requestHeaders),
    requestBodyStart: redactText(seen.requestBodyStart.toString('utf8')),
    replyHeaders: redactHeaders(seen.replyHeaders),
    replyBodyStart: redactText(seen.replyBodyStart),
  }
}

function pathOf(url: string): string {
  return url.split('?')[0] ?? url
}

function bytesOf({
  url,
  requestHeaders,
  requestBodyStart,
  replyHeaders,
  replyBodyStart,
}: SeenRequest) {
  return (
    url.length +
    requestBodyStart.length +
    replyBodyStart.length +
    headerBytesOf(requestHeaders) +
    headerBytesOf(replyHeaders)
  )
}

function headerBytesOf(headers: Headers): number {
  let bytes = 0
  for (const name in headers) bytes += name.length + String(headers[name]).length
  return bytes
}
