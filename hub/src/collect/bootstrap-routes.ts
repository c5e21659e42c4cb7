import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { refusalAnswer } from './answer.ts'
import { rudderSourceConfigOf, segmentSettingsOf, type PublicPlace } from './bootstrap-documents.ts'
import { headerOf } from './client-facts.ts'
import { isJsonObject, textOf } from './json-value.ts'
import type { CollectLimits } from './limits.ts'
import { refused, type Refusal } from './refusal.ts'
import { readJsonBody } from './request-body.ts'
import { rudderCookiesOf } from './rudder-cookies.ts'
import { createServedFile, type ServedFile } from './served-file.ts'
import { findSource, outerKeysOf, type Sources } from './write-key.ts'

export type BootstrapNeeds = {
  readonly sources: Sources
  readonly limits: CollectLimits
  /** Our own script, as built. */
  readonly browserScriptPath: string
  /** The browser script of the `@jitsu/js` package where it is installed, else null. */
  readonly jitsuScriptPath: string | null
}

/** How long a browser may use a document or script without asking; short, so that a change arrives the same day. */
const documentAgeS = 300
const scriptAgeS = 600

/** What browsers load before they send events. Without these documents the SDKs send nothing. */
export function addBootstrapRoutes(app: FastifyInstance, needs: BootstrapNeeds): void {
  const { sources, limits } = needs
  app.get('/health', () => ({ status: 'ok' }))

  for (const path of ['/v1/projects/:key/settings', '/projects/:key/settings']) {
    app.get(path, (request, reply) => {
      const key = isJsonObject(request.params) ? (textOf(request.params['key']) ?? '') : ''
      const found = findSource({ firm: key, bearer: null }, null, sources)
      if (found.kind !== 'found') return refuse(reply, unknownKey())
      return document(reply).send(segmentSettingsOf(key, placeOf(request)))
    })
  }

  app.get('/sourceConfig', (request, reply) => {
    const found = findSource(outerKeysOf(request.headers, request.query), null, sources)
    if (found.kind !== 'found') return refuse(reply, unknownKey())
    return document(reply).send(rudderSourceConfigOf(found.source))
  })

  app.post('/rsaRequest', async (request, reply) => {
    const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    const body = await readJsonBody(raw, headerOf(request.headers, 'content-encoding'), limits)
    if (body.kind === 'refused') return refuse(reply, body)
    const lines = rudderCookiesOf(body.value, {
      origin: headerOf(request.headers, 'origin'),
      hostname: request.hostname,
      isHttps: request.protocol === 'https',
    })
    if (lines === null) {
      const message = 'Only `setCookies` of a page on this collector’s own domain is answered.'
      return refuse(reply, refused(400, 'collect.body_invalid', message))
    }
    return reply
      .header('set-cookie', [...lines])
      .type('text/plain; charset=utf-8')
      .send('OK')
  })

  const ownScript = createServedFile(needs.browserScriptPath)
  for (const path of ['/d.js', '/datafly.js']) {
    app.get(path, async (request, reply) =>
      sendScript(
        request,
        reply,
        await ownScript(),
        'The script is not built: npm run build -w collector-js',
      ),
    )
  }
  const jitsuScript = createServedFile(needs.jitsuScriptPath)
  const noJitsuScript =
    'Jitsu’s script is not installed here; use the npm package @jitsu/js with this address as its `host`.'
  app.get('/p.js', async (request, reply) =>
    sendScript(request, reply, await jitsuScript(), noJitsuScript),
  )
}

function document(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', `public, max-age=${documentAgeS}`)
}

function unknownKey(): Refusal {
  return refused(401, 'collect.key_unknown', 'The write key is not known, or its source is off.')
}

function refuse(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { status, headers, body } = refusalAnswer('json', refusal)
  return reply.code(status).headers(headers).send(body)
}

/**
 * Where the page's browser reached us. A page on https can only send to https, whatever an unknown proxy in between
 * made of the request.
 */
function placeOf(request: FastifyRequest): PublicPlace {
  const isHttps =
    request.protocol === 'https' ||
    headerOf(request.headers, 'origin')?.startsWith('https:') === true
  return { host: request.host, protocol: isHttps ? 'https' : 'http' }
}

function sendScript(
  request: FastifyRequest,
  reply: FastifyReply,
  file: ServedFile | null,
  absent: string,
): FastifyReply {
  if (file === null) return refuse(reply, refused(404, 'collect.route_unknown', absent))
  reply
    .type('text/javascript; charset=utf-8')
    .header('cache-control', `public, max-age=${scriptAgeS}`)
    .header('etag', file.etag)
    .header('vary', 'Accept-Encoding')
  if (headerOf(request.headers, 'if-none-match') === file.etag) return reply.code(304).send()
  const takesGzip = /\bgzip\b/.test(headerOf(request.headers, 'accept-encoding') ?? '')
  return takesGzip
    ? reply.header('content-encoding', 'gzip').send(file.gzip)
    : reply.send(file.plain)
}
