/**
 * The refresh history of each stream: streaming runs in hourly buckets, bulk jobs one by one {RH}. What is shown of a
 * bucket grows until its hour is over. Kept in memory, for 20 days of the practice org's time.
 */
import type { Clock, EpochMs } from '../platform/clock.ts'
import type { Written } from './landing-counts.ts'

export type RefreshMode = 'Upsert' | 'Partial' | 'Delete'

/** One line of the history, newest first. Columns of {RH}; the words of `mode` and `status` are assumed. */
export type Refresh = {
  readonly startedAtMs: EpochMs
  readonly mode: RefreshMode
  readonly durationMs: number
  readonly status: 'In Progress' | 'Success' | 'Failed'
  /** Rows that were read, whatever became of them. */
  readonly processedCount: number
  /** Rows that are new (assumed: replaced ones are not among them). */
  readonly addedCount: number
  readonly removedCount: number
  /** One for each row with a problem, partial or total. */
  readonly problemCount: number
  /** Why it failed, or which bulk job it was; empty when there is nothing to say. */
  readonly note: string
}

export type RefreshHistory = {
  of(streamId: string): readonly Refresh[]
  /** Adds to the streaming run of this hour, or begins it. */
  addStreaming(streamId: string, mode: RefreshMode, step: RefreshStep): void
  /**
   * Ends the streaming run of this hour as failed; what comes later in the hour is a run of its own {KB2630}.
   * @param isWaiting whether there is something to land, so that a run stood there even if nothing has landed yet
   */
  cancelStreaming(streamId: string, mode: RefreshMode, isWaiting: boolean): void
  beginBulk(streamId: string, mode: RefreshMode, note: string): BulkRefresh
  /** Forgets streams that stand no more. */
  keepOnly(streamIds: ReadonlySet<string>): void
}

export type RefreshStep = { readonly processedCount: number; readonly written: Written }

export type BulkRefresh = {
  add(step: RefreshStep): void
  /** @param failure empty when it succeeded */
  end(failure: string): void
}

const hourMs = 3_600_000
/** Source: {RH}, read 2026-11. */
const keptMs = 20 * 24 * hourMs
/** Lines kept of one stream: 480 hours of streaming and as many bulk jobs as the quota allows. */
const linesMax = 10_080
/** What {KB2630} shows of a streaming run that a bulk job has cancelled. */
const cancelledNote = 'Cancelled Task'

type Line = { -readonly [Member in keyof Refresh]: Refresh[Member] } & {
  /** Whether more of this hour's streaming may be added. */
  isOpen: boolean
}

export function createRefreshHistory(clock: Clock): RefreshHistory {
  const linesOf = new Map<string, Line[]>()

  const keptLinesOf = (streamId: string): readonly Line[] => {
    const oldestMs = clock.now() - keptMs
    const lines = (linesOf.get(streamId) ?? []).filter((line) => line.startedAtMs >= oldestMs)
    return lines.slice(-linesMax)
  }
  const addLine = (streamId: string, mode: RefreshMode, status: Line['status']): Line => {
    const line = lineAtStart(clock.now(), mode, status)
    linesOf.set(streamId, [...keptLinesOf(streamId), line])
    return line
  }
  const openLineOf = (streamId: string, mode: RefreshMode): Line | undefined => {
    const hour = hourOf(clock.now())
    return linesOf
      .get(streamId)
      ?.find((line) => line.isOpen && line.mode === mode && hourOf(line.startedAtMs) === hour)
  }
  const streamingOf = (streamId: string, mode: RefreshMode): Line => {
    const open = openLineOf(streamId, mode)
    if (open !== undefined) return open
    const line = addLine(streamId, mode, 'Success')
    line.isOpen = true
    return line
  }
  return {
    of: (streamId) => keptLinesOf(streamId).toReversed().map(refreshOf),
    addStreaming: (streamId, mode, step) => {
      const line = streamingOf(streamId, mode)
      addStep(line, step)
      line.durationMs = clock.now() - line.startedAtMs
    },
    cancelStreaming: (streamId, mode, isWaiting) => {
      if (!isWaiting && openLineOf(streamId, mode) === undefined) return
      const line = streamingOf(streamId, mode)
      line.isOpen = false
      line.status = 'Failed'
      line.note = cancelledNote
      line.durationMs = clock.now() - line.startedAtMs
    },
    beginBulk: (streamId, mode, note) => {
      const line = addLine(streamId, mode, 'In Progress')
      line.note = note
      return {
        add: (step) => addStep(line, step),
        end: (failure) => {
          line.status = failure === '' ? 'Success' : 'Failed'
          if (failure !== '') line.note = `${note}: ${failure}`
          line.durationMs = clock.now() - line.startedAtMs
        },
      }
    },
    keepOnly: (streamIds) => {
      for (const streamId of linesOf.keys()) {
        if (!streamIds.has(streamId)) linesOf.delete(streamId)
      }
    },
  }
}

function lineAtStart(startedAtMs: EpochMs, mode: RefreshMode, status: Line['status']): Line {
  return {
    startedAtMs,
    mode,
    durationMs: 0,
    status,
    processedCount: 0,
    addedCount: 0,
    removedCount: 0,
    problemCount: 0,
    note: '',
    isOpen: false,
  }
}

function addStep(line: Line, { processedCount, written }: RefreshStep): void {
  line.processedCount += processedCount
  line.addedCount += written.addedCount
  line.removedCount += written.deletedCount
  line.problemCount += written.problemCount
}

function refreshOf({ isOpen: _isOpen, ...refresh }: Line): Refresh {
  return refresh
}

function hourOf(atMs: EpochMs): number {
  return Math.floor(atMs / hourMs)
}
