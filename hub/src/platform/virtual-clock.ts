import type { EpochMs } from '../core/ids.ts'
import type { Clock } from './clock.ts'

type Sleeper = { readonly untilMs: EpochMs; readonly wake: () => void }

/** A clock for tests: time stands still until {@link VirtualClock.advance}. */
export class VirtualClock implements Clock {
  #nowMs: EpochMs
  #sleepers: Sleeper[] = []
  /** How far the clock on the wall was set back by the test, in all. */
  #setBackMs = 0

  constructor(startMs: EpochMs = Date.UTC(2026, 0, 15, 12)) {
    this.#nowMs = startMs
  }

  now(): EpochMs {
    return this.#nowMs - this.#setBackMs
  }

  elapsedMs(): number {
    return this.#nowMs
  }

  /** Sets the clock on the wall back; time itself goes on as before. */
  setBack(byMs: number): void {
    this.#setBackMs += byMs
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.resolve()
    return new Promise((resolve) => {
      const sleeper = { untilMs: this.#nowMs + delayMs, wake: resolve }
      this.#sleepers.push(sleeper)
      signal?.addEventListener('abort', () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper)
        resolve()
      })
    })
  }

  /** Moves time on, waking in order whoever's time has come, and lets their work run. */
  async advance(byMs: number): Promise<void> {
    const endMs = this.#nowMs + byMs
    for (;;) {
      await settleTurns()
      const next = this.#sleepers
        .filter((sleeper) => sleeper.untilMs <= endMs)
        .sort((a, b) => a.untilMs - b.untilMs)[0]
      if (next === undefined) break
      this.#nowMs = Math.max(this.#nowMs, next.untilMs)
      this.#sleepers = this.#sleepers.filter((sleeper) => sleeper !== next)
      next.wake()
    }
    this.#nowMs = endMs
    await settleTurns()
  }
}

/** Turns of the event loop given to work that a woken sleeper started; more than any chain of awaits under test. */
const turnCount = 20

async function settleTurns(): Promise<void> {
  for (let turn = 0; turn < turnCount; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve))
  }
}
