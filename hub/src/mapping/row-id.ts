import { hash } from 'node:crypto'

/** 128 bits of the digest, as hexadecimal characters. */
const rowIdCharsMax = 32

/**
 * Key of a row that an individual and a value make together: equal parts give equal keys, whenever and however often
 * they are seen.
 */
export function rowIdOf(...parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts), 'hex').slice(0, rowIdCharsMax)
}
