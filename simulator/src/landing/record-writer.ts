/**
 * Carries out a plan: rows and problem records go into the lake, and what became of them is counted. A row that
 * Postgres refuses costs no other.
 */
import { SqlError } from '../lake/database.ts'
import { columnKeyOf, type LakeObject } from '../lake/lake-object.ts'
import type { Deletion, DeletionRule, Lake, LakeRow } from '../lake/lake.ts'
import type { Clock } from '../platform/clock.ts'
import { emptyWritten, type Written } from './landing-counts.ts'
import { planRecords, type PlannedStatement } from './plan.ts'
import { isRowKept, problemRowOf, type Problem } from './problem.ts'
import type { IncomingRecord } from './record-row.ts'

/** One run of a stream, as far as its problem records tell. */
export type Run = {
  readonly object: LakeObject
  readonly dataStreamJobId: string
  readonly sourceFile: string
}

export type RecordWriter = {
  /** @throws Error when the lake itself fails; rows already written may be written again */
  upsert(
    run: Run,
    requests: readonly (readonly IncomingRecord[])[],
    isPartial: boolean,
  ): Promise<Written>
  delete(run: Run, plan: DeletionPlan): Promise<Written>
  /** Problem records that belong to no row, such as a broken file. */
  report(run: Run, problems: readonly Problem[]): Promise<Written>
}

export type DeletionPlan = {
  readonly deletions: readonly Deletion[]
  readonly rule: DeletionRule
  /** Rows of a delete file that name nothing to delete. */
  readonly problems: readonly Problem[]
}

type Needs = { readonly lake: Lake; readonly orgId: string; readonly clock: Clock }

export function createRecordWriter({ lake, orgId, clock }: Needs): RecordWriter {
  const addProblems = async (run: Run, problems: readonly Problem[]): Promise<void> => {
    const occurrence = { ...run, orgId, atMs: clock.now() }
    for (const part of partsOf(problems)) {
      await lake.addProblems(
        run.object,
        part.map((problem) => problemRowOf(problem, occurrence)),
      )
    }
  }
  return {
    upsert: async (run, requests, isPartial) => {
      const { object } = run
      const plan = planRecords({ object, orgId, isPartial }, requests)
      const written = emptyWritten()
      const refused: RefusedRow[] = []
      for (const statement of plan.statements) {
        for (const rows of partsOf(statement.rows)) {
          refused.push(...(await writeOrIsolate({ lake, object, written }, { ...statement, rows })))
        }
      }
      // A row that was refused after all has one problem, not two {RH}.
      const outdated = new Set(refused.map(({ row }) => plan.problemOfRow.get(row)))
      const problems = [
        ...plan.problems.filter((problem) => !outdated.has(problem)),
        ...refused.map(({ problem }) => problem),
      ]
      await addProblems(run, problems)
      written.replacedCount += plan.supersededCount
      written.problemCount = problems.length
      written.droppedCount = problems.filter((problem) => !isRowKept(problem)).length
      return written
    },
    report: async (run, problems) => {
      await addProblems(run, problems)
      return { ...emptyWritten(), problemCount: problems.length }
    },
    delete: async (run, { deletions, rule, problems }) => {
      const written = emptyWritten()
      if (deletions.length > 0) {
        written.deletedCount = await lake.deleteKeys(run.object, deletions, rule)
      }
      await addProblems(run, problems)
      written.problemCount = problems.length
      return written
    },
  }
}

/** Rows of one statement: 200 KB may hold tens of thousands of them. */
const statementRowsMax = 1_000

function partsOf<Entry>(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  return Array.from({ length: Math.ceil(entries.length / statementRowsMax) }, (_, index) =>
    entries.slice(index * statementRowsMax, (index + 1) * statementRowsMax),
  )
}

type RefusedRow = { readonly row: LakeRow; readonly problem: Problem }

type Target = { readonly lake: Lake; readonly object: LakeObject; readonly written: Written }

/** Classes of errors that are no row's fault: no room, a shutdown, the system, Postgres itself. */
const lakeErrorPattern = /^(?:53|57|58|XX)/

/** Writes the rows; those that Postgres refuses, for instance for an enormous key, are found by halving. */
async function writeOrIsolate(
  target: Target,
  statement: PlannedStatement,
): Promise<readonly RefusedRow[]> {
  const { rows } = statement
  try {
    const counts =
      statement.kind === 'replace'
        ? await target.lake.upsert(target.object, rows)
        : await target.lake.merge(target.object, statement.columnKeys, rows)
    target.written.addedCount += counts.addedCount
    target.written.replacedCount += counts.replacedCount
    target.written.olderCount += counts.olderCount
    return []
  } catch (cause) {
    if (!(cause instanceof SqlError) || lakeErrorPattern.test(cause.sqlState)) throw cause
    // Its stream was deleted meanwhile: the caller knows what that means.
    if (target.lake.objectOf(target.object.stream.id) === undefined) throw cause
    const [only] = rows
    if (rows.length === 1 && only !== undefined) {
      return [{ row: only, problem: unhandledOf(target.object, only, cause) }]
    }
    const middle = Math.ceil(rows.length / 2)
    const first = await writeOrIsolate(target, { ...statement, rows: rows.slice(0, middle) })
    const second = await writeOrIsolate(target, { ...statement, rows: rows.slice(middle) })
    return [...first, ...second]
  }
}

function unhandledOf(object: LakeObject, row: LakeRow, { message }: SqlError): Problem {
  const errorRow = Object.fromEntries(
    object.columns.flatMap(({ name, field }) => {
      const value = row[columnKeyOf(name)]
      return field === undefined || value === undefined ? [] : [[name, value]]
    }),
  )
  return { code: 'UNHANDLED_ERROR', message, fieldErrors: [], errorRow }
}
