import type { Filter, Sort } from '../api/explorer.ts'

/** What the address bar holds of the Data Explorer, so that a view can be shared and gone back to. */
export type ExplorerSearch = {
  object?: string
  filters?: readonly Filter[]
  sort?: Sort
  page?: number
  /** Columns not shown. */
  hidden?: readonly string[]
  tab?: 'sql'
  sql?: string
}

/** Whatever stands in the address, only what is fit is taken from it. */
export function explorerSearchOf(search: Record<string, unknown>): ExplorerSearch {
  const { object, filters, sort, page, hidden, tab, sql } = search
  return {
    ...(typeof object === 'string' ? { object } : {}),
    ...(Array.isArray(filters) ? { filters: filters.flatMap(filterOf) } : {}),
    ...sortOf(sort),
    ...(typeof page === 'number' && page > 1 ? { page: Math.floor(page) } : {}),
    ...(Array.isArray(hidden) ? { hidden: hidden.filter((one) => typeof one === 'string') } : {}),
    ...(tab === 'sql' ? { tab } : {}),
    ...(typeof sql === 'string' ? { sql } : {}),
  }
}

function filterOf(entry: unknown): Filter[] {
  if (!isRecord(entry)) return []
  const { column, operator, value } = entry
  return typeof column === 'string' && typeof operator === 'string' && typeof value === 'string'
    ? [{ column, operator, value }]
    : []
}

function sortOf(entry: unknown): Pick<ExplorerSearch, 'sort'> {
  if (!isRecord(entry)) return {}
  const { column, isDescending } = entry
  return typeof column === 'string' && typeof isDescending === 'boolean'
    ? { sort: { column, isDescending } }
    : {}
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
