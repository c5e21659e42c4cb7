import { expect, test } from 'vitest'
import { cookieIdOf, identityCookieOf } from './identity-cookie.ts'

const id = '3f2b8c1e-5d4a-4b6c-8d7e-9f0a1b2c3d4e'

test('the cookie lives for 400 days on the whole site, out of reach of scripts', () => {
  expect(identityCookieOf(id, 'data.shop.example.co.uk', true)).toBe(
    `_dfid=${id}; Max-Age=34560000; Domain=example.co.uk; Path=/; HttpOnly; Secure; SameSite=Lax`,
  )
})

test.each(['localhost', '127.0.0.1', '::1'])('%s has no site to share it with', (hostname) => {
  expect(identityCookieOf(id, hostname, false)).toBe(
    `_dfid=${id}; Max-Age=34560000; Path=/; HttpOnly; SameSite=Lax`,
  )
})

test('strangers under one shared name do not share it', () => {
  expect(identityCookieOf(id, 'a.github.io', true)).toContain('Domain=a.github.io')
})

test('only an id of our own making is taken from a request', () => {
  expect(cookieIdOf(`a=1; _dfid=${id}; b=2`)).toBe(id)
  for (const header of [undefined, '', 'a=1', '_dfid=', '_dfid=<script>', '_dfid=123']) {
    expect(cookieIdOf(header)).toBeNull()
  }
})
