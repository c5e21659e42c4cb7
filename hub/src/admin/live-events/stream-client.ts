import type { Clock } from '../../platform/clock.ts'
import type { LiveFilter } from './filter.ts'

/** Time without a message after which a comment is sent, so that nobody between takes the connection for dead. */
export const heartbeatMs = 15_000
/** Messages kept for a client that reads slowly; past these it is told of a gap instead. */
export const bufferedMessagesMax = 1_000
const reconnectMs = 2_000

/** One watcher of the live stream: what it wants to see, and what it has not read yet. */
export class StreamClient {
  readonly filter: LiveFilter
  readonly #clock: Clock
  readonly #signal: AbortSignal
  #pending: string[] = []
  #missedCount = 0
  #wake: () => void = () => {}

  constructor(needs: { filter: LiveFilter; clock: Clock; signal: AbortSignal }) {
    this.filter = needs.filter
    this.#clock = needs.clock
    this.#signal = needs.signal
    this.#signal.addEventListener('abort', () => this.#wake(), { once: true })
  }

  /** Adds a message. When the buffer is full everything in it gives way to one `gap`. */
  push(message: string): void {
    if (this.#pending.length >= bufferedMessagesMax) {
      this.#missedCount += this.#pending.length
      this.#pending = []
    }
    this.#pending.push(message)
    this.#wake()
  }

  /** Tells the client that it was spared some messages and should read the list again. */
  skip(messageCount: number): void {
    this.#missedCount += messageCount
    this.#wake()
  }

  /** The text of the connection, until the client goes; each piece is asked for only when the one before has left. */
  async *text(): AsyncGenerator<string> {
    yield `retry: ${reconnectMs}\n\n`
    while (!this.#signal.aborted) {
      const text = this.#take()
      if (text !== '') {
        yield text
        continue
      }
      await this.#more()
      if (!this.#signal.aborted && this.#isEmpty()) yield ': heartbeat\n\n'
    }
  }

  #isEmpty(): boolean {
    return this.#pending.length === 0 && this.#missedCount === 0
  }

  #take(): string {
    const gap = this.#missedCount === 0 ? '' : messageOf('gap', { missed_count: this.#missedCount })
    const text = gap + this.#pending.join('')
    this.#missedCount = 0
    this.#pending = []
    return text
  }

  /** Waits for a message, or until a heartbeat is due. */
  async #more(): Promise<void> {
    const beat = new AbortController()
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve
    })
    if (this.#isEmpty() && !this.#signal.aborted) {
      await Promise.race([woken, this.#clock.sleep(heartbeatMs, beat.signal)])
    }
    beat.abort()
    this.#wake = () => {}
  }
}

/** One Server-Sent Event. Source: WHATWG HTML, server-sent events. */
export function messageOf(name: 'event' | 'delivery' | 'gap', data: object, id?: number): string {
  const idLine = id === undefined ? '' : `id: ${id}\n`
  return `event: ${name}\n${idLine}data: ${JSON.stringify(data)}\n\n`
}
