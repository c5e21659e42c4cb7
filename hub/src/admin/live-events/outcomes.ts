import type { JournalEntry } from '../../core/event.ts'
import type { Offset } from '../../core/ids.ts'
import type { Integration } from '../../core/integration.ts'
import type { LiveBoard } from '../../live/live-board.ts'
import type { BatchRecord, DeadLetter, DeadLetterStore, OutcomeStore } from '../../store/store.ts'
import type { EventOutcome } from './delivery.ts'
import { mappedOf } from './mapped.ts'

export type OutcomeNeeds = {
  readonly store: {
    readonly outcomes: Pick<OutcomeStore, 'lanePositions' | 'batchesBetween'>
    readonly deadLetters: Pick<DeadLetterStore, 'list'>
  }
  readonly board: Pick<LiveBoard, 'lanes'>
}

/** An entry of the journal, read. */
export type PlacedEntry = {
  readonly offset: Offset
  readonly entry: JournalEntry
  readonly json: string
}

/** Dead letters read at once; a stretch with more is read in several turns. */
const deadLetterPageCount = 1_000

/**
 * Reads all that is known of a stretch of events for one integration, in a few queries however many events there are,
 * and gives the way to ask for each.
 */
export async function readOutcomes(
  integration: Integration,
  entries: readonly PlacedEntry[],
  { store, board }: OutcomeNeeds,
): Promise<(placed: PlacedEntry) => EventOutcome> {
  const offsets = entries.map((placed) => placed.offset)
  const [from, to] = [minOf(offsets), maxOf(offsets)]
  // Places are read before batches: they are written together, so a place that has passed an event has its batch too.
  const positions = new Map(
    (await store.outcomes.lanePositions(integration.id)).map((lane) => [
      lane.object,
      lane.position,
    ]),
  )
  const lanes = new Map(board.lanes(integration.id).map((lane) => [lane.object, lane]))
  const batches = batchesByOffset(
    await store.outcomes.batchesBetween(integration.id, from, to),
    new Set(offsets),
  )
  const deadLetters = Map.groupBy(
    await readDeadLetters({ integrationId: integration.id, from, to }, store.deadLetters),
    (letter) => letter.offset,
  )
  return ({ offset, entry }) => ({
    offset,
    receivedAtMs: Date.parse(entry.receivedAt),
    mapped: once(() => mappedOf(entry, integration)),
    batches: batches.get(offset) ?? [],
    deadLetters: deadLetters.get(offset) ?? [],
    positions,
    lanes,
  })
}

/** Makes a value when it is first asked for, and keeps it. */
function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

function batchesByOffset(batches: readonly BatchRecord[], wanted: ReadonlySet<Offset>) {
  const byOffset = new Map<Offset, BatchRecord[]>()
  for (const batch of batches) {
    for (const offset of batch.offsets) {
      if (!wanted.has(offset)) continue
      const found = byOffset.get(offset)
      if (found === undefined) byOffset.set(offset, [batch])
      else found.push(batch)
    }
  }
  return byOffset
}

async function readDeadLetters(
  stretch: Pick<DeadLetter, 'integrationId'> & { readonly from: Offset; readonly to: Offset },
  store: Pick<DeadLetterStore, 'list'>,
): Promise<DeadLetter[]> {
  const letters: DeadLetter[] = []
  for (;;) {
    // Ends: each turn goes on after the last one, and a stretch holds finitely many.
    const after = letters.at(-1)?.id
    const page = await store.list({
      ...stretch,
      ...(after === undefined ? {} : { after }),
      countMax: deadLetterPageCount,
    })
    letters.push(...page)
    if (page.length < deadLetterPageCount) return letters
  }
}

function minOf(offsets: readonly Offset[]): Offset {
  return offsets.reduce((least, offset) => (offset < least ? offset : least))
}

function maxOf(offsets: readonly Offset[]): Offset {
  return offsets.reduce((most, offset) => (offset > most ? offset : most))
}
