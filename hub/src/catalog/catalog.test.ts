import { expect, test } from 'vitest'
import { Value } from 'typebox/value'
import { problemCodes } from '../core/problem.ts'
import { CatalogEntry } from './catalog-entry.ts'
import { catalogEntries, catalogEntryOf, diagnosisOf } from './catalog.ts'
import { salesforceCdp } from './salesforce-cdp/salesforce-cdp.ts'

test('every entry keeps the schema of entries', () => {
  for (const entry of catalogEntries) expect([...Value.Errors(CatalogEntry, entry)]).toEqual([])
})

test('an entry is found by its key, and an unknown key finds none', () => {
  expect(catalogEntryOf('salesforce_cdp')).toBe(salesforceCdp)
  expect(catalogEntryOf('nonesuch')).toBeNull()
})

test('every problem has exactly one diagnosis, with a cause, a resolution and the place to mend it', () => {
  for (const entry of catalogEntries) {
    expect(entry.troubleshooting.map(({ code }) => code).sort()).toEqual([...problemCodes].sort())
    for (const code of problemCodes) {
      const { symptom, cause, resolution, setup_path } = diagnosisOf(entry, code)
      for (const text of [symptom, cause, resolution, setup_path]) expect(text).not.toBe('')
    }
  }
})

test('the form asks for the four fields of the page, in its order, all required', () => {
  const fields = salesforceCdp.config_fields.map(({ key, type, required }) => [key, type, required])
  expect(fields).toEqual([
    ['client_id', 'string', true],
    ['client_secret', 'secret', true],
    ['subdomain', 'string', true],
    ['dataset_id', 'string', true],
  ])
})

test('every field of the form is explained by a step of the guide', () => {
  const explained = salesforceCdp.setup_guide.flatMap(({ config_fields }) => config_fields)
  expect(explained).toEqual(salesforceCdp.config_fields.map(({ key }) => key))
})

test.each([
  ['credentials_invalid', '401 Unauthorized', 'Invalid client credentials'],
  ['scopes_missing', '403 Forbidden', 'Missing OAuth scopes'],
  ['subdomain_unknown', '404 Not Found', 'Incorrect subdomain or dataset ID'],
  ['dataset_unknown', '404 Not Found', 'Incorrect subdomain or dataset ID'],
  ['object_unknown', '404 Not Found', 'Incorrect subdomain or dataset ID'],
  ['token_refresh_failed', 'Token refresh failure', 'Connected App deactivated'],
  ['schema_mismatch', 'Schema validation error', 'Data format mismatch'],
] as const)('the problem %s is the page’s row %s', (code, symptom, cause) => {
  expect(diagnosisOf(salesforceCdp, code)).toMatchObject({ symptom, cause })
})
