/**
 * The control API under `/practice-org/`: our own, for tests and for people who want to see a client
 * in trouble. It answers only on the loopback address, never on a Salesforce host.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type, type TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { sendHtmlError } from '../http/page-reply.ts'
import { placeOf } from '../http/place.ts'
import { sentinelNames } from '../ingest/sentinels.ts'
import type { Lake } from '../lake/lake.ts'
import type { Landing } from '../landing/landing.ts'
import { ConnectedApp } from '../org/connected-app.ts'
import type { Org } from '../org/org.ts'
import type { CoreTokens } from '../signin/core-tokens.ts'
import type { TenantTokens } from '../signin/tenant-tokens.ts'
import { PlannedFault, type PlannedFaults } from './planned-faults.ts'
import { ShopSettings } from '../shop/shop-routes.ts'
import { Switches } from './switches.ts'
import type { Traffic } from './traffic.ts'

type Needs = {
  readonly org: Org
  readonly lake: Lake
  readonly landing: Landing
  readonly coreTokens: CoreTokens
  readonly tenantTokens: TenantTokens
  readonly faults: PlannedFaults
  readonly traffic: Traffic
  readonly switches: () => Switches
  readonly setSwitches: (switches: Switches) => void
  readonly setShop: (shop: ShopSettings) => void
  readonly ownUrl: () => string
}

const faultsPlannedMax = 100

const AppChange = Type.Partial(ConnectedApp, { additionalProperties: false })
const SwitchesChange = Type.Partial(Switches, { additionalProperties: false })
const FaultPlan = Type.Array(PlannedFault, { maxItems: faultsPlannedMax })
const appChangeCheck = Compile(AppChange)
const switchesChangeCheck = Compile(SwitchesChange)
const faultPlanCheck = Compile(FaultPlan)
const shopCheck = Compile(ShopSettings)

export function addControlRoutes(app: FastifyInstance, needs: Needs): void {
  const { org, landing, faults, traffic } = needs
  const onRequest = async (request: FastifyRequest, reply: FastifyReply) =>
    placeOf(request.headers.host, org).kind === 'loopback'
      ? undefined
      : sendHtmlError(reply, 404, 'Page not found')

  app.get('/practice-org/state', { onRequest }, () => stateOf(needs))

  app.patch('/practice-org/app', { onRequest }, (request, reply) => {
    const change = bodyOf(appChangeCheck, request)
    if (change.kind === 'refused') return reply.code(400).send(refusalOf(change.problems))
    org.app = { ...org.app, ...change.value }
    // Deactivating an app ends its sessions; other changes reach only the next sign-in (assumed).
    if (!org.app.isActive) needs.coreTokens.revokeAll()
    return stateOf(needs)
  })

  app.patch('/practice-org/switches', { onRequest }, (request, reply) => {
    const change = bodyOf(switchesChangeCheck, request)
    if (change.kind === 'refused') return reply.code(400).send(refusalOf(change.problems))
    needs.setSwitches({ ...needs.switches(), ...change.value })
    return stateOf(needs)
  })

  app.put('/practice-org/faults', { onRequest }, (request, reply) => {
    const plan = bodyOf(faultPlanCheck, request)
    if (plan.kind === 'refused') return reply.code(400).send(refusalOf(plan.problems))
    faults.plan(plan.value)
    return stateOf(needs)
  })

  app.put('/practice-org/shop', { onRequest }, (request, reply) => {
    const shop = bodyOf(shopCheck, request)
    if (shop.kind === 'refused') return reply.code(400).send(refusalOf(shop.problems))
    needs.setShop(shop.value)
    return shop.value
  })

  app.post('/practice-org/sign-everybody-out', { onRequest }, async () => {
    needs.coreTokens.revokeAll()
    await needs.tenantTokens.invalidateAll()
    return { done: true }
  })

  app.post('/practice-org/land', { onRequest }, async () => {
    await landing.landNow()
    return statsOf(needs)
  })

  app.get('/practice-org/stats', { onRequest }, () => statsOf(needs))

  app.get('/practice-org/traffic', { onRequest }, () => ({ requests: traffic.latest() }))
}

function stateOf({ org, lake, faults, switches, ownUrl }: Needs) {
  return {
    url: ownUrl(),
    subdomain: org.subdomain,
    coreHost: org.coreHost,
    tenantHost: org.tenantHost,
    app: { ...org.app, clientSecret: '***' },
    connectors: org.setup.state().connectors.map(({ name }) => name),
    objects: lake.objects().map((object) => ({
      connector: object.stream.connector,
      object: object.stream.object,
      category: object.stream.category,
      primaryKey: object.stream.primaryKey.name,
      lakeObject: object.name,
      alias: object.alias,
      problemObject: object.problemName,
      problemAlias: object.problemAlias,
    })),
    sentinels: sentinelNames,
    switches: switches(),
    faults: faults.list(),
  }
}

function statsOf({ lake, landing, traffic }: Needs) {
  return {
    requestCount: traffic.requestCount(),
    requestCountByStatus: traffic.countByStatus(),
    pendingCount: landing.pendingCount(),
    objects: Object.fromEntries(
      lake.objects().map(({ stream }) => [stream.object, landing.countsOf(stream)]),
    ),
  }
}

type BodyReading<Value> =
  | { readonly kind: 'read'; readonly value: Value }
  | { readonly kind: 'refused'; readonly problems: readonly string[] }

function bodyOf<Type extends TSchema, Value>(
  check: Validator<Record<never, never>, Type, Value>,
  request: FastifyRequest,
): BodyReading<Value> {
  const json = jsonOf(request.body)
  if (check.Check(json)) return { kind: 'read', value: json }
  const problems = check
    .Errors(json)
    .map((error) => `${error.instancePath || 'body'} ${error.message}`)
  return { kind: 'refused', problems }
}

function refusalOf(problems: readonly string[]) {
  return { error: { code: 'INVALID_BODY', message: problems.join('; ') } }
}

function jsonOf(body: unknown): unknown {
  if (!Buffer.isBuffer(body)) return undefined
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
