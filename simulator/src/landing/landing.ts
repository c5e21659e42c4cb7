/**
 * The landing worker: carries accepted requests into the lake after the landing delay, in the order
 * in which they were accepted. It relies on the lake writing one statement after another. What is
 * accepted is kept in memory until it has landed; closing lands the rest first.
 */
import { SqlError } from '../lake/database.ts'
import type { LakeObject } from '../lake/lake-object.ts'
import type { Lake, LakeRow } from '../lake/lake.ts'
import type { DataStream } from '../org/data-stream.ts'
import type { Clock, EpochMs } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import { planUpserts, type IncomingRecord, type LandingPlan, type Problem } from './plan.ts'
import { problemRowOf } from './problem-row.ts'

export type Change =
  | {
      readonly kind: 'upsert'
      readonly stream: DataStream
      readonly records: readonly IncomingRecord[]
    }
  | { readonly kind: 'delete'; readonly stream: DataStream; readonly ids: readonly string[] }

/** What has become of one object's records since the start. */
export type LandingCounts = {
  acceptedCount: number
  /** Rows that are new. */
  addedCount: number
  /** Rows that replaced the row of their key, before or after that one was written. */
  replacedCount: number
  /** Rows not applied, since a newer one is stored. */
  olderCount: number
  deletedCount: number
  /** Problem records, also those whose row landed. */
  problemCount: number
  /** Rows that did not land because of their problem. */
  droppedCount: number
}

export type Landing = AsyncDisposable & {
  /** Whether there is room for one more request; without it the caller answers 503. */
  hasRoom(): boolean
  accept(change: Change): void
  /** Lands everything accepted so far, whatever the delay, and ends when it can be queried. */
  landNow(): Promise<void>
  pendingCount(): number
  countsOf(stream: DataStream): LandingCounts
}

type Needs = {
  readonly lake: Lake
  readonly clock: Clock
  readonly random: Random
  readonly orgId: string
  /** Read before every wait, so that it can be changed at any time. */
  readonly delayMs: () => number
}

type PendingChange = { readonly change: Change; readonly acceptedAtMs: EpochMs }

/** Rows aimed at in one statement: large enough to be quick, small enough to let queries in between. */
const statementRowCount = 500
/** Records kept while they wait; about 2 GB of small ones, which no test needs. */
const pendingRecordCountMax = 2_000_000

/** Starts the worker; its disposal lands what is left. */
export function openLanding({ lake, clock, random, orgId, delayMs }: Needs): Landing {
  const pending: PendingChange[] = []
  let pendingRecordCount = 0
  const counts = new Map<string, LandingCounts>()
  const stop = new AbortController()
  let arrival = Promise.withResolvers<void>()
  let running: Promise<void> = Promise.resolve()

  const countsOf = ({ id }: DataStream): LandingCounts => {
    const known = counts.get(id)
    if (known !== undefined) return known
    const fresh = { ...countsAtStart }
    counts.set(id, fresh)
    return fresh
  }

  /** One landing at a time, so that rows keep their order. */
  const landUntil = (acceptedAtMsMax: EpochMs): Promise<void> => {
    running = running.catch(() => undefined).then(() => landPending(acceptedAtMsMax))
    return running
  }

  const landPending = async (acceptedAtMsMax: EpochMs): Promise<void> => {
    const dueCount = pending.findLastIndex((entry) => entry.acceptedAtMs <= acceptedAtMsMax) + 1
    const due = pending.splice(0, dueCount)
    for (const group of groupsOf(due.map((entry) => entry.change))) await landGroup(group)
  }

  const landGroup = async (group: ChangeGroup): Promise<void> => {
    const object = lake.objectOf(group.stream.id)
    // Its stream was deleted meanwhile: what had been accepted for it goes nowhere.
    if (object === undefined) {
      if (group.kind === 'upsert') pendingRecordCount -= recordCountOf(group.requests)
      return
    }
    const tally = countsOf(group.stream)
    if (group.kind === 'delete') {
      tally.deletedCount += await lake.deleteKeys(object, group.ids)
      return
    }
    const plan = planUpserts({ object, orgId }, group.requests)
    const unhandled = await upsertOrIsolate({ lake, object, tally, rows: plan.rows })
    await addProblems(object, [...plan.problems, ...unhandled])
    tallyPlan(tally, plan, unhandled.length)
    pendingRecordCount -= recordCountOf(group.requests)
  }

  const addProblems = async (object: LakeObject, problems: readonly Problem[]): Promise<void> => {
    const occurrence = { object, orgId, atMs: clock.now(), dataStreamJobId: random.uuid() }
    await lake.addProblems(
      object,
      problems.map((problem) => problemRowOf(problem, occurrence)),
    )
  }

  const loop = async (): Promise<void> => {
    // Ends when the worker is stopped; every turn waits for a request or for its delay.
    while (!stop.signal.aborted) {
      const [first] = pending
      if (first === undefined) {
        await arrival.promise
        continue
      }
      const waitMs = first.acceptedAtMs + delayMs() - clock.now()
      if (waitMs > 0) await clock.sleep(waitMs, stop.signal)
      if (!stop.signal.aborted) await landUntil(clock.now() - delayMs())
    }
  }
  const looping = loop()
  // A lake that failed is reported by its own `opened`; here it must only not end the process.
  looping.catch(() => undefined)

  return {
    hasRoom: () => pendingRecordCount < pendingRecordCountMax,
    accept: (change) => {
      if (change.kind === 'upsert') {
        countsOf(change.stream).acceptedCount += change.records.length
        pendingRecordCount += change.records.length
      }
      pending.push({ change, acceptedAtMs: clock.now() })
      arrival.resolve()
      arrival = Promise.withResolvers<void>()
    },
    landNow: () => landUntil(Number.POSITIVE_INFINITY),
    pendingCount: () => pendingRecordCount,
    countsOf,
    [Symbol.asyncDispose]: async () => {
      stop.abort()
      arrival.resolve()
      await looping.catch(() => undefined)
      await landUntil(Number.POSITIVE_INFINITY).catch(() => undefined)
    },
  }
}

const countsAtStart: LandingCounts = {
  acceptedCount: 0,
  addedCount: 0,
  replacedCount: 0,
  olderCount: 0,
  deletedCount: 0,
  problemCount: 0,
  droppedCount: 0,
}

type ChangeGroup =
  | {
      readonly kind: 'upsert'
      readonly stream: DataStream
      readonly requests: (readonly IncomingRecord[])[]
    }
  | { readonly kind: 'delete'; readonly stream: DataStream; readonly ids: readonly string[] }

/**
 * Requests that can share a statement: of one stream, up to the next delete of that stream, and about
 * `statementRowCount` records. Order among streams does not matter, since they share no rows.
 */
function groupsOf(changes: readonly Change[]): readonly ChangeGroup[] {
  const groups: ChangeGroup[] = []
  const openGroups = new Map<string, { group: ChangeGroup; recordCount: number }>()
  for (const change of changes) {
    const open = openGroups.get(change.stream.id)
    if (change.kind === 'delete') {
      groups.push(change)
      openGroups.delete(change.stream.id)
    } else if (open?.group.kind === 'upsert' && open.recordCount < statementRowCount) {
      open.group.requests.push(change.records)
      open.recordCount += change.records.length
    } else {
      const group: ChangeGroup = { ...change, requests: [change.records] }
      groups.push(group)
      openGroups.set(change.stream.id, { group, recordCount: change.records.length })
    }
  }
  return groups
}

function recordCountOf(requests: readonly (readonly IncomingRecord[])[]): number {
  return requests.reduce((sum, records) => sum + records.length, 0)
}

type UpsertJob = {
  readonly lake: Lake
  readonly object: LakeObject
  readonly tally: LandingCounts
  readonly rows: readonly LakeRow[]
}

/** A row that Postgres refuses, for instance for an enormous key, costs no other: it is named by halving. */
async function upsertOrIsolate(job: UpsertJob): Promise<readonly Problem[]> {
  const { lake, object, tally, rows } = job
  if (rows.length === 0) return []
  try {
    const counts = await lake.upsert(object, rows)
    tally.addedCount += counts.addedCount
    tally.replacedCount += counts.replacedCount
    tally.olderCount += counts.olderCount
    return []
  } catch (cause) {
    if (!(cause instanceof SqlError)) throw cause
    const [only] = rows
    if (rows.length === 1 && only !== undefined) {
      return [{ code: 'UNHANDLED_ERROR', message: cause.message, fieldErrors: [], errorRow: only }]
    }
    const middle = Math.ceil(rows.length / 2)
    const first = await upsertOrIsolate({ ...job, rows: rows.slice(0, middle) })
    return [...first, ...(await upsertOrIsolate({ ...job, rows: rows.slice(middle) }))]
  }
}

function tallyPlan(tally: LandingCounts, plan: LandingPlan, unhandledCount: number): void {
  const dropped = plan.problems.filter((problem) => problem.code !== 'TRANSFORM_EVALUATION_ERROR')
  tally.replacedCount += plan.supersededCount
  tally.problemCount += plan.problems.length + unhandledCount
  tally.droppedCount += dropped.length + unhandledCount
}
