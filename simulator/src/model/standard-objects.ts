/**
 * The standard objects that web events need, with all their fields, as the data model reference lists them. Source: {DMO},
 * one page for each object, read 2026-11; `seed/standard-objects.json` holds names, labels and types without `ssot__`.
 */
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import standardObjectsJson from '../../seed/standard-objects.json' with { type: 'json' }
import type { FieldType } from '../org/connector-schema.ts'
import {
  keyQualifierNameOf,
  standardFieldNameOf,
  standardObjectNameOf,
  type DataModelObject,
  type ModelField,
} from './data-model-object.ts'

const Labels = Type.Record(Type.String(), Type.String())
const StandardObjects = Type.Array(
  Type.Object({
    name: Type.String(),
    label: Type.String(),
    category: Type.Union([
      Type.Literal('Profile'),
      Type.Literal('Engagement'),
      Type.Literal('Other'),
    ]),
    fields: Type.Object({ text: Labels, number: Labels, 'date-time': Labels }),
    relationships: Type.Array(
      Type.Object({
        field: Type.String(),
        object: Type.String(),
        cardinality: Type.Union([Type.Literal('ONETOONE'), Type.Literal('NTOONE')]),
      }),
    ),
  }),
)
const standardObjectsCheck = Compile(StandardObjects)

/** Fields that nearly every page lists; that all objects have all of them is assumed. */
const fieldsOfAll: readonly ModelField[] = [
  fieldOf('DataSourceId', 'Data Source', 'text'),
  fieldOf('DataSourceObjectId', 'Data Source Object', 'text'),
  fieldOf('InternalOrganizationId', 'Internal Organization', 'text'),
  fieldOf('CreatedDate', 'Created Date', 'date-time'),
  fieldOf('LastModifiedDate', 'Last Modified Date', 'date-time'),
  fieldOf('ExternalRecordId', 'External Record ID', 'text'),
  fieldOf('ExternalSourceId', 'External Source ID', 'text'),
]

/** Where a row came from, filled in for every row. */
export const sourceFields = {
  dataSource: standardFieldNameOf('DataSourceId'),
  dataSourceObject: standardFieldNameOf('DataSourceObjectId'),
  internalOrganization: standardFieldNameOf('InternalOrganizationId'),
} as const

export const primaryKeyField = standardFieldNameOf('Id')

export const standardObjects: readonly DataModelObject[] = standardObjectsCheck
  .Parse(standardObjectsJson)
  .map(({ name, label, category, fields, relationships }) => ({
    name: standardObjectNameOf(name),
    label,
    category,
    primaryKey: primaryKeyField,
    fields: [
      ...fieldsOfType(fields.text, 'text'),
      ...fieldsOfType(fields.number, 'number'),
      ...fieldsOfType(fields['date-time'], 'date-time'),
      ...fieldsOfAll,
      ...keyQualifiersOf(['Id', ...relationships.map(({ field }) => field)]),
    ],
    relationships: relationships.map(({ field, object, cardinality }) => ({
      field: standardFieldNameOf(field),
      toObject: standardObjectNameOf(object),
      toField: primaryKeyField,
      cardinality,
    })),
  }))

/** A standard object by its name in SQL. @throws Error when the catalogue has none, which is a mistake of ours */
export function standardObjectOf(name: string): DataModelObject {
  const object = standardObjects.find((candidate) => candidate.name === name)
  if (object === undefined) throw new Error(`no standard object ${name}`)
  return object
}

function fieldsOfType(
  labels: Readonly<Record<string, string>>,
  type: FieldType,
): readonly ModelField[] {
  return Object.entries(labels).map(([name, label]) => fieldOf(name, label, type))
}

function fieldOf(bareName: string, label: string, type: FieldType): ModelField {
  return { name: standardFieldNameOf(bareName), label, type }
}

/** Keys are qualified by a column of their own; the practice org has no key qualifiers, so it is always null. */
function keyQualifiersOf(bareNames: readonly string[]): readonly ModelField[] {
  return [...new Set(bareNames)].map((name) => ({
    name: keyQualifierNameOf(standardFieldNameOf(name)),
    label: `Key Qualifier ${name}`,
    type: 'text',
  }))
}
