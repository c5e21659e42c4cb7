import type { LaneRecord } from './lane-state.ts'

/** Largest body Data Cloud takes, in bytes. Source: facts, data-cloud-api 2.2 {FZ,SFP}: 200 KB, decimal. */
export const requestBytesMax = 200_000

const bodyStart = '{"data":['
const bodyEnd = ']}'

/** Bytes of a body around its records. */
export const envelopeBytes = bodyStart.length + bodyEnd.length

/** Most bytes of one record that still fits a request of its own. */
export const recordBytesMax = requestBytesMax - envelopeBytes

/** Bytes of the final UTF-8 body that holds records of `recordBytes` in all, `recordCount` of them. */
export function bodyBytesOf(recordBytes: number, recordCount: number): number {
  return envelopeBytes + recordBytes + Math.max(0, recordCount - 1)
}

/** The body of one request: the records' own text, joined and never serialised again. */
export function bodyOf(records: readonly LaneRecord[]): string {
  return bodyStart + records.map((record) => record.json).join(',') + bodyEnd
}
