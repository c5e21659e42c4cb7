import type { EpochMs, IntegrationId, Offset } from '../core/ids.ts'
import { dropLane } from '../core/lane.ts'
import type { DropReason } from '../core/record.ts'
import type { LiveBoard } from '../live/live-board.ts'
import type { Clock } from '../platform/clock.ts'
import type { NewDeadLetter } from '../store/store.ts'
import type { Chunk, ChunkSource } from './chunk-source.ts'
import { deadLetterIdOf } from './dead-letter-id.ts'
import { batchIdOf } from './lane-fill.ts'
import type { MappedEntry } from './mapper.ts'
import type { Settler } from './settler.ts'

/** Settles the events an integration does not send, with the reason of each; and those mapping could not use. */
export interface DropLane {
  idlePosition(): Offset | null
  position(): Offset
  /** New entries are durable. */
  appended(): void
  pause(): void
  resume(): void
  drain(): Promise<void>
}

type Dropped = { readonly offset: Offset; readonly reason: DropReason; readonly detail: string }

export function createDropLane({
  integrationId,
  idPrefix,
  position,
  source,
  settler,
  revision,
  board,
  clock,
  onFailure,
}: {
  readonly integrationId: IntegrationId
  readonly idPrefix: string
  readonly position: Offset
  readonly source: ChunkSource
  readonly settler: Settler
  readonly revision: () => number
  readonly board: Pick<LiveBoard, 'publish'>
  readonly clock: Pick<Clock, 'now'>
  readonly onFailure: (cause: unknown) => void
}): DropLane {
  let settledUpTo = position
  let readUpTo = position
  let batchCount = 0
  let mode: 'running' | 'paused' | 'stopped' = 'running'
  let working: Promise<void> | null = null
  let isAskedAgain = false

  async function work(): Promise<void> {
    do {
      isAskedAgain = false
      for (;;) {
        if (mode !== 'running') return
        const chunk = await source.chunkAfter(readUpTo)
        await settleDropped(chunk)
        readUpTo = chunk.upTo
        if (source.isCaughtUp(readUpTo)) break
      }
    } while (isAskedAgain)
  }

  function start(): void {
    isAskedAgain = true
    if (mode !== 'running') return
    working ??= work()
      .catch((cause: unknown) => {
        mode = 'stopped'
        onFailure(cause)
      })
      .finally(() => {
        working = null
        // Asked between the last look and here: look once more, or an entry would wait for the next one.
        if (isAskedAgain) start()
      })
  }

  async function settleDropped(chunk: Chunk): Promise<void> {
    const dropped = chunk.entries.flatMap(droppedOf)
    const batchId = batchIdOf(idPrefix, batchCount)
    const key = { integrationId, object: dropLane }
    const named = chunk.entries
      .flatMap((entry) => unmappableOf(entry, clock.now()))
      .map((letter) => ({ ...letter, id: deadLetterIdOf(key, letter), integrationId }))
    if (dropped.length === 0 && named.length === 0) return
    batchCount += 1
    const passed = [...dropped, ...named].map(({ offset }) => offset)
    await settler.settle({
      pass: {
        object: dropLane,
        position: chunk.upTo,
        passed: passed.map((offset) => ({ offset, objects: [dropLane] })),
        dead: named.map(({ offset }) => offset),
        dropReasons: new Map(dropped.map(({ offset, reason }) => [offset, reason])),
      },
      batches:
        dropped.length === 0
          ? []
          : [
              {
                id: batchId,
                object: dropLane,
                state: 'dropped',
                revision: revision(),
                bodyBytes: 0,
                recordCount: 0,
                offsets: dropped.map(({ offset }) => offset),
                reasons: dropped.map(({ reason, detail }) => ({ reason, detail })),
                attempts: [],
                endedAtMs: clock.now(),
              },
            ],
      deadLetters: named,
    })
    settledUpTo = chunk.upTo
    board.publish({ kind: 'settled', integrationId, offsets: passed })
  }

  const here = (): Offset => (readUpTo > settledUpTo ? readUpTo : settledUpTo)
  return {
    idlePosition: () => (readUpTo > settledUpTo ? readUpTo : null),
    position: here,
    appended: start,
    pause() {
      if (mode === 'running') mode = 'paused'
    },
    resume() {
      if (mode === 'paused') mode = 'running'
      start()
    },
    async drain() {
      mode = 'stopped'
      await working
    },
  }
}

function droppedOf({ offset, mapped }: MappedEntry): readonly Dropped[] {
  switch (mapped.kind) {
    case 'dropped':
      return [{ offset, reason: mapped.reason, detail: mapped.detail }]
    case 'records':
      return mapped.records.length > 0
        ? []
        : [{ offset, reason: 'no_mapping', detail: 'The mapping makes no record of this event.' }]
    case 'unmappable':
      return []
  }
}

function unmappableOf(
  { offset, mapped }: MappedEntry,
  diedAtMs: EpochMs,
): readonly Omit<NewDeadLetter, 'id' | 'integrationId'>[] {
  if (mapped.kind !== 'unmappable') return []
  return [
    {
      object: dropLane,
      offset,
      key: '',
      userKey: '',
      recordJson: '',
      problem: 'record_unmappable',
      reasons: [mapped.detail],
      answer: null,
      attemptCount: 0,
      diedAtMs,
    },
  ]
}
