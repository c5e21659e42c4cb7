import type { CatalogEntry } from '../api/integrations.ts'

export type Category = CatalogEntry['category']

/** Categories of the library by the names on its filter. */
export const categoryNames: Readonly<Record<Category, string>> = {
  advertising: 'Advertising',
  analytics: 'Analytics',
  attribution: 'Attribution',
  cdp: 'CDP',
  cloud_storage: 'Cloud storage',
  other: 'Other',
}

/** The categories that have entries, with their counts, by name. */
export function categoriesOf(
  entries: readonly CatalogEntry[],
): readonly { readonly key: Category; readonly name: string; readonly count: number }[] {
  const counts = new Map<Category, number>()
  for (const { category } of entries) counts.set(category, (counts.get(category) ?? 0) + 1)
  return [...counts]
    .map(([key, count]) => ({ key, name: categoryNames[key], count }))
    .toSorted((a, b) => a.name.localeCompare(b.name))
}

/** Entries of a category whose name or description holds every word typed. */
export function searchEntries(
  entries: readonly CatalogEntry[],
  { category, text }: { readonly category: Category | null; readonly text: string },
): readonly CatalogEntry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return entries.filter((entry) => {
    if (category !== null && entry.category !== category) return false
    const said = `${entry.name} ${entry.description} ${categoryNames[entry.category]}`.toLowerCase()
    return words.every((word) => said.includes(word))
  })
}
