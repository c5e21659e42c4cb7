/**
 * Decides what accepted requests become in the lake: statements and problem records. Pure; others carry it out. One
 * request is one processing batch (assumed), in which a key may be only once {ZENN}; from one request to the next the
 * later one wins.
 */
import { columnKeyOf, type LakeObject } from '../lake/lake-object.ts'
import type { LakeRow } from '../lake/lake.ts'
import type { Problem } from './problem.ts'
import {
  errorRowOf,
  keyTextOf,
  mapRecord,
  modifiedOf,
  type Candidate,
  type IncomingRecord,
  type RowFrame,
} from './record-row.ts'

/** Rows for one statement; their keys are unique in it. */
export type PlannedStatement =
  | { readonly kind: 'replace'; readonly rows: readonly LakeRow[] }
  /** Every row has exactly these columns. */
  | {
      readonly kind: 'merge'
      readonly columnKeys: readonly string[]
      readonly rows: readonly LakeRow[]
    }

export type LandingPlan = {
  /** To be carried out in this order. */
  readonly statements: readonly PlannedStatement[]
  readonly problems: readonly Problem[]
  /** Those of the problems whose row is in a statement. */
  readonly problemOfRow: ReadonlyMap<LakeRow, Problem>
  /** Rows that a newer request of the same plan replaced before they were written. */
  readonly supersededCount: number
}

export function planRecords(
  frame: RowFrame,
  requests: readonly (readonly IncomingRecord[])[],
): LandingPlan {
  const batches = requests.map((records) => batchOf(frame, records))
  const problems = batches.flatMap((batch) => batch.problems)
  const problemOfRow = new Map<LakeRow, Problem>()
  for (const { candidateOfKey } of batches) {
    for (const { row, problem } of candidateOfKey.values()) {
      if (problem !== undefined) problemOfRow.set(row, problem)
    }
  }
  const { object } = frame
  return frame.isPartial
    ? { statements: mergesOf(object, batches), problems, problemOfRow, supersededCount: 0 }
    : { ...replacementOf(object, batches), problems, problemOfRow }
}

type Batch = {
  readonly candidateOfKey: ReadonlyMap<string, Candidate>
  readonly problems: readonly Problem[]
}

function batchOf(frame: RowFrame, records: readonly IncomingRecord[]): Batch {
  const { object } = frame
  const candidateOfKey = new Map<string, Candidate>()
  const problems: Problem[] = []
  for (const record of records) {
    const mapped = mapRecord(frame, record)
    if (mapped.kind === 'dropped') {
      problems.push(mapped.problem)
      continue
    }
    const { candidate } = mapped
    const key = keyTextOf(object, candidate.row)
    const other = candidateOfKey.get(key)
    const winner = other === undefined ? candidate : newerOf(object, other, candidate)
    if (other !== undefined) {
      problems.push(duplicateOf(object, (winner === other ? candidate : other).record))
    }
    candidateOfKey.set(key, winner)
  }
  for (const { problem } of candidateOfKey.values()) {
    if (problem !== undefined) problems.push(problem)
  }
  return { candidateOfKey, problems }
}

/** One statement: of each key the row that would be there after all. */
function replacementOf(object: LakeObject, batches: readonly Batch[]) {
  const candidateOfKey = new Map<string, Candidate>()
  let supersededCount = 0
  for (const batch of batches) {
    for (const [key, candidate] of batch.candidateOfKey) {
      const earlier = candidateOfKey.get(key)
      if (earlier !== undefined) supersededCount += 1
      candidateOfKey.set(
        key,
        earlier === undefined ? candidate : newerOf(object, earlier, candidate),
      )
    }
  }
  const rows = [...candidateOfKey.values()].map(({ row }) => row)
  return {
    statements: rows.length === 0 ? [] : [{ kind: 'replace', rows } as const],
    supersededCount,
  }
}

/**
 * Whether a partial row applies depends on what the one before it left, so the nth row of a key goes into the nth
 * wave; in a wave, rows with the same columns share a statement.
 */
function mergesOf(object: LakeObject, batches: readonly Batch[]): readonly PlannedStatement[] {
  const waves: Map<string, LakeRow[]>[] = []
  const waveOfKey = new Map<string, number>()
  for (const { candidateOfKey } of batches) {
    for (const [key, { row }] of candidateOfKey) {
      const waveIndex = waveOfKey.get(key) ?? 0
      waveOfKey.set(key, waveIndex + 1)
      const wave = waves[waveIndex] ?? new Map<string, LakeRow[]>()
      waves[waveIndex] = wave
      const columns = Object.keys(row).join('\n')
      const rows = wave.get(columns)
      if (rows === undefined) wave.set(columns, [row])
      else rows.push(row)
    }
  }
  return waves.flatMap((wave) =>
    [...wave.values()].map((rows) => ({
      kind: 'merge' as const,
      columnKeys: columnKeysOf(object, rows),
      rows,
    })),
  )
}

function columnKeysOf(object: LakeObject, rows: readonly LakeRow[]): readonly string[] {
  const [row = {}] = rows
  return object.columns
    .map(({ name }) => columnKeyOf(name))
    .filter((key) => Object.hasOwn(row, key))
}

/** The later one, unless its record-modified value is older; a missing value is oldest (assumed). */
function newerOf(object: LakeObject, earlier: Candidate, later: Candidate): Candidate {
  if (object.recordModifiedColumn === undefined) return later
  return modifiedOf(object, later.row) >= modifiedOf(object, earlier.row) ? later : earlier
}

function duplicateOf(object: LakeObject, record: IncomingRecord): Problem {
  const message = 'Another row of the same batch has the same primary key'
  return { code: 'DUPLICATE_ROW', message, fieldErrors: [], errorRow: errorRowOf(object, record) }
}
