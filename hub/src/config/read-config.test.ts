import { expect, test } from 'vitest'
import { configOf, type ConfigInput } from './read-config.ts'

function read(input: Partial<ConfigInput> = {}) {
  return configOf({ file: {}, environment: {}, flags: {}, ...input })
}

test('without any setting the defaults hold', () => {
  expect(read()).toMatchObject({
    dataDir: 'data',
    collectPort: 8080,
    adminPort: 8084,
    practiceOrgPort: 8090,
  })
})

test('the environment wins over the file, and the command line over both', () => {
  const file = { collectPort: 1, adminPort: 1, practiceOrgPort: 1 }
  const environment = { SIGNAL_ADMIN_PORT: '2', SIGNAL_PRACTICE_ORG_PORT: '2' }
  expect(read({ file, environment, flags: { practiceOrgPort: '3' } })).toMatchObject({
    collectPort: 1,
    adminPort: 2,
    practiceOrgPort: 3,
  })
})

test('all problems are reported together, by the name the operator typed', () => {
  const file = { collectPrt: 8080 }
  const environment = {
    SIGNAL_ADMIN_PORT: 'many',
    SIGNAL_ADMIN_TOKEN: 'short',
    SIGNAL_DATADIR: 'data',
  }
  const flags = { batchAgeMsMax: '5' }
  expect(() => read({ file, environment, flags })).toThrow(
    expect.objectContaining({
      code: 'config.invalid',
      message: expect.stringMatching(
        /SIGNAL_DATADIR[^]*SIGNAL_ADMIN_PORT[^]*SIGNAL_ADMIN_TOKEN[^]*--batch-age-ms-max/,
      ),
    }),
  )
  expect(() => read({ file })).toThrow(/collectPrt/)
})

test('a secret is refused on the command line, where others can read it', () => {
  const flags = { adminToken: 'a'.repeat(40) }
  expect(() => read({ flags })).toThrow(/--admin-token.*SIGNAL_ADMIN_TOKEN/)
})

test('what the practice org and the test runner read is not a mistake here', () => {
  const environment = { SIGNAL_PRACTICE_ORG_STRICT: 'on', SIGNAL_CHROMIUM: '/usr/bin/chromium' }
  expect(read({ environment }).dataDir).toBe('data')
})

test('the practice org can be dialled on loopback only', () => {
  for (const url of ['http://10.0.0.1:8090', 'https://127.0.0.1', 'http://127.0.0.1.example.com']) {
    expect(() => read({ environment: { SIGNAL_SALESFORCE_DIAL_URL: url } })).toThrow(
      /SIGNAL_SALESFORCE_DIAL_URL/,
    )
  }
})
