import { expect, test } from 'vitest'
import { agentFactsOf } from './agent.ts'

test('a browser tells its name, its system and its kind of device', () => {
  const chrome =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'
  expect(agentFactsOf(chrome)).toEqual({ browser: 'Chrome', os: 'Linux', device: 'desktop' })
})

test('a program that is no browser, or no text at all, tells nothing', () => {
  const nothing = { browser: null, os: null, device: null }
  for (const agent of ['analytics-node/3.1.0', '', 'x'.repeat(5_000), null, 7, {}]) {
    expect(agentFactsOf(agent)).toEqual(nothing)
  }
})
