/** The view of a data model object: the rows of all lake objects that are mapped to it, one below the other. */
import { quoted, sqlTypeOf } from '../lake/lake-sql.ts'
import { systemColumns, type LakeObject } from '../lake/lake-object.ts'
import type { DataModelMapping } from '../org/data-model-mapping.ts'
import type { DataModelObject, ModelField } from './data-model-object.ts'
import { sourceFields } from './standard-objects.ts'

/** Columns that are filled from the lake object's system columns unless a mapping says otherwise. */
const systemSources = new Map<string, string>([
  [sourceFields.dataSource, systemColumns.dataSource],
  [sourceFields.dataSourceObject, systemColumns.dataSourceObject],
  [sourceFields.internalOrganization, systemColumns.internalOrganization],
])

/**
 * Makes the view anew, since a view's columns cannot change. Rows of different lake objects stay apart even with equal
 * keys, as data source and data source object belong to a row's identity {LEV}.
 */
export function viewScriptOf(
  object: DataModelObject,
  mappings: readonly DataModelMapping[],
  lakeObjects: readonly LakeObject[],
): string {
  const parts = mappings
    .filter(({ targetObject }) => targetObject === object.name)
    .flatMap((mapping) => {
      const source = lakeObjects.find(({ name }) => name === mapping.sourceObject)
      return source === undefined ? [] : [selectionOf(object, mapping, source)]
    })
  const rows = parts.length === 0 ? [`${columnsOf(object, () => undefined)} where false`] : parts
  return `
    drop view if exists ${quoted(object.name)} cascade;
    create view ${quoted(object.name)} as ${rows.join(' union all ')};`
}

/** The fields of an object that some mapping fills, besides those that every row has. */
export function mappedFieldsOf(
  object: DataModelObject,
  mappings: readonly DataModelMapping[],
): readonly ModelField[] {
  const targets = new Set(
    mappings
      .filter(({ targetObject }) => targetObject === object.name)
      .flatMap(({ fields }) => fields.map(({ target }) => target)),
  )
  return object.fields.filter(({ name }) => targets.has(name))
}

function selectionOf(
  object: DataModelObject,
  mapping: DataModelMapping,
  source: LakeObject,
): string {
  const known = new Set(source.columns.map(({ name }) => name))
  const sourceOf = (field: ModelField): string | undefined => {
    const mapped = mapping.fields.find(({ target }) => target === field.name)?.source
    const name = mapped ?? systemSources.get(field.name)
    return name !== undefined && known.has(name) ? name : undefined
  }
  return `${columnsOf(object, sourceOf)} from ${quoted(source.name)}`
}

function columnsOf(
  object: DataModelObject,
  sourceOf: (field: ModelField) => string | undefined,
): string {
  const columns = object.fields.map((field) => {
    const source = sourceOf(field)
    const value = source === undefined ? 'null' : quoted(source)
    return `${value}::${sqlTypeOf(field.type)} as ${quoted(field.name)}`
  })
  return `select ${columns.join(', ')}`
}
