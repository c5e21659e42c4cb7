/**
 * Where faults get at a request: on its arrival, before it is processed, and on the reply. A fault comes from the
 * plan of the control API, or from the name of the object (control/named-faults.ts); a request has one at most.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { IncomingMessage } from 'node:http'
import { requestKindOf, type RequestKind } from '../http/request-kind.ts'
import { readIds, readRecords } from '../ingest/request-body.ts'
import { queryOf } from '../http/request-query.ts'
import type { Landing } from '../landing/landing.ts'
import { connectorOf, streamOf, type Org } from '../org/org.ts'
import { moveTenant } from '../org/tenant-host.ts'
import type { Clock } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import { sendLoginPage } from '../signin/exchange-routes.ts'
import type { TenantTokens } from '../signin/tenant-tokens.ts'
import type { AppliedFaults } from './applied-faults.ts'
import { breakReply, resetConnection, slowBody } from './broken-reply.ts'
import { waitFor } from './client-wait.ts'
import { sendErrorWith200, sendStatusFault } from './fault-reply.ts'
import { splitFaultName, type NamedFaults } from './named-faults.ts'
import { kindOf, type FaultAct, type PlannedFaults } from './planned-faults.ts'
import type { Switches } from './switches.ts'

type Needs = {
  readonly org: Org
  readonly clock: Clock
  readonly random: Random
  readonly tenantTokens: TenantTokens
  readonly landing: Pick<Landing, 'accept'>
  readonly faults: PlannedFaults
  readonly namedFaults: NamedFaults
  readonly appliedFaults: AppliedFaults
  readonly switches: () => Switches
  readonly signal: AbortSignal
}

export function addFaultHook(app: FastifyInstance, needs: Needs): void {
  const { appliedFaults, switches } = needs

  app.addHook('onRequest', async (request, reply) => {
    const kind = requestKindOf(request.url)
    if (kind === undefined) return undefined
    const { latencyMs } = switches()
    if (latencyMs > 0) await waitFor(needs, request.raw.socket, latencyMs)
    const act = takeFault(needs, request, kind)
    if (act === undefined) return undefined
    appliedFaults.set(request, act)
    return await actOnArrival(needs, { request, reply, target: kind.target }, act)
  })

  app.addHook('preParsing', (request, _reply, payload, done) => {
    const act = appliedFaults.of(request)
    if (act === undefined || kindOf(act) !== 'slow-request') done(null, payload)
    else done(null, slowBody(needs, { request, delayMs: act.delayMs ?? 0 }, payload))
  })

  app.addHook('preHandler', async (request, reply) => {
    const act = appliedFaults.of(request)
    return act !== undefined && kindOf(act) === 'silent-drop' && isGood(needs, request)
      ? reply.code(202).header('content-type', 'application/json').send('{"accepted":true}')
      : undefined
  })

  app.addHook('onSend', async (request, reply, payload) => {
    const act = appliedFaults.of(request)
    if (act === undefined) return payload
    if (kindOf(act) === 'duplicate' && reply.statusCode === 202) await acceptAgain(needs, request)
    return await breakReply(needs, { request, reply, payload }, act)
  })
}

/** Requests whose address named a fault behind the object; the router sees the address without it. */
const nameOfRequest = new WeakMap<IncomingMessage, string>()

/** The option `rewriteUrl` of the server. */
export function withoutFaultName(request: IncomingMessage): string {
  const url = request.url ?? '/'
  const split = url.includes('.') ? splitFaultName(url) : undefined
  if (split === undefined) return url
  nameOfRequest.set(request, split.name)
  return split.url
}

function takeFault(
  { org, faults, namedFaults }: Needs,
  request: FastifyRequest,
  { target, endpoint }: RequestKind,
): FaultAct | undefined {
  if (endpoint !== undefined && connectorOf(org, endpoint.connector) !== undefined) {
    const key = `${endpoint.connector}/${endpoint.object}`
    const isReal = streamOf(org, endpoint.connector, endpoint.object) !== undefined
    const name = isReal ? nameOfRequest.get(request.raw) : endpoint.object
    const named = name === undefined ? undefined : namedFaults.take(name, key)
    if (named !== undefined) return named
  }
  return faults.take({ target, object: endpoint?.object })
}

type Arrival = {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly target: RequestKind['target']
}

async function actOnArrival(
  needs: Needs,
  to: Arrival,
  act: FaultAct,
): Promise<FastifyReply | undefined> {
  const { request, reply } = to
  switch (kindOf(act)) {
    case 'status':
      return sendStatusFault(needs, to, act)
    case 'html-200':
      return sendLoginPage(reply, needs.org)
    case 'error-200':
      return sendErrorWith200(needs, to)
    case 'no-content':
      return reply.code(204).send()
    case 'latency':
      await waitFor(needs, request.raw.socket, act.delayMs ?? 0)
      return undefined
    case 'reset-before':
      reply.hijack()
      resetConnection(request.raw.socket)
      return reply
    case 'token-expiry':
      await needs.tenantTokens.invalidateAll()
      return undefined
    case 'tenant-move':
      moveTenant(needs.org, needs.random)
      return undefined
    default:
      return undefined
  }
}

function isGood({ switches }: Needs, request: FastifyRequest): boolean {
  if (requestKindOf(request.url)?.endpoint === undefined) return false
  const { requestBytesMax } = switches()
  if (request.method === 'DELETE') {
    return readIds(queryOf(request), request.body, requestBytesMax).kind === 'read'
  }
  return readRecords(request.body, requestBytesMax).kind === 'read'
}

/** Lands an upsert for a second time, as a queue that delivers at least once may do. */
async function acceptAgain(
  { org, landing, switches }: Needs,
  { url, method, body }: FastifyRequest,
): Promise<void> {
  const endpoint = requestKindOf(url)?.endpoint
  if (endpoint === undefined || method !== 'POST' || !Buffer.isBuffer(body)) return
  const stream = streamOf(org, endpoint.connector, endpoint.object)
  const reading = readRecords(body, switches().requestBytesMax)
  if (stream === undefined || reading.kind !== 'read') return
  await landing.accept({ kind: 'upsert', stream, records: reading.records }, body.length)
}
