import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fastifyStatic } from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from './refusal.ts'

const notBuilt =
  'The console is not built yet. Build it with "npm run build --workspace console"; the admin API works without it.\n'

/** Serves the built console: its files as they are, and its one page for every address that is not a file or a call. */
export function serveConsole(server: FastifyInstance, dir: string): void {
  if (existsSync(dir)) {
    void server.register(fastifyStatic, {
      root: dir,
      index: false,
      cacheControl: false,
      setHeaders: (reply, path) => {
        // Files in assets/ bear a digest of their content in their name.
        const isNamedByContent = path.includes('/assets/')
        reply.header(
          'cache-control',
          isNamedByContent ? 'public, max-age=31536000, immutable' : 'no-cache',
        )
      },
    })
  }
  server.get('/', (_request, reply) => sendPage(reply, dir))
  server.setNotFoundHandler((request, reply) => {
    if (isPage(request)) return sendPage(reply, dir)
    const { method, url } = request
    const refusal = new Refusal({
      status: 404,
      code: 'NOT_FOUND',
      message: `There is no ${method} ${pathOf(url)}. GET /openapi.json lists what there is.`,
    })
    return reply.status(refusal.status).send(refusal.body())
  })
}

function isPage({ method, url }: FastifyRequest): boolean {
  const path = pathOf(url)
  return method === 'GET' && !path.startsWith('/v1/') && !path.startsWith('/assets/')
}

async function sendPage(reply: FastifyReply, dir: string): Promise<FastifyReply> {
  const path = join(dir, 'index.html')
  if (!existsSync(path)) return reply.status(503).type('text/plain; charset=utf-8').send(notBuilt)
  return reply
    .status(200)
    .header('cache-control', 'no-cache')
    .type('text/html; charset=utf-8')
    .send(await readFile(path))
}

function pathOf(url: string): string {
  return url.split('?')[0] ?? url
}
