/** What the metadata APIs say of an object: lake objects, data model objects and the outputs of identity resolution {META}. */
import type { Lake } from '../lake/lake.ts'
import type { Queryable } from '../lake/queryable.ts'
import { modelOf } from '../model/model.ts'
import type { FieldType } from '../org/connector-schema.ts'
import type { Setup } from '../org/setup.ts'

type Needs = { readonly lake: Pick<Lake, 'queryables'>; readonly setup: Setup }

/** Objects in the order of the lake; problem records are not listed (assumed), though SQL knows them. */
export function metadataEntriesOf(needs: Needs, query: URLSearchParams) {
  const entityType = query.get('entityType')
  const category = query.get('entityCategory')
  const name = query.get('entityName')
  return needs.lake
    .queryables()
    .filter(({ kind }) => kind !== 'ProblemRecords')
    .filter(({ kind }) => entityType === null || kind === entityType)
    .map((object) => metadataEntryOf(needs, object))
    .filter((entry) => category === null || entry.category === category)
    .filter((entry) => name === null || entry.name === name)
}

export function metadataEntryOf({ setup }: Needs, object: Queryable) {
  const { primaryKeyColumn } = object
  const columnNames = new Set(object.columns.map(({ name }) => name))
  const keyField = object.columns.find(({ name }) => name === primaryKeyColumn)
  return {
    name: object.name,
    displayName: object.label,
    // "Other" shows as "Related" {META}.
    category: object.category === 'Other' ? 'Related' : object.category,
    fields: object.columns.map((column) => {
      const keyQualifier = `KQ_${column.name.replace(/^ssot__/, '')}`
      return {
        name: column.name,
        displayName: column.label,
        type: metadataTypeOf(column.type),
        ...(columnNames.has(keyQualifier) ? { keyQualifier } : {}),
      }
    }),
    indexes: [],
    relationships: relationshipsOf(setup, object.name).map((relationship) => ({
      fromEntity: object.name,
      toEntity: relationship.toObject,
      fromEntityAttribute: relationship.field,
      toEntityAttribute: relationship.toField,
      cardinality: relationship.cardinality,
    })),
    primaryKeys:
      keyField === undefined
        ? []
        : [{ name: keyField.name, displayName: keyField.label, indexOrder: '1' }],
  }
}

/** From this object to others; lake objects have none. */
export function relationshipsOf(setup: Setup, name: string) {
  return modelOf(setup.state()).find((object) => object.name === name)?.relationships ?? []
}

export function entityTypeOf(name: string): 'DataLakeObject' | 'DataModelObject' {
  return name.endsWith('__dlm') ? 'DataModelObject' : 'DataLakeObject'
}

function metadataTypeOf(type: FieldType): 'STRING' | 'NUMBER' | 'DATE_TIME' | 'DATE' | 'BOOLEAN' {
  switch (type) {
    case 'number':
    case 'percent':
    case 'currency':
      return 'NUMBER'
    case 'boolean':
      return 'BOOLEAN'
    case 'date':
      return 'DATE'
    case 'date-time':
      return 'DATE_TIME'
    case 'text':
    case 'email':
    case 'phone':
    case 'url':
      return 'STRING'
  }
}
