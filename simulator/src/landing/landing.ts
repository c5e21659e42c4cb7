/**
 * The landing worker: carries accepted requests and closed bulk jobs into the lake after the landing delay. It promises
 * that requests of one stream land in the order in which they were accepted, and that a bulk job pre-empts the
 * streaming of its object: requests wait while it runs and land after it {KB2630}. What is accepted is kept in memory
 * until it has landed, and with a folder in a log too; closing lands the rest first. It relies on the lake writing one
 * statement after another.
 *
 * A failure of the lake itself loses nothing: the requests go back to their place and are tried again.
 */
import type { Switches } from '../control/switches.ts'
import type { Lake } from '../lake/lake.ts'
import type { DataStream } from '../org/data-stream.ts'
import type { Clock, EpochMs } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import { createBulkLane } from './bulk-lane.ts'
import type { BulkWork } from './bulk-work.ts'
import { recordCountOf, type Change } from './change.ts'
import { addWritten, emptyWritten, type LandingCounts } from './landing-counts.ts'
import { noPendingLog, type PendingLog } from './pending-log.ts'
import { createRecordWriter } from './record-writer.ts'
import { createRefreshHistory, type RefreshHistory } from './refresh-history.ts'
import { landGroup } from './streaming-group.ts'
import {
  createStreamQueue,
  isDue,
  type Due,
  type StreamQueue,
  type Waiting,
} from './stream-queue.ts'

export type Landing = AsyncDisposable & {
  /** Whether there is room for one more request; without it the caller answers 503. */
  hasRoom(): boolean
  /** Resolves when the request may be called accepted: at once, or with a folder when it is written there. */
  accept(change: Change, bodyBytes?: number): Promise<void>
  /** Takes a closed bulk job, to be landed after the landing delay. */
  acceptBulk(work: BulkWork): void
  /** Lands everything accepted so far, whatever the delay, and ends when it can be queried. */
  landNow(): Promise<void>
  /** Records that wait, and bulk jobs. */
  pendingCount(): number
  countsOf(stream: DataStream): LandingCounts
  readonly history: RefreshHistory
  readonly profile: LandingProfile
}

/** `accept-only` checks and counts all that comes and stores nothing, so that it is no bottleneck of a measurement. */
export type LandingProfile = 'full' | 'accept-only'

type Needs = {
  readonly lake: Lake
  readonly clock: Clock
  readonly random: Random
  readonly orgId: string
  /** Read at every use, so that they can be changed at any time. */
  readonly switches: () => Pick<Switches, 'landingDelayMs' | 'deleteOnProfile'>
  readonly profile?: LandingProfile
  readonly log?: PendingLog
}

/** Records kept while they wait; about 2 GB of small ones, which no test needs. */
const pendingRecordCountMax = 2_000_000
/** Bytes of the bodies they came in; as objects they take a few times as much. */
const pendingBytesMax = 500_000_000
/** Until the lake is tried again after it failed. */
const lakeRetryMs = 5_000

const everything: Due = {
  acceptedAtMsMax: Number.POSITIVE_INFINITY,
  sequenceMax: Number.POSITIVE_INFINITY,
}

/** Starts the worker; its disposal lands what is left. */
export function openLanding(needs: Needs): Landing {
  const { lake, clock, random, orgId, switches } = needs
  const { profile = 'full', log = noPendingLog } = needs
  const writer = createRecordWriter({ lake, orgId, clock })
  const history = createRefreshHistory(clock)
  const queues = new Map<string, StreamQueue>()
  const counts = new Map<string, LandingCounts>()
  let pendingRecordCount = 0
  let pendingBytes = 0
  let sequence = 0
  const stop = new AbortController()
  let nap = new AbortController()
  let running: Promise<void> = Promise.resolve()

  const countsOf = ({ id }: DataStream): LandingCounts => {
    const known = counts.get(id)
    if (known !== undefined) return known
    const fresh = { acceptedCount: 0, ...emptyWritten() }
    counts.set(id, fresh)
    return fresh
  }
  const queueOf = ({ id }: DataStream): StreamQueue => {
    const known = queues.get(id)
    if (known !== undefined) return known
    const fresh = createStreamQueue()
    queues.set(id, fresh)
    return fresh
  }
  /** Ends the nap of the loop, which then looks again at what is due. */
  const wake = () => nap.abort()

  const bulk = createBulkLane({
    ...{ lake, clock, writer, history, countsOf },
    isStreamingWaiting: (streamId) => queues.get(streamId)?.first() !== undefined,
    onChange: wake,
  })

  /** The queue whose first request may land now; none of an object that a bulk job has. */
  const nextQueue = (due: Due): StreamQueue | undefined => {
    for (const [streamId, queue] of queues) {
      const first = queue.first()
      if (first === undefined) queues.delete(streamId)
      else if (!bulk.isRunning(streamId) && isDue(first, due)) {
        // To the end of the line, so that every stream gets its turn.
        queues.delete(streamId)
        queues.set(streamId, queue)
        return queue
      }
    }
    return undefined
  }

  const landQueue = async (queue: StreamQueue, due: Due): Promise<void> => {
    const group = queue.takeGroup(due)
    const [first] = group
    if (first === undefined) return
    const { stream } = first.change
    try {
      const step = await landGroup({ lake, writer, switches, jobId: random.uuid() }, group)
      if (step !== undefined) {
        addWritten(countsOf(stream), step.written)
        history.addStreaming(stream.id, stream.refreshMode, step)
      }
    } catch (cause) {
      queue.putBack(group)
      throw cause
    }
    pendingRecordCount -= group.reduce((sum, { change }) => sum + recordCountOf(change), 0)
    pendingBytes -= group.reduce((sum, { bytes }) => sum + bytes, 0)
    log.landed(group.map((waiting) => waiting.sequence))
  }

  /** One group at a time, so that requests keep their order. */
  const landUntil = (due: Due): Promise<void> => {
    running = running
      .catch(() => undefined)
      .then(async () => {
        // Ends since nothing is due that was accepted later than `due` says.
        for (let queue = nextQueue(due); queue !== undefined; queue = nextQueue(due)) {
          await landQueue(queue, due)
        }
      })
    return running
  }

  /** When something will be due that is not due now. */
  const nextDueMs = (): EpochMs | undefined => {
    let firstMs = bulk.firstAcceptedAtMs() ?? Number.POSITIVE_INFINITY
    for (const [streamId, queue] of queues) {
      const acceptedAtMs = queue.first()?.acceptedAtMs
      if (acceptedAtMs !== undefined && !bulk.isRunning(streamId)) {
        firstMs = Math.min(firstMs, acceptedAtMs)
      }
    }
    return Number.isFinite(firstMs) ? firstMs + switches().landingDelayMs : undefined
  }

  const sleepUntilDue = async (): Promise<void> => {
    nap = new AbortController()
    const dueMs = nextDueMs()
    if (dueMs === undefined) await abortOf(nap.signal)
    else await clock.sleep(dueMs - clock.now(), nap.signal)
  }

  const loop = async (): Promise<void> => {
    // Ends when the worker is stopped; every turn waits for a request, a bulk job or their delay.
    while (!stop.signal.aborted) {
      await sleepUntilDue()
      if (stop.signal.aborted) return
      const acceptedAtMsMax = clock.now() - switches().landingDelayMs
      bulk.startDue(acceptedAtMsMax)
      try {
        await landUntil({ acceptedAtMsMax, sequenceMax: sequence })
      } catch {
        // A lake that failed is reported by its own `opened`; what was to land is back in its place.
        await clock.sleep(lakeRetryMs, stop.signal)
      }
    }
  }
  const looping = loop()

  const enqueue = (waiting: Waiting): void => {
    const { change } = waiting
    const queue = queueOf(change.stream)
    const isFirst = queue.first() === undefined
    queue.add(waiting)
    pendingRecordCount += recordCountOf(change)
    pendingBytes += waiting.bytes
    if (isFirst) wake()
  }

  return {
    history,
    profile,
    countsOf,
    hasRoom: () => pendingRecordCount < pendingRecordCountMax && pendingBytes < pendingBytesMax,
    accept: async (change, bodyBytes = 0) => {
      countsOf(change.stream).acceptedCount += recordCountOf(change)
      if (profile === 'accept-only') return
      sequence += 1
      const waiting = { change, bytes: bodyBytes, acceptedAtMs: clock.now(), sequence }
      const written = log.append(waiting)
      enqueue(waiting)
      await written
    },
    acceptBulk: bulk.add,
    landNow: async () => {
      const due = { ...everything, sequenceMax: sequence }
      await bulk.runAll()
      await landUntil(due)
    },
    pendingCount: () => pendingRecordCount + bulk.count(),
    [Symbol.asyncDispose]: async () => {
      stop.abort()
      wake()
      await looping
      if (bulk.count() > 0) await lake.opened.then(bulk.runAll).catch(() => undefined)
      await landUntil(everything).catch(() => undefined)
      await log[Symbol.asyncDispose]()
    },
  }
}

function abortOf(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  if (signal.aborted) resolve()
  else signal.addEventListener('abort', () => resolve(), { once: true })
  return promise
}
