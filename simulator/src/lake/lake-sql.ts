/** The statements of the lake: pure text, so that each can be read and tested alone. */
import type { FieldType } from '../org/connector-schema.ts'
import { problemColumns, systemColumns, type LakeColumn, type LakeObject } from './lake-object.ts'

/** Run once at the start; harmless when repeated. The reader may neither write nor sleep. */
export const roleScript = `
  do $$ begin create role practice_reader; exception when duplicate_object then null; end $$;
  grant usage on schema public to practice_reader;
  alter default privileges in schema public grant select on tables to practice_reader;
  revoke execute on function pg_sleep(double precision) from public;
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
  const names = object.columns.map((column) => quoted(column.name))
  const modified = object.recordModifiedColumn
  const guard =
    modified === undefined
      ? ''
      : `where stored.${quoted(modified)} is null
           or excluded.${quoted(modified)} >= stored.${quoted(modified)}`
  return `
    insert into ${quoted(object.name)} as stored (${names.join(', ')})
    select ${names.join(', ')}
    from json_to_recordset($1::json) as incoming(${definitionsOf(object.columns)})
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

/** Deletes every row whose primary key is in the JSON array of texts `$1`, whatever its date. */
export function deleteStatementOf(object: LakeObject): string {
  const key = quoted(object.primaryKeyColumn)
  return `
    delete from ${quoted(object.name)}
    where ${key}::text in (select json_array_elements_text($1::json)) returning 1`
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
  return `"${name.toLowerCase()}"`
}
