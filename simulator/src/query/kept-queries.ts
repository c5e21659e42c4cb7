/**
 * Statements whose results are fetched later, piece by piece and as often as wanted (query V3 and query-sql). A query
 * is running until its answer is there; it is forgotten when it expires, is cancelled, or when too much is kept.
 */
import { bytesOfRow } from '../lake/result-limits.ts'
import type { Clock, EpochMs } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import type { QueryAnswer, QueryRunner, Statement } from './query-runner.ts'

export type KeptQuery = {
  readonly id: string
  readonly startedAtMs: EpochMs
  readonly expiresAtMs: EpochMs
  /** Empty while it runs. */
  answer: QueryAnswer | undefined
  /** Set with the answer. */
  tookMs: number
}

export type KeptQueries = {
  /** Nothing when too many others run: then what is kept is left alone. */
  start(statement: Statement): KeptQuery | undefined
  /** Waits until the query has its answer, at most so long. */
  wait(query: KeptQuery, waitMsMax: number): Promise<void>
  /** Nothing for an id that is unknown, cancelled or expired. */
  find(id: string): KeptQuery | undefined
  /** Cancels a running query and forgets it. */
  cancel(id: string): void
  /** Forgets all. */
  clear(): void
}

/** How long a result can be fetched: that it expires is documented {QV3}, when is assumed. */
const lifeMs = 3_600_000
/** Our own: the oldest are forgotten beyond. */
const queriesMax = 100
const bytesMax = 268_435_456

type Entry = {
  readonly query: KeptQuery
  readonly done: Promise<void>
  readonly stop: AbortController
  byteCount: number
}

export function createKeptQueries(needs: {
  readonly runner: QueryRunner
  readonly clock: Clock
  readonly random: Random
}): KeptQueries {
  const { runner, clock, random } = needs
  const entries = new Map<string, Entry>()
  const forget = (id: string) => {
    entries.get(id)?.stop.abort()
    entries.delete(id)
  }
  const makeRoom = () => {
    for (const [id, { query }] of entries) if (query.expiresAtMs < clock.now()) forget(id)
    const sum = () => [...entries.values()].reduce((bytes, { byteCount }) => bytes + byteCount, 0)
    while (entries.size > 1 && (entries.size > queriesMax || sum() > bytesMax)) {
      const [oldest] = entries.keys()
      if (oldest !== undefined) forget(oldest)
    }
  }
  return {
    start: (statement) => {
      if (runner.isBusy()) return undefined
      const startedAtMs = clock.now()
      const query: KeptQuery = {
        id: idOf(random),
        startedAtMs,
        expiresAtMs: startedAtMs + lifeMs,
        answer: undefined,
        tookMs: 0,
      }
      const stop = new AbortController()
      const entry: Entry = {
        query,
        stop,
        byteCount: 0,
        done: runner.run(statement, stop.signal).then((answer) => {
          query.answer = answer
          query.tookMs = clock.now() - startedAtMs
          entry.byteCount = bytesOf(answer)
          makeRoom()
        }),
      }
      // Whoever waits for it is told of a failure.
      entry.done.catch(() => undefined)
      entries.set(query.id, entry)
      makeRoom()
      return query
    },
    wait: async (query, waitMsMax) => {
      const entry = entries.get(query.id)
      if (entry === undefined || query.answer !== undefined) return
      const enough = new AbortController()
      await Promise.race([entry.done, clock.sleep(waitMsMax, enough.signal)])
      enough.abort()
    },
    find: (id) => {
      const query = entries.get(id)?.query
      if (query === undefined || query.expiresAtMs >= clock.now()) return query
      forget(id)
      return undefined
    },
    cancel: forget,
    clear: () => {
      for (const id of entries.keys()) forget(id)
    },
  }
}

/** In the form of the documented sample, `MTAuMjcuMTgxLjE0OTo3NDg0_1cfc8d35`: an address in base64 and digits {QV3}. */
function idOf(random: Random): string {
  const address = Buffer.from('127.0.0.1:7484').toString('base64url')
  return `${address}_${random.hex(32)}`
}

function bytesOf(answer: QueryAnswer): number {
  if (answer.kind !== 'rows') return 0
  return answer.rows.reduce((bytes, row) => bytes + bytesOfRow(row), 0)
}
