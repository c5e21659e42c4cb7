/** What is asked of the database's thread, one thing at a time, and what it answers. */
import type { ResultLimits } from './result-limits.ts'

export type ReadOptions = {
  /** Bound to `$1`, `$2` … */
  readonly parameters?: readonly (string | null)[]
  /** Rows to take; the rest is never made. */
  readonly rowsMax?: number
  /** A result beyond them is refused. */
  readonly limits?: ResultLimits
  /** What times without one are meant in; UTC without it. Results are in UTC. */
  readonly timezone?: string
}

export type ReadRequest = Omit<ReadOptions, 'parameters'> & {
  readonly kind: 'read'
  readonly sql: string
  readonly parameters: readonly (string | null)[]
}

export type DatabaseRequest =
  | { readonly kind: 'script'; readonly sql: string }
  | { readonly kind: 'write'; readonly sql: string; readonly parameters: readonly string[] }
  | ReadRequest
  | { readonly kind: 'close' }

export type QueryResult = {
  /** Empty but for a read. */
  readonly fields: readonly { readonly name: string; readonly typeId: number }[]
  readonly rows: readonly (readonly unknown[])[]
}

export type DatabaseReply =
  | { readonly kind: 'open' }
  | ({ readonly kind: 'rows' } & QueryResult)
  /** An empty code stands for a breakdown of Postgres itself. */
  | { readonly kind: 'failed'; readonly message: string; readonly sqlState: string }
