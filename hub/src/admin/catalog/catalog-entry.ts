import { Type, type Static } from 'typebox'
import { CatalogEntry, CatalogVariant } from '../../catalog/catalog-entry.ts'
import { ObjectCategory } from '../../core/record.ts'
import { mappingOf } from '../../mapping/variants.ts'

const closed = { additionalProperties: false }
const NullableText = Type.Union([Type.String(), Type.Null()])

/** An object that a variant writes to, with its fields in order. */
export const CatalogObject = Type.Object(
  {
    name: Type.String(),
    category: ObjectCategory,
    primary_key: Type.String(),
    event_time_field: NullableText,
    record_modified_field: NullableText,
    fields: Type.Array(Type.Object({ name: Type.String(), type: Type.String() }, closed)),
  },
  closed,
)
export type CatalogObject = Static<typeof CatalogObject>

export const CatalogVariantView = Type.Object(
  { ...CatalogVariant.properties, objects: Type.Array(CatalogObject) },
  closed,
)

/** A catalogue entry as the catalogue has it, with what the hub adds: its variants' objects, and whether it is in use. */
export const CatalogEntryView = Type.Object(
  {
    ...CatalogEntry.properties,
    variants: Type.Array(CatalogVariantView, { minItems: 1 }),
    /** How many integrations were installed from it. */
    installed_count: Type.Integer({ minimum: 0 }),
  },
  closed,
)
export type CatalogEntryView = Static<typeof CatalogEntryView>

export function catalogEntryViewOf(entry: CatalogEntry, installedCount: number): CatalogEntryView {
  const variants = entry.variants.map((variant) => ({
    ...variant,
    objects: objectsOf(variant.key),
  }))
  return { ...entry, variants, installed_count: installedCount }
}

function objectsOf(variant: string): CatalogObject[] {
  return (mappingOf(variant)?.objects ?? []).map((object) => ({
    name: object.name,
    category: object.category,
    primary_key: object.primaryKey,
    event_time_field: object.eventTimeField,
    record_modified_field: object.recordModifiedField,
    fields: object.fields.map(({ name, type }) => ({ name, type })),
  }))
}
