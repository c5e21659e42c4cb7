/**
 * The closed bulk jobs: each waits for the landing delay and for its turn, one of an object and five of the org at a
 * time. While one runs, the streaming of its object is suspended, and its run of this hour is shown as cancelled
 * {KB2630}.
 */
import type { Lake } from '../lake/lake.ts'
import type { DataStream } from '../org/data-stream.ts'
import type { Clock, EpochMs } from '../platform/clock.ts'
import { runBulk } from './bulk-run.ts'
import type { BulkOutcome, BulkWork } from './bulk-work.ts'
import { addWritten, type LandingCounts } from './landing-counts.ts'
import type { RecordWriter } from './record-writer.ts'
import type { RefreshHistory, RefreshStep } from './refresh-history.ts'

export type BulkLane = {
  add(work: BulkWork): void
  /** Whether streaming of this object must wait. */
  isRunning(streamId: string): boolean
  /** Begins what was accepted until then and may run now. */
  startDue(acceptedAtMsMax: EpochMs): void
  /** When the oldest was accepted that could begin now; nothing when none could. */
  firstAcceptedAtMs(): EpochMs | undefined
  /** Runs all there are to their end, whatever the delay. */
  runAll(): Promise<void>
  /** Those that wait and those that run. */
  count(): number
}

type Needs = {
  readonly lake: Lake
  readonly clock: Clock
  readonly writer: RecordWriter
  readonly history: RefreshHistory
  readonly countsOf: (stream: DataStream) => LandingCounts
  /** Whether streaming requests of this object wait. */
  readonly isStreamingWaiting: (streamId: string) => boolean
  /** Called whenever something else may have become due. */
  readonly onChange: () => void
}

/** Bulk jobs that run at once {GS}; more wait for their turn (assumed). */
const runCountMax = 5

type Waiting = { readonly work: BulkWork; readonly acceptedAtMs: EpochMs }

export function createBulkLane(needs: Needs): BulkLane {
  const { clock, onChange } = needs
  let waiting: readonly Waiting[] = []
  const running = new Map<string, Promise<void>>()

  const mayStart = ({ work }: Waiting): boolean =>
    running.size < runCountMax && !running.has(work.stream.id)

  const start = (work: BulkWork): void => {
    const run = async () => {
      if (await work.begin()) await work.end(await outcomeOf(needs, work))
    }
    const ended = run()
      // What failed here is the writing of the job's state; its rows are in the lake or not, as the history tells.
      .catch(() => undefined)
      .then(() => {
        running.delete(work.stream.id)
        onChange()
      })
    running.set(work.stream.id, ended)
  }
  const startDue = (acceptedAtMsMax: EpochMs): void => {
    waiting = waiting.filter((entry) => {
      const isTurn = entry.acceptedAtMs <= acceptedAtMsMax && mayStart(entry)
      if (isTurn) start(entry.work)
      return !isTurn
    })
  }
  return {
    add: (work) => {
      waiting = [...waiting, { work, acceptedAtMs: clock.now() }]
      onChange()
    },
    isRunning: (streamId) => running.has(streamId),
    startDue,
    firstAcceptedAtMs: () => waiting.find(mayStart)?.acceptedAtMs,
    runAll: async () => {
      // Ends since each turn ends at least one job, and their number per hour is limited.
      while (waiting.length + running.size > 0) {
        startDue(Number.POSITIVE_INFINITY)
        await Promise.race(running.values())
      }
    },
    count: () => waiting.length + running.size,
  }
}

async function outcomeOf(needs: Needs, work: BulkWork): Promise<BulkOutcome> {
  const { lake, writer, history, countsOf, isStreamingWaiting } = needs
  const { stream, operation, jobId } = work
  history.cancelStreaming(stream.id, stream.refreshMode, isStreamingWaiting(stream.id))
  const mode = operation === 'upsert' ? 'Upsert' : 'Delete'
  const refresh = history.beginBulk(stream.id, mode, `Bulk job ${jobId}`)
  const onStep = (step: RefreshStep) => {
    const counts = countsOf(stream)
    if (operation === 'upsert') counts.acceptedCount += step.processedCount
    addWritten(counts, step.written)
    refresh.add(step)
  }
  const outcome = await runBulk({ lake, writer, onStep }, work).catch(
    (cause: unknown): BulkOutcome => ({
      kind: 'failed',
      reason: cause instanceof Error ? cause.message : String(cause),
    }),
  )
  refresh.end(outcome.kind === 'failed' ? outcome.reason : '')
  return outcome
}
