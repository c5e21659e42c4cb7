import { expect, test } from 'vitest'
import { checkedConfigOf } from './checked-config.ts'
import { salesforceCdp } from './salesforce-cdp/salesforce-cdp.ts'

/** The sample of the integration page. */
const sample = {
  client_id: '3MVG9...',
  client_secret: 'xxxxxxxxxxxxxxxxxxxx',
  subdomain: 'your-org',
  dataset_id: 'dataset-12345',
}

const checkedWith = (changes: Record<string, unknown>) =>
  checkedConfigOf(salesforceCdp, { ...sample, ...changes })

test('the sample values of the page are valid as they stand', () => {
  expect(checkedConfigOf(salesforceCdp, sample)).toEqual({ kind: 'valid', config: sample })
})

test.each([
  ['subdomain', ' https://Your-Org.my.salesforce.com/ ', 'your-org'],
  ['subdomain', 'your-org.my.salesforce.com', 'your-org'],
  ['subdomain', 'https://your-org.lightning.force.com/lightning/page/home?x=1', 'your-org'],
  ['subdomain', 'https://acme--uat.sandbox.my.salesforce.com', 'acme--uat.sandbox'],
  ['subdomain', 'acme-dev-ed.develop', 'acme-dev-ed.develop'],
  [
    'dataset_id',
    'https://x.c360a.salesforce.com/api/v1/ingest/sources/dataset-12345/page_view',
    'dataset-12345',
  ],
  ['client_secret', ' 0A1B2C\n', '0A1B2C'],
])('a pasted %s %j is taken as %s', (field, pasted, value) => {
  expect(checkedWith({ [field]: pasted })).toMatchObject({
    kind: 'valid',
    config: { [field]: value },
  })
})

test.each([
  'login.salesforce.com',
  'https://test.salesforce.com',
  'evil.com/x.my.salesforce.com',
  'user@evil.com',
  'user:secret@your-org',
  'evil.com#',
  'evil.com?x',
  'your-org:8080',
  '127.0.0.1',
  'localhost.',
  'a.b',
  'acme.sandbox.evil',
  '-acme',
  'acme-',
  'ac me',
  'acme\u3002evil',
  'аcme',
  '[::1]',
  '%2e%2e',
  '..',
  'x'.repeat(64),
])('the subdomain %j is refused', (subdomain) => {
  expect(checkedWith({ subdomain })).toMatchObject({
    kind: 'invalid',
    problems: [{ field: 'subdomain' }],
  })
})

test.each(['../jobs', 'a/b', 'a?b', 'a b', 'ä'])('the dataset %j is refused', (dataset_id) => {
  expect(checkedWith({ dataset_id })).toMatchObject({
    kind: 'invalid',
    problems: [{ field: 'dataset_id' }],
  })
})

test('all problems come together: missing, blank, not text, and fields nobody knows', () => {
  const checked = checkedConfigOf(salesforceCdp, {
    client_id: ' ',
    client_secret: 7,
    dataset_id: 'd',
    dataset: 'd',
  })
  if (checked.kind !== 'invalid') throw new Error('it was taken as valid')
  expect(checked.problems.map(({ field }) => field)).toEqual([
    'client_id',
    'client_secret',
    'subdomain',
    'dataset',
  ])
  expect(checked.problems.at(-1)?.message).toContain('client_id, client_secret')
})

test('no message repeats a secret', () => {
  const checked = checkedWith({ client_secret: 'two words of a secret' })
  expect(JSON.stringify(checked)).not.toContain('two words')
})

test.each([null, undefined, 'x', [], 7])('a configuration that is %j is refused', (config) => {
  expect(checkedConfigOf(salesforceCdp, config)).toMatchObject({ kind: 'invalid' })
})
