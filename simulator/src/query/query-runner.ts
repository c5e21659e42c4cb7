/**
 * Runs other people's statements, whichever API they come by: reading only, a few at once, for a limited time and up to
 * a limited size. A statement that runs too long is cancelled, and landing goes on.
 */
import type { Switches } from '../control/switches.ts'
import { canceledState, SqlError } from '../lake/database.ts'
import type { Lake } from '../lake/lake.ts'
import type { ResultLimits } from '../lake/result-limits.ts'
import type { Clock } from '../platform/clock.ts'
import { canonicalNamesOf } from './canonical-names.ts'
import { resultColumnsOf, type ResultColumn } from './result-columns.ts'
import { isReadStatement, withLakeNames, withoutEnd } from './sql-text.ts'

export type Statement = {
  readonly sql: string
  /** Bound to `$1`, `$2` … */
  readonly parameters?: readonly (string | null)[]
  readonly timezone?: string
  /** Rows wanted; 0 for none but the columns. */
  readonly rowsMax?: number
  /** A shorter limit than the org's own. */
  readonly timeMsMax?: number
}

export type RowsAnswer = {
  readonly kind: 'rows'
  readonly columns: readonly ResultColumn[]
  readonly rows: readonly (readonly unknown[])[]
}

export type QueryAnswer =
  | RowsAnswer
  /** The statement is at fault; `sqlState` is Postgres's code. */
  | { readonly kind: 'refused'; readonly message: string; readonly sqlState: string }
  /** Too many others run. */
  | { readonly kind: 'busy' }
  /** It ran too long, or somebody cancelled it. */
  | { readonly kind: 'ended'; readonly message: string }

export type QueryRunner = {
  /** @param signal cancels the statement */
  run(statement: Statement, signal?: AbortSignal): Promise<QueryAnswer>
  /** Whether a statement would be answered `busy` now. */
  isBusy(): boolean
}

type Needs = {
  readonly lake: Pick<Lake, 'read' | 'queryables'>
  readonly clock: Clock
  readonly switches: () => Switches
  /** Aborted when the practice org closes. */
  readonly signal: AbortSignal
}

/** Queries at once {QV2}. */
const concurrentQueriesMax = 15
/** Our own; what one API answers at a time is less. */
const resultLimits: ResultLimits = { rowsMax: 1_000_000, bytesMax: 67_108_864 }
/** The code of a statement that is none of those allowed. */
const notAllowedState = '0A000'

export function createQueryRunner(needs: Needs): QueryRunner {
  const { lake, clock, switches } = needs
  let runningCount = 0

  const runWithin = async (
    { sql, parameters, timezone, rowsMax, timeMsMax }: Statement,
    signal: AbortSignal | undefined,
  ): Promise<QueryAnswer> => {
    const done = new AbortController()
    const late = new AbortController()
    const waitMs = Math.min(timeMsMax ?? Number.POSITIVE_INFINITY, switches().queryMsMax)
    void clock.sleep(waitMs, done.signal).then(() => {
      if (!done.signal.aborted) late.abort()
    })
    const signals = [late.signal, needs.signal, ...(signal === undefined ? [] : [signal])]
    const names = canonicalNamesOf(lake.queryables())
    try {
      const { fields, rows } = await lake.read(
        withLakeNames(sql, names),
        {
          limits: resultLimits,
          ...(parameters === undefined ? {} : { parameters }),
          ...(timezone === undefined ? {} : { timezone }),
          ...(rowsMax === undefined ? {} : { rowsMax }),
        },
        AbortSignal.any(signals),
      )
      return { kind: 'rows', columns: resultColumnsOf(fields, names), rows }
    } catch (cause) {
      if (!(cause instanceof SqlError)) throw cause
      const { message, sqlState } = cause
      if (sqlState !== canceledState) return { kind: 'refused', message, sqlState }
      const reason = late.signal.aborted ? 'statement timeout' : 'user request'
      return { kind: 'ended', message: `canceling statement due to ${reason}` }
    } finally {
      done.abort()
    }
  }
  const isBusy = () => runningCount >= concurrentQueriesMax
  return {
    isBusy,
    run: async (statement, signal) => {
      const sql = withoutEnd(statement.sql)
      if (!isReadStatement(sql)) {
        const message = 'only SELECT statements are allowed'
        return { kind: 'refused', message, sqlState: notAllowedState }
      }
      if (isBusy()) return { kind: 'busy' }
      runningCount += 1
      try {
        return await runWithin({ ...statement, sql }, signal)
      } finally {
        runningCount -= 1
      }
    },
  }
}
