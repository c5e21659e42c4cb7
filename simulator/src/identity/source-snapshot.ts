/**
 * What a run works on, as it stood at one moment: one statement copies the source rows and what the run before wrote, in
 * pages, so that rows that change while the pages are read make no difference.
 */
import { createHash } from 'node:crypto'
import { quoted } from '../lake/lake-sql.ts'
import type { Lake } from '../lake/lake.ts'
import type { DataModelObject } from '../model/data-model-object.ts'
import { primaryKeyField, sourceFields, standardObjectOf } from '../model/standard-objects.ts'
import { linkFields, unifiedObjectsOf } from '../model/unified-objects.ts'
import type { Ruleset } from '../org/ruleset.ts'
import type { SetupState } from '../org/setup.ts'
import { cellText } from './cell-text.ts'
import { textsOf } from './row-texts.ts'
import { sourceColumnsOf } from './source-columns.ts'

/** Rows of one page. */
const pageRowCount = 2_000

/** Columns of the former links, and of the former unified profiles. */
export const formerLinkColumns = [
  linkFields.source,
  sourceFields.dataSource,
  sourceFields.dataSourceObject,
  linkFields.unified,
] as const
export const createdField = 'ssot__CreatedDate__c'
const formerUnifiedColumns = [primaryKeyField, createdField] as const

/** What a page holds: rows of a source object, by its name, or what the run before wrote. */
export const formerLinks = 'former links'
export const formerUnified = 'former unified'

/** Rows as one JSON text: an array of arrays, each in the order of its columns. */
export type Page = { readonly of: string; readonly rows: string }

export type SourceSnapshot = AsyncDisposable & { pages(): AsyncIterable<Page> }

type Needs = {
  readonly lake: Pick<Lake, 'write'>
  readonly state: SetupState
  readonly ruleset: Ruleset
}

export function snapshotNameOf({ rulesetId }: Pick<Ruleset, 'rulesetId'>): string {
  return `practice_identity_source_${rulesetId}`
}

/** It lasts until it is disposed. */
export async function takeSnapshot({ lake, state, ruleset }: Needs): Promise<SourceSnapshot> {
  const table = quoted(snapshotNameOf(ruleset))
  const drop = async () => {
    await lake.write(`drop table if exists ${table}`, [])
  }
  const parts = partsOf(state, ruleset)
  await drop()
  // Compressing the pages would take longer than all else.
  await lake.write(`create table ${table} (part text, page int, rows text storage external)`, [])
  const selections = parts.map(
    ({ selection }, index) => `
      select $${index + 1}::text, (place / ${pageRowCount})::int, json_agg(texts)::text
      from (select row_number() over () - 1 as place, texts from (${selection}) as row)
        as numbered
      group by 2`,
  )
  await lake.write(
    `insert into ${table} ${selections.join(' union all ')}`,
    parts.map(({ of }) => of),
  )
  return {
    pages: async function* () {
      for (const { of } of parts) {
        for (let page = 0; ; page += 1) {
          const { rows } = await lake.write(
            `select rows from ${table} where part = $1 and page = $2::int`,
            [of, String(page)],
          )
          const [row] = rows
          if (row === undefined) break
          yield { of, rows: cellText(row[0]) }
        }
      }
    },
    [Symbol.asyncDispose]: drop,
  }
}

/**
 * The same for equal sources and rules, whatever the order of the rows: a job with nothing new is skipped by it {CONN}. It
 * is worked out by Postgres, so that asking costs little; what lands after it was taken is new to the next run.
 */
export async function readFingerprint({ lake, state, ruleset }: Needs): Promise<string> {
  const hash = createHash('sha256')
  hash.update(JSON.stringify([ruleset.matchRules, ruleset.reconciliationRules]))
  for (const { objectName, names } of sourceColumnsOf(state)) {
    const { rows } = await lake.write(
      `select count(*), coalesce(sum(hashtextextended(source::text, 0)), 0)::text
       from (select ${names.map(quoted).join(', ')} from ${quoted(objectName)}) as source`,
      [],
    )
    hash.update(JSON.stringify([names, rows]))
  }
  return hash.digest('hex')
}

type Part = { readonly of: string; readonly selection: string }

function partsOf(state: SetupState, ruleset: Ruleset): readonly Part[] {
  const selectionOf = (object: DataModelObject, names: readonly string[]) =>
    `select ${textsOf(object, names)} as texts from ${quoted(object.name)}`
  const sources = sourceColumnsOf(state).map(({ objectName, names }) => ({
    of: objectName,
    selection: selectionOf(standardObjectOf(objectName), names),
  }))
  const [individual] = unifiedObjectsOf(ruleset)
  if (individual === undefined) return sources
  const { link, unified } = individual
  return [
    ...sources,
    { of: formerLinks, selection: selectionOf(link, formerLinkColumns) },
    { of: formerUnified, selection: selectionOf(unified, formerUnifiedColumns) },
  ]
}
