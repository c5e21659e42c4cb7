import type { FieldType } from '../org/connector-schema.ts'

/** An object of the data model (DMO): what an admin maps lake objects to, and what segments and SQL are made of. */
export type DataModelObject = {
  /** As SQL names it: `ssot__Individual__dlm`. */
  readonly name: string
  readonly label: string
  readonly category: 'Profile' | 'Engagement' | 'Other'
  readonly fields: readonly ModelField[]
  /** `ssot__Id__c`. Rows are unique by it *and* by data source and data source object {LEV}. */
  readonly primaryKey: string
  readonly relationships: readonly Relationship[]
}

export type ModelField = {
  /** `ssot__FirstName__c`. */
  readonly name: string
  readonly label: string
  readonly type: FieldType
}

/** From a field of the object that has the relationship to a field of another {META,DMO}. */
export type Relationship = {
  readonly field: string
  readonly toObject: string
  readonly toField: string
  readonly cardinality: 'ONETOONE' | 'NTOONE'
}

/** Name of a standard object: `Individual` gives `ssot__Individual__dlm`. */
export function standardObjectNameOf(bareName: string): string {
  return `ssot__${bareName}__dlm`
}

/** Name of a standard field: `FirstName` gives `ssot__FirstName__c`. */
export function standardFieldNameOf(bareName: string): string {
  return `ssot__${bareName}__c`
}

/** Name of the column that qualifies a key: `ssot__PartyId__c` gives `KQ_PartyId__c` {META}. */
export function keyQualifierNameOf(fieldName: string): string {
  return `KQ_${fieldName.replace(/^ssot__/, '')}`
}
