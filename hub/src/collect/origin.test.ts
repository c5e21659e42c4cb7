import { expect, test } from 'vitest'
import type { SourceId } from '../core/ids.ts'
import type { Source } from '../core/source.ts'
import { isOriginAllowed } from './origin.ts'

function sourceFor(domainAllowlist: string[]): Source {
  return {
    id: 'pip_shop' as SourceId,
    name: 'shop',
    type: 'web',
    writeKey: 'dk_test_shop',
    signingSecret: '',
    domainAllowlist,
    enabled: true,
    createdAt: '',
    updatedAt: '',
  }
}

test.each([
  [[], 'https://anywhere.example', true],
  [['shop.example.com'], 'https://shop.example.com', true],
  [['shop.example.com'], 'https://evil.example', false],
  [['shop.example.com'], 'https://shop.example.com.evil.example', false],
  [['shop.example.com'], 'null', false],
  [['localhost:3000'], 'http://localhost:3000', true],
  [['*.example.com'], 'https://a.b.example.com', true],
  [['*.example.com'], 'https://notexample.com', false],
  [['https://shop.example.com'], 'https://shop.example.com', true],
  [['https://shop.example.com'], 'http://shop.example.com', false],
])('with the list %j, a page of %s: %s', (list, origin, isAllowed) => {
  expect(isOriginAllowed(origin, sourceFor(list))).toBe(isAllowed)
})

test('a server, which has no origin, is not held to the list', () => {
  expect(isOriginAllowed(null, sourceFor(['shop.example.com']))).toBe(true)
})
