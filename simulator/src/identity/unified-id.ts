import { createHash } from 'node:crypto'
import { recordKeyOf, type SourceRecord } from './source-record.ts'

/** 32 hexadecimal digits {UIL}, which follow from the parts. */
export function unifiedIdOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
}

/** Id of a unified profile that is new in a run. */
export function newUnifiedIdOf(idSeed: string, firstMember: SourceRecord): string {
  return unifiedIdOf([idSeed, recordKeyOf(firstMember)])
}
