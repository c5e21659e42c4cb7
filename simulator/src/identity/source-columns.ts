/** What identity resolution reads of the data model: only what is mapped, as nothing else has a value. */
import { mappedFieldsOf } from '../model/model-views.ts'
import { primaryKeyField, sourceFields, standardObjectOf } from '../model/standard-objects.ts'
import { individualObjectName, partyField, partyObjectNames } from '../model/unified-objects.ts'
import type { SetupState } from '../org/setup.ts'

/** An object whose rows are read, and its columns. */
export type SourceColumns = { readonly objectName: string; readonly names: readonly string[] }

/** The individual first. */
export function sourceColumnsOf({
  mappings,
}: Pick<SetupState, 'mappings'>): readonly SourceColumns[] {
  return [individualObjectName, ...partyObjectNames].map((objectName) => ({
    objectName,
    names: [
      ...new Set([
        ...[primaryKeyField, ...Object.values(sourceFields)],
        ...(objectName === individualObjectName ? [] : [partyField]),
        ...mappedFieldsOf(standardObjectOf(objectName), mappings).map(({ name }) => name),
      ]),
    ],
  }))
}
