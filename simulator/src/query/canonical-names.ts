import type { Queryable } from '../lake/queryable.ts'

/** From a name in lower case to the way Data Cloud writes it, for every object and column that SQL may name. */
export function canonicalNamesOf(queryables: readonly Queryable[]): ReadonlyMap<string, string> {
  const names = queryables.flatMap(({ name, aliases, columns }) => [
    name,
    ...aliases,
    ...columns.map((column) => column.name),
  ])
  return new Map(names.map((name) => [name.toLowerCase(), name]))
}
