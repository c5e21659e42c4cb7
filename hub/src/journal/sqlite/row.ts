import type { SQLOutputValue } from 'node:sqlite'

/** A row as the engine gives it, not yet trusted. */
export type Row = Record<string, SQLOutputValue>

/** Reads a whole number; absent or of another type means that the file is not what this program wrote. */
export function numberIn(row: Row, column: string): number {
  const value = row[column]
  if (typeof value === 'number') return value
  throw new Error(`column ${column} holds no number`)
}

export function bytesIn(row: Row, column: string): Uint8Array {
  const value = row[column]
  if (value instanceof Uint8Array) return value
  throw new Error(`column ${column} holds no bytes`)
}
