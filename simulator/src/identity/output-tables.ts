/**
 * The tables that a ruleset writes. A run fills new ones beside them and then puts them in the place of the old ones in one
 * step, so that a query sees the run before or the run after, never a part of one.
 */
import { columnKeyOf } from '../lake/lake-object.ts'
import { quoted, sqlTypeOf } from '../lake/lake-sql.ts'
import type { Lake } from '../lake/lake.ts'
import type { DataModelObject } from '../model/data-model-object.ts'
import { linkFields, partyField, unifiedObjectsOf } from '../model/unified-objects.ts'
import { primaryKeyField } from '../model/standard-objects.ts'
import type { Ruleset } from '../org/ruleset.ts'
import type { OutputPage } from './resolver-message.ts'
import { snapshotNameOf } from './source-snapshot.ts'
import type { OutputRow, Unification } from './unify.ts'

/** Rows in one statement. */
const rowCountMax = 2_000

/** A table that only the screens read: why sources were joined. */
type Table = {
  readonly name: string
  readonly columns: readonly { readonly name: string; readonly sqlType: string }[]
  readonly indexed: readonly string[]
}

/** Job of each ruleset, as JSON, by ruleset id. */
export const jobTableName = 'practice_identity_job'

/** Why sources were joined; one table for each ruleset. */
export function matchTableNameOf({ rulesetId }: Pick<Ruleset, 'rulesetId'>): string {
  return `practice_identity_match_${rulesetId}`
}

export const matchColumns = {
  unified: 'unified_id',
  left: 'left_key',
  right: 'right_key',
  label: 'rule_label',
  values: 'matched_values',
} as const

/** Makes the tables that are not there; harmless when repeated. */
export function createScriptOf(ruleset: Ruleset): string {
  return [
    `create table if not exists ${jobTableName} (ruleset text primary key, job text not null);`,
    ...tablesOf(ruleset).map((table) => `create table if not exists ${definitionOf(table)};`),
  ].join('\n')
}

export function dropScriptOf(ruleset: Ruleset): string {
  return [
    `delete from ${jobTableName} where ruleset = ${literalOf(ruleset.rulesetId)};`,
    // The latter are there when the program ended in the middle of a run.
    ...tablesOf(ruleset).flatMap(({ name }) => [name, nextNameOf(name)].map(dropStatementOf)),
    dropStatementOf(snapshotNameOf(ruleset)),
  ].join('\n')
}

/** Replaces all that the run before wrote, or leaves it as it is when the rows can't be had. */
export async function replaceOutputs(
  lake: Pick<Lake, 'write'>,
  ruleset: Ruleset,
  pages: AsyncIterable<OutputPage>,
): Promise<void> {
  const tables = tablesOf(ruleset)
  try {
    for (const table of tables) {
      await lake.write(dropStatementOf(nextNameOf(table.name)), [])
      await lake.write(`create table ${definitionOf(nextOf(table))}`, [])
    }
    for await (const { tableName, rows } of pages) {
      const table = tables.find(({ name }) => name === tableName)
      if (table !== undefined) await lake.write(insertStatementOf(nextOf(table)), [rows])
    }
    for (const { name: tableName, indexed } of tables) {
      for (const name of indexed) {
        const sql = `create index on ${quoted(nextNameOf(tableName))} (${quoted(name)})`
        await lake.write(sql, [])
      }
    }
    const swaps = tables.map(
      ({ name }) => `${dropStatementOf(name)}
        alter table ${quoted(nextNameOf(name))} rename to ${quoted(name)};`,
    )
    await lake.write(`do $$ begin ${swaps.join('\n')} end $$`, [])
  } catch (cause) {
    for (const { name } of tables) await lake.write(dropStatementOf(nextNameOf(name)), [])
    throw cause
  }
}

/** All that a run writes, table by table; the rows are made as they are asked for. */
export function* outputPagesOf(
  ruleset: Ruleset,
  unification: Unification,
): Generator<OutputPage, void> {
  for (const table of tablesOf(ruleset)) {
    const inColumnKeys = columnKeyingOf(table)
    let page: OutputRow[] = []
    for (const row of rowsOf(table, ruleset, unification)) {
      page.push(inColumnKeys(row))
      if (page.length < rowCountMax) continue
      yield { tableName: table.name, rows: JSON.stringify(page) }
      page = []
    }
    if (page.length > 0) yield { tableName: table.name, rows: JSON.stringify(page) }
  }
}

function dropStatementOf(tableName: string): string {
  return `drop table if exists ${quoted(tableName)};`
}

function nextOf(table: Table): Table {
  return { ...table, name: nextNameOf(table.name) }
}

function nextNameOf(name: string): string {
  return `next_${name}`
}

function tablesOf(ruleset: Ruleset): readonly Table[] {
  const outputs = unifiedObjectsOf(ruleset).flatMap(({ unified, link }) => [
    tableOf(unified, [primaryKeyField, partyField]),
    tableOf(link, [linkFields.source, linkFields.unified]),
  ])
  const matches: Table = {
    name: matchTableNameOf(ruleset),
    columns: Object.values(matchColumns).map((name) => ({ name, sqlType: 'text' })),
    indexed: [matchColumns.unified],
  }
  return [...outputs, matches]
}

function tableOf(object: DataModelObject, indexed: readonly string[]): Table {
  return {
    name: object.name,
    columns: object.fields.map(({ name, type }) => ({ name, sqlType: sqlTypeOf(type) })),
    indexed: indexed.filter((name) => object.fields.some((field) => field.name === name)),
  }
}

function* rowsOf(
  table: Table,
  ruleset: Ruleset,
  { rows, matches }: Unification,
): Generator<OutputRow, void> {
  if (table.name !== matchTableNameOf(ruleset)) {
    yield* rows.get(table.name) ?? []
    return
  }
  for (const match of matches) {
    yield {
      [matchColumns.unified]: match.unifiedId,
      [matchColumns.left]: match.left,
      [matchColumns.right]: match.right,
      [matchColumns.label]: match.ruleLabel,
      [matchColumns.values]: JSON.stringify(match.values),
    }
  }
}

/** Gives a row the names that Postgres knows. */
function columnKeyingOf({ columns }: Table): (row: OutputRow) => OutputRow {
  const keys = new Map(columns.map(({ name }) => [name, columnKeyOf(name)]))
  return (row) => {
    const keyed: Record<string, OutputRow[string]> = {}
    for (const [name, value] of Object.entries(row)) keyed[keys.get(name) ?? name] = value ?? null
    return keyed
  }
}

function insertStatementOf(table: Table): string {
  const names = table.columns.map(({ name }) => quoted(name)).join(', ')
  return `insert into ${quoted(table.name)} (${names})
    select ${names} from json_to_recordset($1::json) as incoming(${columnListOf(table)})`
}

function definitionOf(table: Table): string {
  return `${quoted(table.name)} (${columnListOf(table)})`
}

function columnListOf({ columns }: Table): string {
  return columns.map(({ name, sqlType }) => `${quoted(name)} ${sqlType}`).join(', ')
}

function literalOf(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
