/**
 * The accepted requests of one stream that wait to land, in the order in which they were accepted. Streams share no
 * rows, so order matters only within one.
 */
import type { EpochMs } from '../platform/clock.ts'
import { recordCountOf, type Change, type ChangeGroup } from './change.ts'

export type Waiting = {
  readonly change: Change
  /** Of the request's body. */
  readonly bytes: number
  readonly acceptedAtMs: EpochMs
  /** Counts accepted requests of all streams, from 1. */
  readonly sequence: number
}

/** Which of the waiting requests may land now. */
export type Due = { readonly acceptedAtMsMax: EpochMs; readonly sequenceMax: number }

export type StreamQueue = {
  add(waiting: Waiting): void
  first(): Waiting | undefined
  /** Takes requests that can share a statement: up to the next delete, and of a size that suits a statement. */
  takeGroup(due: Due): readonly Waiting[]
  /** Gives back what was taken last, since it could not be landed. */
  putBack(group: readonly Waiting[]): void
}

/** Rows aimed at in one statement: large enough to be quick, small enough to let queries in between. */
const statementRowCount = 500
/** Bytes aimed at in one statement, for the same reasons. */
const statementBytes = 4_000_000
/** Places of what was taken are given free after so many. */
const emptyPlacesMax = 1_000

export function createStreamQueue(): StreamQueue {
  let entries: Waiting[] = []
  let head = 0
  return {
    add: (waiting) => {
      entries.push(waiting)
    },
    first: () => entries[head],
    takeGroup: (due) => {
      const start = head
      head = endOfGroup(entries, start, due)
      const group = entries.slice(start, head)
      if (head === entries.length || head > emptyPlacesMax) {
        entries = entries.slice(head)
        head = 0
      }
      return group
    },
    putBack: (group) => {
      entries = [...group, ...entries.slice(head)]
      head = 0
    },
  }
}

function endOfGroup(entries: readonly Waiting[], start: number, due: Due): number {
  let recordCount = 0
  let bytes = 0
  for (let end = start; end < entries.length; end += 1) {
    const entry = entries[end]
    if (entry === undefined || !isDue(entry, due)) return end
    const { change } = entry
    if (change.kind === 'delete') return end === start ? end + 1 : end
    recordCount += recordCountOf(change)
    bytes += entry.bytes
    if (recordCount >= statementRowCount || bytes >= statementBytes) return end + 1
  }
  return entries.length
}

export function isDue(waiting: Waiting, due: Due): boolean {
  return waiting.acceptedAtMs <= due.acceptedAtMsMax && waiting.sequence <= due.sequenceMax
}

/** What `takeGroup` gave, as one thing to do. */
export function groupOf(group: readonly Waiting[]): ChangeGroup {
  const [first] = group
  if (first?.change.kind === 'delete') return { kind: 'delete', ids: first.change.ids }
  return {
    kind: 'upsert',
    requests: group.flatMap(({ change }) => (change.kind === 'upsert' ? [change.records] : [])),
  }
}
