import { offsetOf, type IntegrationId, type Offset } from '../../core/ids.ts'
import type { Journal, StoredEntry } from '../../journal/journal.ts'
import type { LiveBoard, LiveSignal } from '../../live/live-board.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Telemetry } from '../../telemetry/events.ts'
import { DirtyOffsets, runsOf } from './dirty-offsets.ts'
import { journalEntryOf } from './entry.ts'
import { isEntryWanted, isRowWanted, type LiveFilter } from './filter.ts'
import type { LiveEvent } from './live-event.ts'
import type { PlacedEntry } from './outcomes.ts'
import { readRowContext, readRows, type RowContext, type RowNeeds } from './row.ts'
import { messageOf, StreamClient } from './stream-client.ts'

type Needs = RowNeeds & {
  readonly journal: Pick<Journal, 'read' | 'head'>
  readonly board: Pick<LiveBoard, 'lanes' | 'subscribe'>
  readonly clock: Clock
  readonly telemetry: Pick<Telemetry, 'routeFailed'>
}

/** Watchers at once. */
export const streamClientsMax = 50
/** Time between two turns: faster than a person reads, slow enough that a turn's work is shared by many events. */
export const turnMs = 200
/** New events shown in one turn, and changed ones; when there are more the newest are shown and the rest is a gap. */
export const turnEventsMax = 200
/** Events sent again to a watcher that comes back. */
export const resumeEventsMax = 500

/**
 * The feed behind the live stream: turns the board's signals into messages, once for all watchers.
 *
 * It works only while somebody watches, and at a bounded pace: under a flood each turn shows the newest events and says
 * how many it left out, so that watching never costs the delivery its breath.
 */
export class LiveFeed implements AsyncDisposable {
  readonly #needs: Needs
  readonly #clients = new Set<StreamClient>()
  readonly #stop = new AbortController()
  /** Ends the watchers of now; made anew after a failure, so that they can come back. */
  #round = new AbortController()
  readonly #changed = new DirtyOffsets(turnEventsMax)
  readonly #unsubscribe: () => void
  #shownTo: Offset
  #running: Promise<void> | null = null
  #wake: () => void = () => {}

  constructor(needs: Needs) {
    this.#needs = needs
    this.#shownTo = needs.journal.head()
    this.#unsubscribe = needs.board.subscribe((signal) => this.#take(signal))
  }

  /** Whether one more may watch. */
  hasRoom(): boolean {
    return this.#clients.size < streamClientsMax && !this.#stop.signal.aborted
  }

  /**
   * The stream's text for one watcher, until it goes or the hub stops.
   * @param resumeAfter place of the last event it has seen; null to begin now
   */
  async *watch(filter: LiveFilter, resumeAfter: Offset | null, signal: AbortSignal) {
    const ended = AbortSignal.any([signal, this.#stop.signal, this.#round.signal])
    const client = new StreamClient({ filter, clock: this.#needs.clock, signal: ended })
    if (this.#clients.size === 0) this.#shownTo = this.#needs.journal.head()
    const resumeTo = this.#shownTo
    this.#clients.add(client)
    this.#running ??= this.#run()
    try {
      if (resumeAfter !== null) await this.#resend(client, resumeAfter, resumeTo)
      yield* client.text()
    } finally {
      this.#clients.delete(client)
      this.#wake()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#unsubscribe()
    this.#stop.abort()
    this.#wake()
    await this.#running
  }

  #take(signal: LiveSignal): void {
    if (this.#clients.size === 0) return
    if (signal.kind === 'settled') {
      this.#tellSpared(this.#changed.add(signal.integrationId, signal.offsets))
    } else if (signal.kind === 'lane-changed' && signal.status.hold !== null) {
      const { integrationId, position } = signal.status
      this.#tellSpared(this.#changed.add(integrationId, newestOf(position, this.#shownTo)))
    }
    this.#wake()
  }

  /** The loop of turns. Ends with the last watcher; a failure ends all watchers, whose browsers come back. */
  async #run(): Promise<void> {
    try {
      while (this.#clients.size > 0 && !this.#stop.signal.aborted) {
        if (!this.#hasWork()) await this.#signalled()
        else {
          await this.#turn()
          await this.#needs.clock.sleep(turnMs, this.#stop.signal)
        }
      }
    } catch (cause) {
      this.#needs.telemetry.routeFailed({ route: 'live-events/stream', cause })
      this.#round.abort()
      this.#round = new AbortController()
    } finally {
      this.#running = null
      this.#changed.clear()
    }
  }

  #hasWork(): boolean {
    return this.#needs.journal.head() > this.#shownTo || !this.#changed.isEmpty()
  }

  async #signalled(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      // What came between the look and now must not be slept through.
      if (this.#hasWork() || this.#clients.size === 0 || this.#stop.signal.aborted) resolve()
    })
  }

  async #turn(): Promise<void> {
    const context = await readRowContext(this.#needs)
    await this.#showNew(context)
    await this.#showChanged(context)
  }

  async #showNew(context: RowContext): Promise<void> {
    const head = this.#needs.journal.head()
    const after = offsetOf(Math.max(this.#shownTo, head - turnEventsMax))
    this.#tellSpared(after - this.#shownTo)
    const placed = await this.#read(after, head)
    this.#shownTo = head
    const rows = await readRows(placed, context, this.#needs)
    for (const client of this.#clients) pushRows(client, placed, rows)
  }

  async #showChanged(context: RowContext): Promise<void> {
    const changed = this.#changed.takeUpTo(this.#shownTo)
    for (const run of runsOf(changed.flatMap(([, offsets]) => offsets))) {
      const placed = await this.#read(offsetOf(run.from - 1), run.to)
      const rows = await readRows(placed, context, this.#needs)
      for (const [integrationId, offsets] of changed) {
        const wanted = new Set<number>(offsets)
        for (const client of this.#clients) {
          pushDeliveries(client, integrationId, wanted, placed, rows)
        }
      }
    }
  }

  /** Sends a returning watcher what it missed, at most {@link resumeEventsMax} events. */
  async #resend(client: StreamClient, resumeAfter: Offset, to: Offset): Promise<void> {
    const after = offsetOf(Math.max(resumeAfter, to - resumeEventsMax))
    if (after > resumeAfter) client.skip(after - resumeAfter)
    const placed = await this.#read(after, to)
    pushRows(client, placed, await readRows(placed, await readRowContext(this.#needs), this.#needs))
  }

  async #read(after: Offset, to: Offset): Promise<PlacedEntry[]> {
    if (to <= after) return []
    const { entries } = await this.#needs.journal.read({ after, entryCountMax: to - after })
    return entries.filter((entry) => entry.offset <= to).map(placedOf)
  }

  #tellSpared(eventCount: number): void {
    if (eventCount === 0) return
    for (const client of this.#clients) client.skip(eventCount)
  }
}

function placedOf({ offset, json }: StoredEntry): PlacedEntry {
  return { offset, json, entry: journalEntryOf(json) }
}

function pushRows(
  client: StreamClient,
  placed: readonly PlacedEntry[],
  rows: readonly LiveEvent[],
): void {
  rows.forEach((row, index) => {
    const entry = placed[index]
    if (entry === undefined || !isEntryWanted(entry, client.filter)) return
    if (isRowWanted(row, client.filter)) client.push(messageOf('event', row, row.offset))
  })
}

/** Sends what changed for one integration; to a watcher of one state also the row that now has it. */
function pushDeliveries(
  client: StreamClient,
  integrationId: IntegrationId,
  wanted: ReadonlySet<number>,
  placed: readonly PlacedEntry[],
  rows: readonly LiveEvent[],
): void {
  const { filter } = client
  if (filter.integration !== undefined && filter.integration !== integrationId) return
  rows.forEach((row, index) => {
    const entry = placed[index]
    if (entry === undefined || !wanted.has(row.offset) || !isEntryWanted(entry, filter)) return
    const delivery = row.deliveries.find((one) => one.integration_id === integrationId)
    if (delivery === undefined) return
    if (filter.state !== undefined && isRowWanted(row, filter)) client.push(messageOf('event', row))
    const { offset, event_id } = row
    client.push(messageOf('delivery', { offset, event_id, delivery }))
  })
}

/** The newest places of a stretch, as many as one turn shows. */
function newestOf(after: Offset, to: Offset): Offset[] {
  const first = Math.max(after, to - turnEventsMax) + 1
  return Array.from({ length: Math.max(0, to - first + 1) }, (_, index) => offsetOf(first + index))
}
