import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  openingMsMax,
  openPracticeClient,
  type PracticeClient,
} from '../testing/practice-client.ts'

let client: PracticeClient
beforeAll(async () => {
  client = await openPracticeClient(
    { shopCollectorUrl: 'http://localhost:8080/', shopWriteKey: 'dk_live_"x"' },
    { isLakeNeeded: false },
  )
}, openingMsMax)
afterAll(() => client[Symbol.asyncDispose]())

const pages = ['', 'product.html', 'cart.html', 'sign-up.html', 'order-done.html']

describe('a page of the shop', () => {
  test.each(pages)(
    '/shop/%s loads the script of the collector and no other from elsewhere',
    async (page) => {
      const { status, text, headers } = await client.call({ path: `/shop/${page}` })
      expect(status).toBe(200)
      expect(headers['content-type']).toBe('text/html; charset=utf-8')
      expect(headers['set-cookie']).toBeUndefined()
      expect([...text.matchAll(/<script[^>]*src="([^"]*)"/g)].map(([, source]) => source)).toEqual([
        'http://localhost:8080/d.js',
        'pages.js',
      ])
      expect(text).toContain('data-pipeline-key="dk_live_&quot;x&quot;"')
      expect(text).not.toMatch(/\{collector\}|\{writeKey\}/)
    },
  )

  test.each([...pages, 'shop.js', 'pages.js', 'catalogue.js', 'shop.css'])(
    '/shop/%s says no word of Salesforce',
    async (file) => {
      const { status, text } = await client.call({ path: `/shop/${file}` })
      expect(status).toBe(200)
      expect(text).not.toMatch(/salesforce|c360a|evergage|data cloud/i)
    },
  )
})

test.each(['/shop/nothing.html', '/shop/..%2f..%2fpackage.json', '/shop/../package.json'])(
  '%s is not found',
  async (path) => {
    expect((await client.call({ path })).status).toBe(404)
  },
)

test('the base address leads to the screens, which link the shop', async () => {
  const answer = await client.call({ path: '/' })
  expect(answer.status).toBe(302)
  expect(answer.headers['location']).toBe('/org/')
})
