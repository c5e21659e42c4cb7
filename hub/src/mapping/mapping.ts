import type { SignalEvent } from '../core/event.ts'
import type { Mapped, ObjectCategory } from '../core/record.ts'

/** Types a field of an Ingestion API schema can have. Source: facts, data-cloud-api 4.1 {SCH}. */
export const fieldTypes = [
  'text',
  'number',
  'boolean',
  'date',
  'date-time',
  'email',
  'phone',
  'percent',
  'url',
] as const
export type FieldType = (typeof fieldTypes)[number]

export type FieldSpec = { readonly name: string; readonly type: FieldType }

/** One Data Cloud object as an integration writes to it. */
export type ObjectSpec = {
  readonly name: string
  readonly category: ObjectCategory
  readonly primaryKey: string
  /** Engagement only: with the key it decides which row is meant, by its UTC date. */
  readonly eventTimeField: string | null
  /** Profile and Other: an older value never overwrites a newer row. */
  readonly recordModifiedField: string | null
  /** Every field, in the order they are written; all of them are present in every record. */
  readonly fields: readonly FieldSpec[]
}

/**
 * What one variant of an integration makes of events: which objects there are, and the records of an event.
 *
 * `recordsOf` is pure and never throws: equal events give equal bytes. Keys and times come from the event alone, so any
 * number of retries lands one row.
 */
export type Mapping = {
  readonly objects: readonly ObjectSpec[]
  recordsOf(event: SignalEvent): Mapped
  /** A synthetic, valid record of an object as JSON text, for the connection check; nothing stores it. */
  sampleRecordOf(objectName: string): string
}
