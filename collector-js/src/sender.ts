import type { EventQueue, QueuedEvent } from './event-queue.ts'
import { dispositionOf, type Disposition, type Reply } from './send-outcome.ts'

/** A full batch is sent at once, a smaller one after the wait. Source: facts, signal-surface 5. */
export const batchCountMax = 10
export const batchAgeMsMax = 1_000

/** Browsers let a leaving page send 64 KiB in all; some is kept for what surrounds the events. */
export const leavingCharsMax = 60_000

export type SenderNeeds = {
  readonly queue: EventQueue
  readonly writeKey: string
  /** Sends a body; never rejects. */
  readonly post: (body: string) => Promise<Reply>
  /** The same while the page goes away; the answer may never be heard. */
  readonly postLeaving: (body: string) => Promise<Reply>
  readonly now: () => number
  readonly fraction: () => number
  /** Calls back after a time; returns the way to stop. */
  readonly schedule: (work: () => void, delayMs: number) => () => void
}

/**
 * Sends the queue, one request at a time and in order. Idle while the queue is empty; *waiting* for more events, or for
 * the time named by a failure; *sending*. An event leaves the queue only when its arrival is confirmed or refused.
 */
export interface Sender {
  /** To be called when the queue grew. */
  wake(): void
  /** Sends all that is not under way, since the page is hidden or left and may not live on. */
  hurry(): void
}

export function createSender(needs: SenderNeeds): Sender {
  const { queue } = needs
  /** Message ids of the requests that are out. */
  const underWay = new Set<string>()
  let isSending = false
  let failureCount = 0
  let batchCount = batchCountMax
  let stopWaiting: (() => void) | null = null

  function waitAtMost(delayMs: number): void {
    stopWaiting?.()
    stopWaiting = needs.schedule(() => {
      stopWaiting = null
      void send()
    }, delayMs)
  }

  async function send(): Promise<void> {
    const batch = queue.first(batchCount, underWay)
    if (batch.length === 0 || isSending) return
    isSending = true
    const reply = await carry(batch, needs.post)
    isSending = false
    const fraction = needs.fraction()
    settle(batch, dispositionOf(reply, { failureCount, eventCount: batch.length, fraction }))
  }

  async function hurryBatch(batch: readonly QueuedEvent[]): Promise<void> {
    const reply = await carry(batch, needs.postLeaving)
    const sent = { failureCount, eventCount: batch.length, fraction: needs.fraction() }
    const { kind } = dispositionOf(reply, sent)
    if (kind === 'arrived' || kind === 'drop') queue.remove(idsOf(batch))
    else wake()
  }

  async function carry(
    batch: readonly QueuedEvent[],
    post: (body: string) => Promise<Reply>,
  ): Promise<Reply> {
    const ids = idsOf(batch)
    ids.forEach((id) => underWay.add(id))
    const reply = await post(bodyOf(batch))
    ids.forEach((id) => underWay.delete(id))
    return reply
  }

  function settle(batch: readonly QueuedEvent[], disposition: Disposition): void {
    switch (disposition.kind) {
      case 'arrived':
      case 'drop':
        queue.remove(idsOf(batch))
        failureCount = 0
        batchCount = batchCountMax
        if (queue.size > 0) waitAtMost(queue.size >= batchCountMax ? 0 : batchAgeMsMax)
        return
      case 'split':
        batchCount = 1
        waitAtMost(0)
        return
      case 'retry':
        failureCount += 1
        waitAtMost(disposition.delayMs)
        return
    }
  }

  function bodyOf(batch: readonly QueuedEvent[]): string {
    const sentAt = new Date(needs.now()).toISOString()
    return JSON.stringify({ writeKey: needs.writeKey, sentAt, batch })
  }

  function wake(): void {
    if (failureCount > 0 && stopWaiting !== null) return
    if (isSending || queue.size === 0) return
    if (queue.size >= batchCountMax) waitAtMost(0)
    else if (stopWaiting === null) waitAtMost(batchAgeMsMax)
  }

  return {
    wake,
    hurry() {
      const rest = queue.first(queue.size, underWay)
      for (const batch of chunksOf(rest)) void hurryBatch(batch)
    },
  }
}

function idsOf(batch: readonly QueuedEvent[]): ReadonlySet<string> {
  return new Set(batch.map(({ messageId }) => messageId))
}

/** Batches of what fits; an event too large for a leaving page stays in the queue for the next one. */
function chunksOf(events: readonly QueuedEvent[]): readonly (readonly QueuedEvent[])[] {
  const chunks: QueuedEvent[][] = []
  let chars = 0
  for (const event of events) {
    const eventChars = JSON.stringify(event).length
    if (chars + eventChars > leavingCharsMax) break
    const last = chunks[chunks.length - 1]
    if (last === undefined || last.length >= batchCountMax) chunks.push([event])
    else last.push(event)
    chars += eventChars
  }
  return chunks
}
