import type { DataStream } from '../org/data-stream.ts'
import type { IncomingRecord } from './record-row.ts'

/** One accepted streaming request. */
export type Change =
  | {
      readonly kind: 'upsert'
      readonly stream: DataStream
      readonly records: readonly IncomingRecord[]
    }
  | { readonly kind: 'delete'; readonly stream: DataStream; readonly ids: readonly string[] }

/** Requests of one stream that can be carried out together. */
export type ChangeGroup =
  | { readonly kind: 'upsert'; readonly requests: readonly (readonly IncomingRecord[])[] }
  | { readonly kind: 'delete'; readonly ids: readonly string[] }

export function recordCountOf(change: Change): number {
  return change.kind === 'upsert' ? change.records.length : 0
}
