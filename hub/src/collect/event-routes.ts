import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { eventTypes, type EventType } from '../core/event.ts'
import type { Clock } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import type { Telemetry } from '../telemetry/events.ts'
import { answerOf, type AnswerStyle } from './answer.ts'
import {
  headerOf,
  ipPolicyOf,
  isBrowserRequest,
  localeOf,
  type ClientFacts,
} from './client-facts.ts'
import { cookieIdOf, identityCookieOf } from './identity-cookie.ts'
import type { Intake, IntakeCall, IntakeRoute, Taken } from './intake.ts'
import { isJsonObject } from './json-value.ts'
import type { Refusal } from './refusal.ts'

/** One address that takes events. `type: 'from-path'` means the path's own last part tells it. */
export type EventRoute = {
  readonly path: string
  readonly style: AnswerStyle
  readonly shape: IntakeRoute['shape']
  readonly type: EventType | 'from-path' | null
  readonly dialect: IntakeRoute['dialect']
  readonly signature: IntakeRoute['signature']
  readonly summary: string
}

const shared = { style: 'json', dialect: null, signature: 'none' } as const

/** Segment's short form of a type is its first letter. Source: facts, event-api 1.1. */
function shortOf(type: EventType): string {
  return type.charAt(0)
}

const singleRoutes: readonly EventRoute[] = eventTypes.flatMap((type) =>
  [type, shortOf(type)].map((name) => ({
    ...shared,
    path: `/v1/${name}`,
    shape: 'single' as const,
    type,
    summary: `Takes one ${type} event.`,
  })),
)

const batchSummary = 'Takes many events of any type; a bad one is set aside and costs only itself.'
const batchRoutes: readonly EventRoute[] = [
  '/v1/batch',
  '/v1/b',
  '/v1/import',
  '/v1/batch/b',
  '/batch',
  '/b',
].map((path) => ({
  ...shared,
  path,
  shape: 'batch',
  type: null,
  signature: 'optional',
  summary: batchSummary,
}))

const ownRoute: EventRoute = {
  ...shared,
  path: '/v1/events',
  shape: 'either',
  type: null,
  dialect: 'signal',
  signature: 'required',
  summary: 'Takes a signed event of a server.',
}

const beaconRoute: EventRoute = {
  path: '/beacon/v1/batch',
  style: 'text',
  shape: 'batch',
  type: null,
  dialect: 'rudderstack',
  signature: 'none',
  summary: 'Takes a batch that RudderStack’s browser client sends while a page is left.',
}

const jitsuRoutes: readonly EventRoute[] = [
  {
    path: '/api/s/s2s/batch',
    style: 'jitsu',
    shape: 'batch',
    type: null,
    dialect: 'jitsu',
    signature: 'none',
    summary: 'Takes many events of Jitsu’s clients on servers.',
  },
  {
    path: '/api/s/s2s/:type',
    style: 'jitsu',
    shape: 'single',
    type: 'from-path',
    dialect: 'jitsu',
    signature: 'none',
    summary: 'Takes one event of Jitsu’s client on a server.',
  },
  {
    path: '/api/s/:type',
    style: 'jitsu-browser',
    shape: 'single',
    type: 'from-path',
    dialect: 'jitsu',
    signature: 'none',
    summary: 'Takes one event of Jitsu’s client in a browser.',
  },
]

/** Every address to which events are posted. */
export const postRoutes: readonly EventRoute[] = [
  ...singleRoutes,
  ...batchRoutes,
  ownRoute,
  beaconRoute,
  ...jitsuRoutes,
]

/** Every address of an image that carries an event. */
export const pixelRoutes: readonly EventRoute[] = [
  '/v1/pixel/:type',
  '/pixel/v1/:type',
  '/api/px/:type',
].map((path) => ({
  path,
  style: 'gif',
  shape: 'single',
  type: 'from-path',
  dialect: 'pixel',
  signature: 'none',
  summary: 'Takes one event from an image’s address; always answers with the image.',
}))

export type EventRouteNeeds = {
  readonly intake: Intake
  readonly clock: Pick<Clock, 'now'>
  readonly random: Pick<Random, 'uuid'>
  readonly telemetry: Pick<Telemetry, 'intakeAnswered' | 'intakeRefused'>
}

export function addEventRoutes(app: FastifyInstance, needs: EventRouteNeeds): void {
  for (const route of postRoutes) {
    app.post(route.path, (request, reply) =>
      take(request, reply, { ...needs, route, isPixel: false }),
    )
  }
  for (const route of pixelRoutes) {
    app.get(route.path, (request, reply) =>
      take(request, reply, { ...needs, route, isPixel: true }),
    )
  }
}

type Taking = EventRouteNeeds & { readonly route: EventRoute; readonly isPixel: boolean }

async function take(request: FastifyRequest, reply: FastifyReply, taking: Taking) {
  const { intake, clock, random, route, isPixel } = taking
  const startedAtMs = clock.now()
  const cookieId = cookieIdOf(request.headers.cookie)
  const visitorId =
    isPixel || isBrowserRequest(request.headers) ? (cookieId ?? random.uuid()) : null
  const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const call: IntakeCall = {
    route: intakeRouteOf(route, request.params),
    headers: request.headers,
    query: request.query,
    rawBody,
    factsFor: (source) => ({
      ...requestFactsOf(request),
      kind: visitorId !== null ? 'browser' : source.type === 'app' ? 'app' : 'server',
      cookieId: visitorId === null ? null : cookieId,
      visitorId,
    }),
  }
  const result = await (isPixel ? intake.takePixel(call) : intake.takeBody(call))
  const answer = answerOf(route.style, result)
  report(taking, result, { status: answer.status, bodyBytes: rawBody.length, startedAtMs })
  if (result.kind === 'taken' && visitorId !== null) {
    const isHttps = request.protocol === 'https'
    reply.header('set-cookie', identityCookieOf(visitorId, request.hostname, isHttps))
  }
  return reply.code(answer.status).headers(answer.headers).send(answer.body)
}

function requestFactsOf(
  request: FastifyRequest,
): Pick<ClientFacts, 'ip' | 'ipPolicy' | 'userAgent' | 'locale' | 'gpc'> {
  const { headers } = request
  return {
    ip: request.ip === '' ? null : request.ip,
    ipPolicy: ipPolicyOf(headers),
    userAgent: headerOf(headers, 'user-agent'),
    locale: localeOf(headers),
    gpc: headerOf(headers, 'sec-gpc') === '1',
  }
}

function intakeRouteOf(route: EventRoute, params: unknown): IntakeRoute {
  const said = isJsonObject(params) ? params['type'] : undefined
  const type = route.type === 'from-path' ? typeInPath(said) : route.type
  return {
    name: route.path,
    shape: route.shape,
    type,
    dialect: route.dialect,
    signature: route.signature,
  }
}

/** A type or its first letter; null for `event`, `e` and what is unknown, where the event itself must tell. */
function typeInPath(said: unknown): EventType | null {
  return eventTypes.find((type) => type === said || shortOf(type) === said) ?? null
}

type Reported = {
  readonly status: number
  readonly bodyBytes: number
  readonly startedAtMs: number
}

function report({ telemetry, clock, route }: Taking, result: Taken | Refusal, at: Reported): void {
  const { status, bodyBytes, startedAtMs } = at
  if (result.kind === 'refused') {
    telemetry.intakeRefused({ route: route.path, status, code: result.code })
    return
  }
  telemetry.intakeAnswered({
    route: route.path,
    status,
    storedCount: result.storedCount,
    duplicateCount: result.duplicateCount,
    quarantinedCount: result.quarantinedCount,
    bodyBytes,
    tookMs: clock.now() - startedAtMs,
  })
}
