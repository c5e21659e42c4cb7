import { describe, expect, test } from 'vitest'
import type { CatalogField } from '../api/integrations.ts'
import { fieldProblemOf, pastedConfigOf, tidied } from './config-form.ts'

function field(fields: Partial<CatalogField>): CatalogField {
  return {
    key: 'client_id',
    label: 'Client ID',
    type: 'string',
    required: true,
    placeholder: '',
    help_text: '',
    pattern: '^[A-Za-z0-9._\\-]+$',
    pattern_message: 'Client ID may hold only letters, digits, dots, _ and -.',
    normalising: 'trim',
    ...fields,
  }
}

const subdomain = field({
  key: 'subdomain',
  label: 'Subdomain',
  normalising: 'my_domain',
  pattern: '^[a-z0-9-]+(\\.sandbox)?$',
  pattern_message: 'Subdomain must be the first part of your org’s address.',
})

describe('what was pasted is tidied', () => {
  test.each([
    ['https://Your-Org.my.salesforce.com/setup/home', 'your-org'],
    ['your-org.lightning.force.com', 'your-org'],
    ['acme--uat.sandbox.my.salesforce.com', 'acme--uat.sandbox'],
    [' your-org ', 'your-org'],
  ])('%s names the subdomain %s', (value, expected) => {
    expect(tidied(subdomain, value)).toBe(expected)
  })

  test('an endpoint address names its connector', () => {
    const dataset = field({ normalising: 'connector_name' })
    const url = 'https://x.c360a.salesforce.com/api/v1/ingest/sources/dataset-12345/page_view'
    expect(tidied(dataset, url)).toBe('dataset-12345')
  })
})

describe('a field', () => {
  test('that is required must be filled in', () => {
    expect(fieldProblemOf(field({}), '  ')).toBe('Client ID is required.')
    expect(fieldProblemOf(field({ required: false }), '')).toBe(null)
  })

  test("takes the page's sample with its dots", () => {
    expect(fieldProblemOf(field({}), '3MVG9...')).toBe(null)
  })

  test('is judged after it was tidied', () => {
    expect(fieldProblemOf(subdomain, 'https://your-org.my.salesforce.com')).toBe(null)
    expect(fieldProblemOf(subdomain, 'your org')).toContain('first part')
  })
})

describe('a paste', () => {
  const fields = [field({}), subdomain]
  const config = '"config": {"client_id": "3MVG9...", "subdomain": "your-org", "other": 1}'

  test("of the page's curl fills the form", () => {
    const curl = `curl -X POST http://localhost:8084/v1/admin -d '{ "name": "Salesforce CDP", ${config} }'`
    expect(pastedConfigOf(curl, fields)).toEqual({ client_id: '3MVG9...', subdomain: 'your-org' })
  })

  test('of the config alone does too', () => {
    expect(pastedConfigOf('{"client_id": "abc"}', fields)).toEqual({ client_id: 'abc' })
  })

  test.each(['3MVG9...', 'https://your-org.my.salesforce.com', '{broken', '{"a": 1}'])(
    'of %s is an ordinary paste',
    (text) => {
      expect(pastedConfigOf(text, fields)).toBe(null)
    },
  )
})
