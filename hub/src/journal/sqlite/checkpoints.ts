import type { Clock } from '../../platform/clock.ts'
import type { CheckpointResult } from './journal-database.ts'

/** Longest that committed bytes wait in the write-ahead log when no more come. */
const checkpointAgeMsMax = 1_000

/** Committed bytes after which a checkpoint runs without waiting for that. */
const checkpointBytes = 33_554_432

/**
 * Pages in the log above which the writer finishes a checkpoint itself. Only while it holds still for a moment can the
 * log start again at its beginning, so this is what bounds the log's length under load: 64 MiB of 4 KiB pages.
 */
const walPageCountMax = 16_384

/**
 * Moves committed pages from the write-ahead log into the database, beside the path of an acknowledgement: on the
 * reader's connection, so that the writer goes on meanwhile.
 */
export interface Checkpoints {
  /** Tells how much a commit has added. */
  committed(bytes: number): void
  /** Lets the running checkpoint end and starts no other. */
  stop(): Promise<void>
}

export function startCheckpoints({
  clock,
  beside,
  finish,
  onFailed,
}: {
  readonly clock: Clock
  /** Runs one while the writer goes on. */
  readonly beside: () => Promise<CheckpointResult>
  /** Runs one on the writer, between two commits. */
  readonly finish: () => Promise<CheckpointResult>
  /** A page that could not be moved may be lost with the next one that is: nothing may be written any more. */
  readonly onFailed: (cause: unknown) => void
}): Checkpoints {
  const stopping = new AbortController()
  let waitingBytes = 0
  let wake = new AbortController()

  async function run(): Promise<void> {
    // Without bound: it ends with the journal.
    while (!stopping.signal.aborted) {
      if (waitingBytes < checkpointBytes) {
        wake = new AbortController()
        await clock.sleep(checkpointAgeMsMax, AbortSignal.any([wake.signal, stopping.signal]))
      }
      if (waitingBytes === 0 || stopping.signal.aborted) continue
      waitingBytes = 0
      const { walPageCount } = await beside()
      if (walPageCount > walPageCountMax) await finish()
    }
  }

  const running = run().catch(onFailed)
  return {
    committed(bytes) {
      waitingBytes += bytes
      if (waitingBytes >= checkpointBytes) wake.abort()
    },
    async stop() {
      stopping.abort()
      await running
    },
  }
}
