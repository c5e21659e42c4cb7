import { describe, expect, test } from 'vitest'
import { ipUnder, isBrowserRequest, localeOf } from './client-facts.ts'

test('a browser is told by what only browsers send', () => {
  expect(isBrowserRequest({ origin: 'https://shop.example.com' })).toBe(true)
  expect(isBrowserRequest({ origin: 'null' })).toBe(true)
  expect(isBrowserRequest({ 'sec-fetch-site': 'cross-site' })).toBe(true)
  expect(isBrowserRequest({ 'sec-fetch-mode': 'cors', 'user-agent': 'node' })).toBe(false)
})

test('the first language is taken', () => {
  expect(localeOf({ 'accept-language': 'de-CH,de;q=0.9' })).toBe('de-CH')
  expect(localeOf({ 'accept-language': '*' })).toBeNull()
  expect(localeOf({})).toBeNull()
})

describe('an address', () => {
  test.each([
    ['203.0.113.77', '203.0.113.0'],
    ['::ffff:203.0.113.77', '203.0.113.0'],
    ['2001:db8:85a3:1234:0:8a2e:370:7334', '2001:db8:85a3::'],
    ['010.1.1.1', '010.1.1.1'],
    ['not an address', 'not an address'],
  ])('%s is shortened to %s', (ip, shortened) => {
    expect(ipUnder('stripLastOctet', ip)).toBe(shortened)
  })

  test('that is IPv4 in IPv6’s clothes is shown as what it is', () => {
    expect(ipUnder('keep', '::ffff:203.0.113.77')).toBe('203.0.113.77')
    expect(ipUnder('remove', '203.0.113.77')).toBeNull()
  })
})
