/** The list of a ruleset's unified profiles, with a search over all that somebody is known by. */
import { quoted } from '../lake/lake-sql.ts'
import type { Lake } from '../lake/lake.ts'
import { primaryKeyField } from '../model/standard-objects.ts'
import {
  emailObjectName,
  individualObjectName,
  linkFields,
  partyField,
  partyIdentificationObjectName,
  phoneObjectName,
  unifiedObjectsOf,
} from '../model/unified-objects.ts'
import type { Ruleset } from '../org/ruleset.ts'
import { isAnonymousValue } from './anonymous.ts'
import { cellText } from './cell-text.ts'
import { identificationFields } from './match-value.ts'
import { anonymousField } from './unify.ts'

export type UnifiedProfileList = {
  readonly totalCount: number
  readonly profiles: readonly UnifiedProfileRow[]
}

export type UnifiedProfileRow = {
  readonly unifiedId: string
  /** First and last name; empty for somebody without. */
  readonly name: string
  readonly isAnonymous: boolean
  readonly sourceCount: number
  readonly emails: readonly string[]
  readonly phones: readonly string[]
}

export type Page = {
  /** Part of a name, an address, a number or an id, in any case; empty finds all. */
  readonly search: string
  readonly limit: number
  readonly offset: number
}

/** Largest page. */
export const pageRowsMax = 200

/** People with most sources first. */
export async function readUnifiedProfiles(
  lake: Pick<Lake, 'write'>,
  ruleset: Ruleset,
  { search, limit, offset }: Page,
): Promise<UnifiedProfileList> {
  const { rows } = await lake.write(listStatementOf(ruleset), [
    `%${search
      .replaceAll('\u0000', '')
      .trim()
      .replaceAll(/[\\%_]/g, String.raw`\$&`)}%`,
    String(Math.min(Math.max(limit, 0), pageRowsMax)),
    String(Math.max(offset, 0)),
  ])
  return {
    totalCount: Number(rows[0]?.[6] ?? 0),
    profiles: rows
      .filter(([unifiedId]) => unifiedId !== null)
      .map(([unifiedId, name, anonymous, sourceCount, emails, phones]) => ({
        unifiedId: cellText(unifiedId),
        name: cellText(name),
        isAnonymous: isAnonymousValue(cellText(anonymous)),
        sourceCount: Number(sourceCount),
        emails: linesOf(emails),
        phones: linesOf(phones),
      })),
  }
}

function linesOf(value: unknown): readonly string[] {
  return typeof value === 'string' ? value.split('\n') : []
}

/** A page that is empty still has one row, for the total. */
function listStatementOf(ruleset: Ruleset): string {
  const objects = unifiedObjectsOf(ruleset)
  const named = (name: string) => objects.find(({ source }) => source.name === name)
  const individual = named(individualObjectName)
  const valuesOf = (name: string, field: string) =>
    `select ${quoted(field)} from ${quoted(named(name)?.unified.name ?? '')}
     where ${quoted(partyField)} = profile.id`
  const emails = valuesOf(emailObjectName, 'ssot__EmailAddress__c')
  const phones = valuesOf(phoneObjectName, 'ssot__FormattedE164Phonenumber__c')
  const numbers = valuesOf(partyIdentificationObjectName, identificationFields.number)
  const links = `from ${quoted(individual?.link.name ?? '')}
     where ${quoted(linkFields.unified)} = profile.id`
  return `
    with profile as (
      select ${quoted(primaryKeyField)} as id, ${quoted(anonymousField)} as anonymous,
        concat_ws(' ', nullif(${quoted('ssot__FirstName__c')}, ''),
          nullif(${quoted('ssot__LastName__c')}, '')) as name
      from ${quoted(individual?.unified.name ?? '')}
    ), found as (
      select *, (select count(*) ${links}) as source_count from profile
      where concat_ws(' ', id, name) ilike $1
        or exists (select 1 from (${emails} union all ${phones} union all ${numbers})
          as known(value) where value ilike $1)
        or exists (select 1 ${links} and ${quoted(linkFields.source)} ilike $1)
    ), page as (
      select * from found order by source_count desc, name, id
      limit $2::bigint offset $3::bigint
    )
    select profile.id, profile.name, profile.anonymous, profile.source_count,
      (select string_agg(value, E'\\n' order by value) from (${emails}) as email(value)),
      (select string_agg(value, E'\\n' order by value) from (${phones}) as phone(value)),
      total.count
    from (select count(*) from found) as total(count) left join page as profile on true
    order by profile.source_count desc, profile.name, profile.id`
}
