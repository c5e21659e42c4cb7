import { expect, test } from 'vitest'
import { isLoopbackAddress, isPublicAddress } from './address.ts'

test.each(['93.184.215.14', '13.110.0.1', '2606:4700::1111', '2a00:1450:4001::200e'])(
  '%s is public',
  (address) => expect(isPublicAddress(address)).toBe(true),
)

test.each([
  ['this network', '0.0.0.0'],
  ['this network', '0.1.2.3'],
  ['private', '10.1.2.3'],
  ['private', '172.16.0.1'],
  ['private', '192.168.1.1'],
  ['carrier-grade NAT', '100.64.0.1'],
  ['loopback', '127.0.0.1'],
  ['loopback', '127.255.0.1'],
  ['link-local, cloud metadata', '169.254.169.254'],
  ['reserved', '192.0.0.8'],
  ['documentation', '192.0.2.1'],
  ['documentation', '203.0.113.9'],
  ['benchmarking', '198.18.0.1'],
  ['multicast', '224.0.0.1'],
  ['future use', '240.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['unspecified', '::'],
  ['loopback', '::1'],
  ['IPv4 mapped, public too', '::ffff:93.184.215.14'],
  ['IPv4 mapped', '::ffff:127.0.0.1'],
  ['IPv4 compatible', '::127.0.0.1'],
  ['NAT64', '64:ff9b::7f00:1'],
  ['unique local', 'fd00::1'],
  ['link-local', 'fe80::1'],
  ['link-local with a zone', 'fe80::1%eth0'],
  ['site-local', 'fec0::1'],
  ['multicast', 'ff02::1'],
  ['6to4', '2002:7f00:1::'],
  ['Teredo', '2001::1'],
  ['documentation', '2001:db8::1'],
  ['segment routing', '5f00::1'],
  ['not given out', '4000::1'],
  ['nothing', ''],
  ['a name', 'localhost'],
])('%s, %s, is not public', (_kind, address) => expect(isPublicAddress(address)).toBe(false))

test('only this machine counts as loopback', () => {
  expect(isLoopbackAddress('127.0.0.1')).toBe(true)
  expect(isLoopbackAddress('::1')).toBe(true)
  expect(isLoopbackAddress('10.0.0.1')).toBe(false)
  expect(isLoopbackAddress('localhost')).toBe(false)
})
