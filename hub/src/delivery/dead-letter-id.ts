import type { BatchId, DeadLetterId } from '../core/ids.ts'

/** The id of a batch's dead letter by its place, so that writing it twice is harmless. */
export function deadLetterIdOf(batchId: BatchId, index: number): DeadLetterId {
  return `dl_${batchId.slice('bat_'.length)}z${index.toString(36)}` as DeadLetterId // parsed: the form is made here
}
