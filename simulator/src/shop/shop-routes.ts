/** The demo shop: static pages that load one script, the collector's, and send what a shop sends. */
import { readFile } from 'node:fs/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type, type Static } from 'typebox'
import { pathOf } from '../http/error-place.ts'
import { sendHtmlError } from '../http/page-reply.ts'
import { placeOf } from '../http/place.ts'
import type { Org } from '../org/org.ts'

/** What the pages are told: where their events go, and under which key. */
export const ShopSettings = Type.Object(
  {
    collectorUrl: Type.String({ pattern: '^https?://[^"<>\\s]+$' }),
    writeKey: Type.String({ pattern: '^[\\w.:-]*$' }),
  },
  { additionalProperties: false },
)
export type ShopSettings = Static<typeof ShopSettings>

type Needs = {
  readonly org: Org
  /** Read at each request, so that they can be changed at any time. */
  readonly shop: () => ShopSettings
}

const shopFolder = new URL('../../shop/', import.meta.url)

/** Closed, so that no path of a request ever reaches the file system. */
const fileOfPath = new Map([
  ['', 'index.html'],
  ['index.html', 'index.html'],
  ['product.html', 'product.html'],
  ['cart.html', 'cart.html'],
  ['sign-up.html', 'sign-up.html'],
  ['order-done.html', 'order-done.html'],
  ['shop.css', 'shop.css'],
  ['shop.js', 'shop.js'],
  ['pages.js', 'pages.js'],
  ['catalogue.js', 'catalogue.js'],
])

const contentTypeOfEnding = new Map([
  ['html', 'text/html; charset=utf-8'],
  ['css', 'text/css; charset=utf-8'],
  ['js', 'text/javascript; charset=utf-8'],
])

export function addShopRoutes(app: FastifyInstance, needs: Needs): void {
  const onRequest = async (request: FastifyRequest, reply: FastifyReply) =>
    placeOf(request.headers.host, needs.org).kind === 'loopback'
      ? undefined
      : sendHtmlError(reply, 404, 'Page not found')
  const sendFile = async (reply: FastifyReply, name: string): Promise<FastifyReply> => {
    const file = fileOfPath.get(name)
    if (file === undefined) return sendHtmlError(reply, 404, 'Page not found')
    const text = await readFile(new URL(file, shopFolder), 'utf8')
    return reply
      .header('content-type', contentTypeOfEnding.get(file.split('.')[1] ?? '') ?? 'text/plain')
      .header('cache-control', 'no-store')
      .send(file.endsWith('.html') ? withCollector(text, needs.shop()) : text)
  }
  app.get('/', { onRequest }, (_request, reply) => reply.redirect('/org/'))
  // The router takes both spellings for one; only one of them is the base of the pages' own links.
  app.get('/shop', { onRequest }, (request, reply) =>
    pathOf(request.url) === '/shop' ? reply.redirect('/shop/') : sendFile(reply, ''),
  )
  app.get<{ Params: { '*': string } }>('/shop/*', { onRequest }, (request, reply) =>
    sendFile(reply, request.params['*']),
  )
}

/** Puts the collector's address and the write key into a page. */
function withCollector(html: string, { collectorUrl, writeKey }: ShopSettings): string {
  return html
    .replaceAll('{collector}', attributeText(collectorUrl.replace(/\/+$/, '')))
    .replaceAll('{writeKey}', attributeText(writeKey))
}

function attributeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}
