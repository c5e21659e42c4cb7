import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

test('an empty environment gives the defaults', () => {
  expect(readConfig({ PATH: '/bin' })).toEqual({
    kind: 'read',
    config: {
      port: 8090,
      tlsPort: '',
      landingDelayMs: 500,
      dataDir: '',
      shopCollectorUrl: 'http://localhost:8080',
      shopWriteKey: '',
      lifeline: 'none',
      guide: 'off',
      profile: 'full',
      seed: 'default',
      strict: 'off',
    },
  })
})

test('settings are read by their names', () => {
  const reading = readConfig({
    SIGNAL_PRACTICE_ORG_PORT: '18090',
    SIGNAL_PRACTICE_ORG_TLS_PORT: '18443',
    SIGNAL_PRACTICE_ORG_LANDING_DELAY_MS: '180000',
    SIGNAL_PRACTICE_ORG_STRICT: 'on',
    SIGNAL_PRACTICE_ORG_SHOP_WRITE_KEY: '12345',
  })
  expect(reading).toMatchObject({
    config: {
      port: 18_090,
      tlsPort: 18_443,
      landingDelayMs: 180_000,
      strict: 'on',
      shopWriteKey: '12345',
    },
  })
})

test('all problems are reported together, under the names that were typed', () => {
  const reading = readConfig({
    SIGNAL_PRACTICE_ORG_PORT: 'many',
    SIGNAL_PRACTICE_ORG_TLS_PORT: '65536',
    SIGNAL_PRACTICE_ORG_STRICT: 'yes',
    SIGNAL_PRACTICE_ORG_COLOUR: 'blue',
  })
  const text = reading.kind === 'refused' ? reading.problems.join('\n') : ''
  expect(text).toContain('SIGNAL_PRACTICE_ORG_PORT')
  expect(text).toContain('SIGNAL_PRACTICE_ORG_TLS_PORT')
  expect(text).toContain('SIGNAL_PRACTICE_ORG_STRICT')
  expect(text).toContain('SIGNAL_PRACTICE_ORG_COLOUR')
})
