import { describe, expect, test } from 'vitest'
import { coreOriginFrom, coreOriginOf, tenantOriginFrom } from './host.ts'

describe('a subdomain', () => {
  test.each(['your-org', 'acme', 'a1', 'acme--uat.sandbox', 'acme-dev-ed.develop'])(
    '%s makes a My Domain',
    (subdomain) => expect(coreOriginOf(subdomain)).toBe(`https://${subdomain}.my.salesforce.com`),
  )
  test.each([
    '',
    'Your-Org',
    '-acme',
    'acme-',
    'a.b.c',
    'acme.',
    '.acme',
    'acme/x',
    'acme#',
    'acme?',
    'acme@evil',
    'acme:443',
    'evil.example.com/',
    'acme my',
    'acme\n',
    'acme\0',
    'äcme',
    '127.0.0.1:8090',
  ])('%j makes none', (subdomain) => expect(coreOriginOf(subdomain)).toBeNull())
})

describe('a tenant host', () => {
  test.each([
    ['gnrtgnlbmm2dmnbrgvstkyldgu.c360a.salesforce.com'],
    ['grrtsytbg43tmylgg-3w8yzqgh.c360a.salesforce.com'],
    ['abc.pc-rnd.c360a.salesforce.com'],
  ])('%s is taken with and without scheme, path and default port', (host) => {
    for (const written of [host, `https://${host}`, `https://${host}/`, `${host}/api/v1`]) {
      expect(tenantOriginFrom(written)).toBe(`https://${host}`)
    }
    expect(tenantOriginFrom(`${host}:443`)).toBe(`https://${host}`)
    expect(tenantOriginFrom(host.toUpperCase())).toBe(`https://${host}`)
  })
  test.each([
    'c360a.salesforce.com',
    '.c360a.salesforce.com',
    'x.c360a.salesforce.com.evil.com',
    'xc360a.salesforce.com',
    'evil.com#.c360a.salesforce.com',
    'evil.com/.c360a.salesforce.com',
    'evil.com?.c360a.salesforce.com',
    'evil.com\\.c360a.salesforce.com',
    'x.c360a.salesforce.com@evil.com',
    'user:pass@x.c360a.salesforce.com',
    'x.c360a.salesforce.com:8443',
    'x.c360a.salesforce.com.',
    'x..c360a.salesforce.com',
    'http://x.c360a.salesforce.com',
    'ftp://x.c360a.salesforce.com',
    'x.c360a.salesforce.co',
    'x.c360а.salesforce.com',
    '127.0.0.1:8090',
    'http://127.0.0.1:8090',
    'https://localhost',
    '[::1]',
    '169.254.169.254',
    'x y.c360a.salesforce.com',
    '',
  ])('%j is refused', (named) => expect(tenantOriginFrom(named)).toBeNull())
})

test('a core host may be any My Domain and nothing else', () => {
  expect(coreOriginFrom('https://acme.my.salesforce.com')).toBe('https://acme.my.salesforce.com')
  expect(coreOriginFrom('https://acme--uat.sandbox.my.salesforce.com/')).toBe(
    'https://acme--uat.sandbox.my.salesforce.com',
  )
  for (const named of [
    'https://na1.salesforce.com',
    'https://my.salesforce.com',
    'http://a.my.salesforce.com',
  ]) {
    expect(coreOriginFrom(named)).toBeNull()
  }
})
