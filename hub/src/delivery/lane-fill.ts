import { offsetOf, type BatchId, type EpochMs, type Offset } from '../core/ids.ts'
import { bodyBytesOf, recordBytesMax, requestBytesMax } from './batch-body.ts'
import type { Batch, LaneRead, LaneRecord, LaneState, OpenBatch } from './lane-state.ts'

/** A batch being filled during one read; copied once per read, not once per record. */
type Draft = {
  readonly records: LaneRecord[]
  readonly keys: Set<string>
  recordBytes: number
  readonly openedAtMs: EpochMs
}

/** Takes what was read into the open batch, sealing each as it gets full. Pure. */
export function filled(state: LaneState, read: LaneRead, nowMs: EpochMs): LaneState {
  const batches: Batch[] = []
  let draft = state.open === null ? null : draftOf(state.open)
  const seal = (): void => {
    if (draft !== null) batches.push(batchOf(state, batches.length, draft.records))
    draft = null
  }
  for (const record of read.records) {
    if (record.bytes > recordBytesMax) {
      seal()
      batches.push(oversizeOf(state, batches.length, record))
      continue
    }
    if (draft !== null && !takes(draft, record)) seal()
    draft ??= { records: [], keys: new Set(), recordBytes: 0, openedAtMs: nowMs }
    draft.records.push(record)
    draft.keys.add(record.key)
    draft.recordBytes += record.bytes
  }
  const isOpen = draft !== null
  const covering = coveringOf(batches, draft?.records[0] ?? null, read.upTo)
  return {
    ...state,
    queue:
      isOpen || covering.length > 0 ? [...state.queue, ...covering] : extended(state, read.upTo),
    open: draft === null ? null : { ...draft, coversUpTo: read.upTo },
    batchCount: state.batchCount + batches.length,
    readUpTo: read.upTo,
    reading: false,
    caughtUp: read.caughtUp,
  }
}

/** Closes the open batch, so that it may be sent. */
export function sealed(state: LaneState): LaneState {
  if (state.open === null) return state
  return {
    ...state,
    open: null,
    queue: [
      ...state.queue,
      { ...batchOf(state, 0, state.open.records), coversUpTo: state.open.coversUpTo },
    ],
    batchCount: state.batchCount + 1,
  }
}

/** The id of a lane's batch by its number; unique over starts by the lane's prefix. */
export function batchIdOf(idPrefix: string, batchNumber: number): BatchId {
  return `bat_${idPrefix}${batchNumber.toString(36)}` as BatchId // parsed: the form is made here
}

/** The last place before an event: an event whose records stand in two batches is passed with the second. */
export function placeBefore(offset: Offset): Offset {
  return offsetOf(offset - 1)
}

function draftOf(open: OpenBatch): Draft {
  return { ...open, records: [...open.records], keys: new Set(open.keys) }
}

/**
 * Two records of one key in a request would be a `DUPLICATE_ROW`; the second goes into a request of its own, after the
 * first, so that the newer wins and neither is left out. Source: facts, data-cloud-api 2.6 {ZENN}.
 */
function takes(draft: Draft, record: LaneRecord): boolean {
  if (draft.keys.has(record.key)) return false
  return bodyBytesOf(draft.recordBytes + record.bytes, draft.records.length + 1) <= requestBytesMax
}

function batchOf(state: LaneState, sealedCount: number, records: readonly LaneRecord[]): Batch {
  return {
    id: batchIdOf(state.plan.idPrefix, state.batchCount + sealedCount),
    records,
    recordBytes: records.reduce((sum, { bytes }) => sum + bytes, 0),
    coversUpTo: state.readUpTo,
    attempts: [],
    attemptCount: 0,
    sendNumber: 0,
    revision: null,
    phase: 'ready',
    dead: [],
  }
}

/** A record that no request can hold ends at once; it is never cut. */
function oversizeOf(state: LaneState, sealedCount: number, record: LaneRecord): Batch {
  const reason =
    `The record has ${record.bytes} bytes; a request to Data Cloud holds at most ${recordBytesMax}. ` +
    'Send smaller properties.'
  return {
    ...batchOf(state, sealedCount, [record]),
    phase: 'ended',
    dead: [{ record, problem: 'record_too_large', reasons: [reason] }],
  }
}

/** Each new batch covers all up to the first record behind it; the last, without one, all that was read. */
function coveringOf(
  batches: readonly Batch[],
  openRecord: LaneRecord | null,
  upTo: Offset,
): readonly Batch[] {
  return batches.map((batch, index) => {
    const next = batches[index + 1]?.records[0] ?? openRecord
    return { ...batch, coversUpTo: next === null ? upTo : placeBefore(next.offset) }
  })
}

/** Lets the newest batch also cover what was read after it and holds nothing for this lane. */
function extended(state: LaneState, upTo: Offset): readonly Batch[] {
  const last = state.queue.at(-1)
  if (last === undefined) return state.queue
  return [...state.queue.slice(0, -1), { ...last, coversUpTo: upTo }]
}
