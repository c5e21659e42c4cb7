import type { EpochMs } from '../platform/clock.ts'

/** One request that was answered. Never its query string or body: tokens and people are in them. */
export type TrafficEntry = {
  readonly atMs: EpochMs
  readonly host: string
  readonly method: string
  readonly path: string
  readonly status: number
  readonly tookMs: number
}

export type Traffic = {
  add(entry: TrafficEntry): void
  /** The latest first, at most `trafficEntriesMax`. */
  latest(): readonly TrafficEntry[]
  /** Count of answers by status since the start. */
  countByStatus(): Readonly<Record<string, number>>
  requestCount(): number
}

export const trafficEntriesMax = 200

export function createTraffic(): Traffic {
  const entries: TrafficEntry[] = []
  const countByStatus: Record<string, number> = {}
  let requestCount = 0
  return {
    add: (entry) => {
      requestCount += 1
      countByStatus[entry.status] = (countByStatus[entry.status] ?? 0) + 1
      entries.push(entry)
      if (entries.length > trafficEntriesMax) entries.shift()
    },
    latest: () => entries.toReversed(),
    countByStatus: () => ({ ...countByStatus }),
    requestCount: () => requestCount,
  }
}
