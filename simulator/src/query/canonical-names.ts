import { problemColumns, type LakeObject } from '../lake/lake-object.ts'

/** From a name in lower case to the way Data Cloud writes it, for every object and column of the lake. */
export function canonicalNamesOf(objects: readonly LakeObject[]): ReadonlyMap<string, string> {
  const names = objects.flatMap((object) => [
    object.name,
    object.alias,
    object.problemName,
    object.problemAlias,
    ...object.columns.map((column) => column.name),
    ...problemColumns.map((column) => column.name),
  ])
  return new Map(names.map((name) => [name.toLowerCase(), name]))
}
