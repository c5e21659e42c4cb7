import { expect, test } from 'vitest'
import type { CatalogEntry } from '../api/integrations.ts'
import { categoriesOf, searchEntries } from './categories.ts'

function entry(key: string, name: string, category: CatalogEntry['category']): CatalogEntry {
  return {
    key,
    name,
    category,
    description: `${name} for customer data`,
    status: 'ga',
    website: '',
    delivery_modes: ['server_side'],
    config_fields: [],
    variants: [],
    setup_guide: [],
    event_mapping: [],
    testing: [],
    troubleshooting: [],
    installed_count: 0,
  }
}

const entries = [
  entry('salesforce_cdp', 'Salesforce CDP', 'cdp'),
  entry('other_cdp', 'Another', 'cdp'),
  entry('counter', 'Counter', 'analytics'),
]

test('categories are counted and named', () => {
  expect(categoriesOf(entries)).toEqual([
    { key: 'analytics', name: 'Analytics', count: 1 },
    { key: 'cdp', name: 'CDP', count: 2 },
  ])
})

test('an entry is found by words of its name, in any order, and by its category', () => {
  const found = (text: string, category: CatalogEntry['category'] | null = null) =>
    searchEntries(entries, { category, text }).map(({ key }) => key)
  expect(found('cdp salesforce')).toEqual(['salesforce_cdp'])
  expect(found('', 'cdp')).toEqual(['salesforce_cdp', 'other_cdp'])
  expect(found('counter', 'cdp')).toEqual([])
  expect(found('CUSTOMER data')).toHaveLength(3)
})
