/** What identity resolution reads: rows of the data model, before they are unified. */
import { primaryKeyField, sourceFields } from '../model/standard-objects.ts'
import type { RowTexts } from './row-texts.ts'

/** As text, whatever the type of the field. */
export type Value = string | null

/** A row of an object of the data model. */
export type SourceRecord = {
  /** Its primary key; with the two of its source it is unique {LEV}. */
  readonly id: string
  readonly dataSource: string
  readonly dataSourceObject: string
  /** By field name; a field without a value may be absent. */
  readonly values: Readonly<Record<string, Value>>
}

/** @param names those of the row's values, as the data model writes them */
export function recordOf(names: readonly string[], row: RowTexts): SourceRecord {
  const values: Record<string, Value> = {}
  for (const [index, name] of names.entries()) {
    const value = row[index]
    if (value !== undefined && value !== null) values[name] = value
  }
  return {
    id: values[primaryKeyField] ?? '',
    dataSource: values[sourceFields.dataSource] ?? '',
    dataSourceObject: values[sourceFields.dataSourceObject] ?? '',
    values,
  }
}

/** A contact point or an identification, with the individual that it belongs to. */
export type PartyRecord = SourceRecord & { readonly partyId: string }

export type IdentitySources = {
  /** Rows of Individual: the source profiles. */
  readonly profiles: readonly SourceRecord[]
  /** Rows that belong to individuals, by the name of their object. */
  readonly parties: ReadonlyMap<string, readonly PartyRecord[]>
}

/** Text that tells a record from all others of its object. */
export function recordKeyOf({
  id,
  dataSource,
  dataSourceObject,
}: Omit<SourceRecord, 'values'>): string {
  return JSON.stringify([id, dataSource, dataSourceObject])
}

/** A value as text; empty when there is none. */
export function textOf(record: SourceRecord, fieldName: string): string {
  return record.values[fieldName] ?? ''
}

/** Records in an order that depends on nothing but themselves. */
export function inOrder<Kind extends SourceRecord>(records: readonly Kind[]): readonly Kind[] {
  return records.toSorted(
    (left, right) =>
      orderOf(left.id, right.id) ||
      orderOf(left.dataSource, right.dataSource) ||
      orderOf(left.dataSourceObject, right.dataSourceObject),
  )
}

function orderOf(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1
}
