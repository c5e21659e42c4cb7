/** The statements of the lake: pure text, so that each can be read and tested alone. */
import type { FieldType } from '../org/connector-schema.ts'
import {
  columnKeyOf,
  problemColumns,
  systemColumns,
  type LakeColumn,
  type LakeObject,
} from './lake-object.ts'

/**
 * Run once at the start; harmless when repeated. The reader may neither write, sleep, change its role, end Postgres, nor
 * do what outlives its transaction: fill the log, or hold locks until no room for others is left.
 */
export const roleScript = `
  do $$ begin create role practice_reader; exception when duplicate_object then null; end $$;
  grant usage on schema public to practice_reader;
  alter default privileges in schema public grant select on tables to practice_reader;
  revoke execute on function pg_sleep(double precision) from public;
  revoke execute on function set_config(text, text, boolean) from public;
  revoke execute on function pg_terminate_backend(integer, bigint) from public;
  revoke execute on function pg_cancel_backend(integer) from public;
  do $$ declare forbidden regprocedure; begin
    for forbidden in select oid::regprocedure from pg_proc
      where pronamespace = 'pg_catalog'::regnamespace
        and (proname ~ '^pg_(try_)?advisory_' or proname = 'pg_logical_emit_message')
    loop execute format('revoke execute on function %s from public', forbidden); end loop;
  end $$;
`

/** Creates an object, its problem record object and their aliases, or adds its new columns; harmless when repeated. */
export function createScriptOf(object: LakeObject): string {
  return `
    create table if not exists ${quoted(object.name)} (
      ${definitionsOf(object.columns)},
      unique nulls not distinct (${keyColumnsOf(object).map(quoted).join(', ')})
    );
    ${object.columns.map((column) => addColumnOf(object, column)).join('\n')}
    create table if not exists ${quoted(object.problemName)} (${definitionsOf(problemColumns)});
    ${aliasScriptOf(object.alias, object.name)}
    ${aliasScriptOf(object.problemAlias, object.problemName)}
  `
}

/** Drops what `createScriptOf` made, and every view that reads it. */
export function dropScriptOf(object: LakeObject): string {
  return `
    drop table if exists ${quoted(object.name)} cascade;
    drop table if exists ${quoted(object.problemName)} cascade;
  `
}

/** Drops what made an object known by its short name, which another object is to have. */
export function dropAliasesScriptOf(object: LakeObject): string {
  if (object.alias === object.name) return ''
  return `
    drop view if exists ${quoted(object.alias)};
    drop view if exists ${quoted(object.problemAlias)};
  `
}

function addColumnOf(object: LakeObject, column: LakeColumn): string {
  return `alter table ${quoted(object.name)} add column if not exists ${definitionsOf([column])};`
}

/** A view's columns cannot change their place, so it is made anew. */
function aliasScriptOf(alias: string, name: string): string {
  if (alias === name) return ''
  return `drop view if exists ${quoted(alias)};
    create view ${quoted(alias)} as select * from ${quoted(name)};`
}

/**
 * Upsert of the rows in the JSON array `$1`, each replacing the whole row of its key. One result row
 * for each row that was written, saying whether it is new; none for a row whose record-modified value
 * is older than the stored one {UPS,KB5227}. No key may be twice in one statement.
 */
export function upsertStatementOf(object: LakeObject): string {
  return upsertOf(object, object.columns, '>=')
}

/**
 * The same for a partial stream: only the columns with these keys change, and only by a row whose record-modified
 * value is newer {PU}; a row of a new key is inserted with the others empty.
 */
export function mergeStatementOf(object: LakeObject, columnKeys: readonly string[]): string {
  const keys = new Set(columnKeys)
  const columns = object.columns.filter(({ name }) => keys.has(columnKeyOf(name)))
  return upsertOf(object, columns, '>')
}

function upsertOf(
  object: LakeObject,
  columns: readonly LakeColumn[],
  modifiedCompared: '>' | '>=',
): string {
  const names = columns.map((column) => quoted(column.name))
  const modified = object.recordModifiedColumn
  const guard =
    modified === undefined
      ? ''
      : `where stored.${quoted(modified)} is null
           or excluded.${quoted(modified)} ${modifiedCompared} stored.${quoted(modified)}`
  return `
    insert into ${quoted(object.name)} as stored (${names.join(', ')})
    select ${names.join(', ')}
    from json_to_recordset($1::json) as incoming(${definitionsOf(columns)})
    on conflict (${keyColumnsOf(object).map(quoted).join(', ')})
    do update set ${names.map((name) => `${name} = excluded.${name}`).join(', ')}
    ${guard}
    returning (stored.xmax = 0)`
}

/** Appends the problem records in the JSON array `$1`. */
export function problemStatementOf(object: LakeObject): string {
  const names = problemColumns.map((column) => quoted(column.name)).join(', ')
  return `
    insert into ${quoted(object.problemName)} (${names})
    select ${names} from json_to_recordset($1::json) as incoming(${definitionsOf(problemColumns)})`
}

/** Deletes the problem records from before the time `$1`. */
export function expireProblemsStatementOf(object: LakeObject): string {
  return `
    delete from ${quoted(object.problemName)}
    where ${quoted('error_timestamp__c')} < $1::timestamptz returning 1`
}

/**
 * Deletes every row whose primary key is in the JSON array of `{key, modified}` in `$1`, whatever its date.
 * @param isNewerRequired whether a stored record-modified value spares a row from a deletion that is not newer {BJ}
 */
export function deleteStatementOf(object: LakeObject, isNewerRequired: boolean): string {
  const keyType = columnTypeOf(object, object.primaryKeyColumn)
  const modified = object.recordModifiedColumn
  const stored = modified === undefined ? undefined : `stored.${quoted(modified)}`
  const guard =
    isNewerRequired && stored !== undefined
      ? `and (${stored} is null or incoming.modified > ${stored})`
      : ''
  return `
    delete from ${quoted(object.name)} as stored
    using json_to_recordset($1::json) as incoming(key ${keyType}, modified timestamptz(3))
    where stored.${quoted(object.primaryKeyColumn)} = incoming.key ${guard} returning 1`
}

function columnTypeOf(object: LakeObject, name: string): string {
  return sqlTypeOf(object.columns.find((column) => column.name === name)?.type ?? 'text')
}

/** Columns that make a row unique: Engagement adds the UTC date of the event time {KB5227,CAT}. */
function keyColumnsOf(object: LakeObject): readonly string[] {
  return object.stream.category === 'Engagement'
    ? [object.primaryKeyColumn, systemColumns.partitionDate]
    : [object.primaryKeyColumn]
}

function definitionsOf(columns: readonly LakeColumn[]): string {
  return columns.map((column) => `${quoted(column.name)} ${sqlTypeOf(column.type)}`).join(', ')
}

/** Numbers are decimal(38,18) {VAL,QV1}; times keep 3 fractional digits (assumed). */
export function sqlTypeOf(type: FieldType): string {
  switch (type) {
    case 'number':
    case 'percent':
    case 'currency':
      return 'numeric(38,18)'
    case 'boolean':
      return 'boolean'
    case 'date':
      return 'date'
    case 'date-time':
      return 'timestamptz(3)'
    case 'text':
    case 'email':
    case 'phone':
    case 'url':
      return 'text'
  }
}

/** Names stand in lower case in Postgres, whatever their case in Data Cloud. */
export function quoted(name: string): string {
  return `"${columnKeyOf(name)}"`
}
