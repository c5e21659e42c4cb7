/** Serves the built screens (`simulator/screens/dist`) under `/org/`, with a strict content security policy. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { fastifyStatic } from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { pathOf } from '../http/error-place.ts'
import type { Org } from '../org/org.ts'
import { onLoopbackOnly } from './screen-door.ts'

/** Where Vite puts what it builds. */
export const screenFolderBuilt = new URL('../../screens/dist/', import.meta.url)

/** What the pages may load: our own files, nothing written into the page itself. */
const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const securityHeaders = {
  'content-security-policy': contentPolicy,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

type Needs = { readonly org: Org; readonly folder: URL }

export function addScreenFiles(app: FastifyInstance, { org, folder }: Needs): void {
  const isAllowed = onLoopbackOnly(org)
  void app.register(async (scope) => {
    scope.addHook('onRequest', async (request, reply) => {
      reply.headers(securityHeaders)
      return await isAllowed(request, reply)
    })
    if (existsSync(folder)) {
      await scope.register(fastifyStatic, {
        root: fileURLToPath(folder),
        serve: false,
        cacheControl: false,
      })
    }
    // The router takes both spellings for one; only one of them is the base of the page's own links.
    scope.get('/org', (request, reply) =>
      pathOf(request.url) === '/org' ? reply.redirect('/org/') : sendPage(reply, folder),
    )
    scope.get<{ Params: { '*': string } }>('/org/*', (request, reply) => {
      const path = request.params['*']
      if (!isFile(path)) return sendPage(reply, folder)
      if (!existsSync(folder)) return reply.callNotFound()
      // Files in assets/ bear a digest of their content in their name.
      const isNamedByContent = path.startsWith('assets/')
      return reply
        .header(
          'cache-control',
          isNamedByContent ? 'public, max-age=31536000, immutable' : 'no-cache',
        )
        .sendFile(path)
    })
  })
}

/** Addresses of pages have no ending that a file has; names of lake objects, which they may hold, have no dot. */
function isFile(path: string): boolean {
  return path.startsWith('assets/') || /^[\w-]+\.(?:js|svg)$/.test(path)
}

async function sendPage(reply: FastifyReply, folder: URL): Promise<FastifyReply> {
  const page = new URL('index.html', folder)
  const isBuilt = existsSync(page)
  return reply
    .code(isBuilt ? 200 : 503)
    .header('cache-control', 'no-cache')
    .type('text/html; charset=utf-8')
    .send(isBuilt ? await readFile(page) : notBuiltPage)
}

const notBuiltPage = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>Practice org</title></head>
  <body>
    <h1>The practice org runs, but its screens are not built yet</h1>
    <p>Stop it and start it again with <code>npm run practice-org</code> or <code>npm start</code>: both build them first.</p>
    <p>Everything else works without them: sign-in, ingestion, queries, the control API under
      <code>/practice-org/</code>, and the <a href="/shop/">demo shop</a>.</p>
  </body>
</html>
`
