/** One unified profile as people look at it: its sources, and why they were joined. */
import { quoted } from '../lake/lake-sql.ts'
import type { Lake } from '../lake/lake.ts'
import type { DataModelObject } from '../model/data-model-object.ts'
import { primaryKeyField, sourceFields, standardObjectOf } from '../model/standard-objects.ts'
import {
  individualObjectName,
  linkFields,
  partyField,
  partyIdentificationObjectName,
  unifiedObjectsOf,
  type UnifiedObject,
} from '../model/unified-objects.ts'
import type { Ruleset } from '../org/ruleset.ts'
import type { SetupState } from '../org/setup.ts'
import { cellText } from './cell-text.ts'
import { readEngagements, type EngagementCount } from './engagement-counts.ts'
import { identificationFields } from './match-value.ts'
import { matchColumns, matchTableNameOf } from './output-tables.ts'
import { joinOf, joinTexts, type Join, type SourceName } from './profile-joins.ts'
import { rowsOf, textsOf } from './row-texts.ts'
import { sourceColumnsOf } from './source-columns.ts'
import { recordOf, textOf, type SourceRecord } from './source-record.ts'
import { partyValueFieldsOf } from './unified-parties.ts'
import { anonymousField, isAnonymous } from './unify.ts'

export type UnifiedProfile = {
  readonly unifiedId: string
  /** First and last name; empty for somebody without. */
  readonly name: string
  readonly isAnonymous: boolean
  /** Reconciled values, without those that are empty. */
  readonly fields: readonly ShownValue[]
  readonly sources: readonly UnifiedSource[]
  readonly contactPoints: readonly ContactPoint[]
  readonly identifications: readonly Identification[]
  /** What joined the sources, pair by pair; none for a single source. */
  readonly joins: readonly Join[]
}

export type ShownValue = { readonly field: string; readonly label: string; readonly value: string }

export type UnifiedSource = SourceName & {
  readonly isAnonymous: boolean
  readonly fields: readonly ShownValue[]
  readonly engagements: readonly EngagementCount[]
}

export type ContactPoint = {
  readonly object: string
  readonly label: string
  readonly value: string
}

/**
 * An identification ties what is known elsewhere by its number: an anonymous visit, when its engagements name the number as
 * their individual.
 */
export type Identification = {
  readonly name: string
  readonly type: string
  readonly number: string
  /** Whether the number is the id of one of the sources, whose engagements are counted there. */
  readonly isSource: boolean
  /** Engagements of the individual with this number; empty when it is a source. */
  readonly engagements: readonly EngagementCount[]
}

type Needs = {
  readonly lake: Pick<Lake, 'write'>
  readonly state: SetupState
  readonly ruleset: Ruleset
}

/** @returns nothing when there is no such unified profile */
export async function readUnifiedProfile(
  needs: Needs,
  unifiedId: string,
): Promise<UnifiedProfile | undefined> {
  // Postgres refuses a text with a NUL, and has none.
  const read = unifiedId.includes('\u0000') ? undefined : await readRows(needs, unifiedId)
  if (read === undefined) return undefined
  const { unified, records, parties, joins } = read
  const identified = parties.filter(({ object }) => isIdentification(object))
  const numbers = identified.map(({ record }) => textOf(record, identificationFields.number))
  const countsOf = await readEngagements(needs.lake, [...records.map(({ id }) => id), ...numbers])
  const sourceIds = new Set(records.map(({ id }) => id))
  return {
    unifiedId,
    name: nameOf(unified),
    isAnonymous: isAnonymous(unified),
    fields: shownValuesOf(unified),
    sources: records.map((record) => ({
      ...sourceNameOf(record),
      isAnonymous: isAnonymous(record),
      fields: shownValuesOf(record),
      engagements: countsOf(record.id),
    })),
    contactPoints: parties.filter(({ object }) => !isIdentification(object)).map(contactPointOf),
    identifications: identified.map(({ record }) => {
      const number = textOf(record, identificationFields.number)
      const isSource = sourceIds.has(number)
      return {
        name: textOf(record, identificationFields.name),
        type: textOf(record, identificationFields.type),
        number,
        isSource,
        engagements: isSource ? [] : countsOf(number),
      }
    }),
    joins,
  }
}

function nameOf(record: SourceRecord): string {
  return ['ssot__FirstName__c', 'ssot__LastName__c']
    .map((field) => textOf(record, field).trim())
    .filter((text) => text !== '')
    .join(' ')
}

function sourceNameOf({ id, dataSource, dataSourceObject }: SourceRecord): SourceName {
  return { id, dataSource, dataSourceObject }
}

function isIdentification({ source }: UnifiedObject): boolean {
  return source.name === partyIdentificationObjectName
}

/** Fields that say where a row came from, and not who somebody is. */
const fieldsHidden = new Set<string>([primaryKeyField, ...Object.values(sourceFields)])

function shownValuesOf(record: SourceRecord): readonly ShownValue[] {
  return standardObjectOf(individualObjectName).fields.flatMap(({ name, label }) => {
    const value = textOf(record, name)
    return value === '' || fieldsHidden.has(name) ? [] : [{ field: name, label, value }]
  })
}

function contactPointOf(party: Party): ContactPoint {
  const { source } = party.object
  return { object: source.name, label: source.label, value: valueOf(party) }
}

function valueOf({ object, record }: Party): string {
  const texts = partyValueFieldsOf(object.source.name).map((field) => textOf(record, field))
  return [...new Set(texts.filter((text) => text !== ''))].join(', ')
}

type Party = { readonly object: UnifiedObject; readonly record: SourceRecord }

type ProfileRows = {
  readonly unified: SourceRecord
  readonly records: readonly SourceRecord[]
  readonly parties: readonly Party[]
  readonly joins: readonly Join[]
}

/** In one statement: with several, a run that ends between them would mix what two runs wrote. */
async function readRows(
  { lake, state, ruleset }: Needs,
  unifiedId: string,
): Promise<ProfileRows | undefined> {
  const [individual, ...others] = unifiedObjectsOf(ruleset)
  if (individual === undefined) return undefined
  const [columns, ...columnsOfOthers] = sourceColumnsOf(state)
  const names = [...new Set([...(columns?.names ?? []), anonymousField])]
  const namesOf = (object: UnifiedObject) =>
    columnsOfOthers.find(({ objectName }) => objectName === object.source.name)?.names ?? []
  const matches = quoted(matchTableNameOf(ruleset))
  const parts = [
    rowsWhere(individual.unified, names, primaryKeyField),
    sourceRowsOf(individual, names),
    `select ${joinTexts} as texts from ${matches} where ${matchColumns.unified} = $1`,
    ...others.map((object) => rowsWhere(object.unified, namesOf(object), partyField)),
  ]
  const { rows } = await lake.write(
    `select ${parts.map((part) => `(select json_agg(texts order by texts)::text from (${part}) as part)`).join(', ')}`,
    [unifiedId],
  )
  const [unified, sources, joins, ...parties] = (rows[0] ?? []).map((cell) =>
    rowsOf(cellText(cell)),
  )
  const [row] = unified ?? []
  if (row === undefined) return undefined
  return {
    unified: recordOf(names, row),
    records: (sources ?? []).map((texts) => recordOf(names, texts)),
    parties: others.flatMap((object, index) =>
      (parties[index] ?? [])
        .map((texts) => ({ object, record: recordOf(namesOf(object), texts) }))
        .toSorted((left, right) => (valueOf(left) < valueOf(right) ? -1 : 1)),
    ),
    joins: (joins ?? []).map(joinOf),
  }
}

function rowsWhere(object: DataModelObject, names: readonly string[], column: string): string {
  return `select ${textsOf(object, names)} as texts from ${quoted(object.name)}
    where ${quoted(column)} = $1`
}

function sourceRowsOf({ source, link }: UnifiedObject, names: readonly string[]): string {
  const sameSource = [sourceFields.dataSource, sourceFields.dataSourceObject].map(
    (name) => `source.${quoted(name)} is not distinct from link.${quoted(name)}`,
  )
  return `select ${textsOf(source, names, 'source.')} as texts from ${quoted(link.name)} as link
    join ${quoted(source.name)} as source
      on source.${quoted(primaryKeyField)} = link.${quoted(linkFields.source)}
      and ${sameSource.join(' and ')}
    where link.${quoted(linkFields.unified)} = $1`
}
