import type { FastifyInstance } from 'fastify'
import cors from '@fastify/cors'

/**
 * Header lines that the SDKs put on their requests. `x-retry-count` is only on second tries: a collector that does not
 * list it looks fine until the first failure, and then no retry ever leaves the browser. Source: facts, event-api 0.4.
 */
export const allowedHeaders = [
  'authorization',
  'content-type',
  'x-retry-count',
  'anonymousid',
  'sentat',
  'rsa-retry-attempt',
  'rsa-retry-reason',
  'rsa-since-first-attempt',
  'rsa-since-last-attempt',
  'x-write-key',
  'x-pipeline-key',
  'x-ip-policy',
  'x-enable-debug',
  'x-jitsu-custom',
  'cache-control',
] as const

/** A day; browsers cut it to their own bound (2 h in Chromium). */
const preflightAgeS = 86_400

/** More names than any SDK asks for are not looked at. */
const askedHeadersMax = 32

const headerName = /^[a-z0-9!#$%&'*+.^_`|~-]{1,64}$/

/**
 * Lets pages of any origin send: the write key, and the list of domains of its pipeline, decide later, as a preflight
 * carries neither. What a browser asks for beyond the list is allowed too, so that an SDK's next version still works.
 */
export async function allowCrossOrigin(app: FastifyInstance): Promise<void> {
  await app.register(cors, {
    delegator: (request, done) =>
      done(null, {
        origin: true,
        credentials: true,
        methods: ['GET', 'HEAD', 'POST'],
        allowedHeaders: [...allowedWith(request.headers['access-control-request-headers'])],
        exposedHeaders: ['Retry-After'],
        maxAge: preflightAgeS,
        strictPreflight: false,
      }),
  })
}

function allowedWith(asked: string | undefined): ReadonlySet<string> {
  const names = (asked ?? '').toLowerCase().split(',', askedHeadersMax)
  const wellFormed = names.map((name) => name.trim()).filter((name) => headerName.test(name))
  return new Set([...allowedHeaders, ...wellFormed])
}
