import type { DataStream } from '../org/data-stream.ts'

/** A closed bulk job, as the landing worker needs it. */
export type BulkWork = {
  readonly jobId: string
  readonly stream: DataStream
  readonly operation: BulkOperation
  readonly files: readonly BulkFile[]
  /** Called when it is its turn; false when the job is no longer to be done. */
  readonly begin: () => Promise<boolean>
  /** Called once after `begin`. */
  readonly end: (outcome: BulkOutcome) => Promise<void>
}

export type BulkOperation = 'upsert' | 'delete'

export type BulkFile = {
  readonly path: string
  /** What problem records call it: `<job id>/<number>.csv` (assumed). */
  readonly name: string
}

export type BulkOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly reason: string }
