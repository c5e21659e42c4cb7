/** What goes between a run and its thread: one request after another, each with its reply. */
import type { Ruleset } from '../org/ruleset.ts'
import type { Page } from './source-snapshot.ts'
import type { SourceColumns } from './source-columns.ts'
import type { Statistics } from './unify.ts'

/** What the thread is given when it starts. */
export type ResolverTask = {
  readonly ruleset: Ruleset
  readonly columns: readonly SourceColumns[]
  /** Names of lake objects, by the data source object of their rows. */
  readonly lakeObjects: ReadonlyMap<string, string>
  /** What the ids of new unified profiles are made of; another one for each run. */
  readonly idSeed: string
  /** Now, as text that Postgres reads. */
  readonly now: string
}

export type ResolverRequest =
  | ({ readonly kind: 'page' } & Page)
  /** After the last page. */
  | { readonly kind: 'resolve' }
  /** The next rows to write. */
  | { readonly kind: 'next' }

export type ResolverReply =
  | { readonly kind: 'taken' }
  | { readonly kind: 'resolved'; readonly statistics: Statistics }
  | ({ readonly kind: 'rows' } & OutputPage)
  | { readonly kind: 'end' }

/** Rows of a table as JSON that Postgres reads: an array of objects by column key. */
export type OutputPage = { readonly tableName: string; readonly rows: string }
