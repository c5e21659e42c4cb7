/**
 * The control API under `/practice-org/`: our own, for tests and for people who want to see a client
 * in trouble. It answers only on the loopback address, never on a Salesforce host.
 */
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { appAfter, ConnectedApp } from '../org/connected-app.ts'
import { moveTenant } from '../org/tenant-host.ts'
import type { Random } from '../platform/random.ts'
import { ShopSettings } from '../shop/shop-routes.ts'
import type { CoreTokens } from '../signin/core-tokens.ts'
import type { TenantTokens } from '../signin/tenant-tokens.ts'
import { ClockChange, spanMsOf } from './clock-change.ts'
import { controlDocumentOf } from './control-document.ts'
import {
  done,
  partOf,
  refused,
  serveControlRoutes,
  withBody,
  withQuery,
  type ControlAnswer,
  type ControlRoute,
} from './control-route.ts'
import { clockStateOf, stateOf, statsOf, type StateNeeds } from './control-state.ts'
import { faultPlanCheck, planProblemsOf } from './planned-faults.ts'
import { readRows } from './landed-rows.ts'
import { Switches } from './switches.ts'
import { trafficEntriesMax } from './traffic.ts'

type Needs = StateNeeds & {
  readonly random: Random
  readonly coreTokens: CoreTokens
  readonly tenantTokens: TenantTokens
  readonly reset: () => Promise<void>
}

const appCheck = Compile(Type.Partial(ConnectedApp, { additionalProperties: false }))
const switchesCheck = Compile(Type.Partial(Switches, { additionalProperties: false }))
const shopCheck = Compile(ShopSettings)
const clockCheck = Compile(ClockChange)
const trafficCheck = Compile(
  Type.Object(
    {
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: trafficEntriesMax })),
      after: Type.Optional(Type.Integer({ minimum: 0, description: 'Only ids above this one.' })),
      status: Type.Optional(Type.Integer({ minimum: 0, maximum: 599 })),
      method: Type.Optional(Type.String()),
      path: Type.Optional(Type.String({ description: 'Part of the path.' })),
    },
    { additionalProperties: false },
  ),
)

export function addControlRoutes(app: FastifyInstance, needs: Needs): void {
  const routes = [
    ...stateRoutes(needs),
    ...troubleRoutes(needs),
    ...timeRoutes(needs),
    ...lookRoutes(needs),
  ]
  const document: ControlRoute = {
    method: 'get',
    path: '/openapi.json',
    summary: 'This API, described.',
    run: () => done(controlDocumentOf([...routes, document], needs.ownUrl())),
  }
  serveControlRoutes(app, needs.org, [...routes, document])
}

function stateRoutes(needs: Needs): readonly ControlRoute[] {
  const { org, settings } = needs
  return [
    {
      method: 'get',
      path: '/state',
      summary: 'The org, its app without secrets, objects, sentinels, switches, faults, clock.',
      run: () => done(stateOf(needs)),
    },
    {
      method: 'patch',
      path: '/app',
      summary: 'Changes the connected app; answers with the state.',
      ...withBody(appCheck, async (change) => {
        const { runAsOnFlowToggle } = settings.switches()
        const nowMs = needs.clock.now()
        await org.changeApp(appAfter(org.app, change, { nowMs, runAsOnFlowToggle }))
        // Deactivating an app ends its sessions; other changes reach only the next sign-in (assumed).
        if (!org.app.isActive) needs.coreTokens.revokeAll()
        return done(stateOf(needs))
      }),
    },
    {
      method: 'patch',
      path: '/switches',
      summary: 'Changes behaviour; answers with the state.',
      ...withBody(switchesCheck, (change) => {
        const isHttpsWanted = change.loopbackInstanceUrl?.startsWith('https') === true
        if (isHttpsWanted && needs.https().url === '') {
          const message = '/loopbackInstanceUrl needs a TLS port: start the practice org with one'
          return refused(400, 'INVALID_BODY', message)
        }
        settings.setSwitches({ ...settings.switches(), ...change })
        return done(stateOf(needs))
      }),
    },
    {
      method: 'put',
      path: '/shop',
      summary: 'Where the demo shop sends its events from now on.',
      ...withBody(shopCheck, (shop) => {
        settings.setShop(shop)
        return done(shop)
      }),
    },
    {
      method: 'post',
      path: '/reset',
      summary: 'Everything as at the start: lake, set-up, app, switches, faults, clock, counts.',
      run: async () => {
        await needs.reset()
        return done({ done: true })
      },
    },
  ]
}

function troubleRoutes(needs: Needs): readonly ControlRoute[] {
  return [
    {
      method: 'put',
      path: '/faults',
      summary: 'Replaces the planned faults; answers with the state. An empty list ends them.',
      ...withBody(faultPlanCheck, (plan) => {
        const problems = planProblemsOf(plan)
        if (problems.length > 0) return refused(400, 'INVALID_BODY', problems.join('; '))
        needs.faults.plan(plan)
        return done(stateOf(needs))
      }),
    },
    {
      method: 'post',
      path: '/sign-everybody-out',
      summary: 'Makes every core and tenant token invalid.',
      run: async () => {
        needs.coreTokens.revokeAll()
        await needs.tenantTokens.invalidateAll()
        return done({ done: true })
      },
    },
    {
      method: 'post',
      path: '/move-tenant',
      summary: 'Gives the tenant another host; the old one is unknown from then on.',
      run: () => {
        moveTenant(needs.org, needs.random)
        return done({ tenantHost: needs.org.tenantHost })
      },
    },
  ]
}

function timeRoutes(needs: Needs): readonly ControlRoute[] {
  const { clock, landing } = needs
  return [
    {
      method: 'get',
      path: '/clock',
      summary: 'The time inside, and how far it is ahead of the time outside.',
      run: () => done(clockStateOf(clock)),
    },
    {
      method: 'post',
      path: '/clock',
      summary: 'Moves the time inside on, holds it still, or brings it back.',
      ...withBody(clockCheck, (change) => changeClock(needs, change)),
    },
    {
      method: 'post',
      path: '/land',
      summary: 'Lands what is accepted now, and answers with the counts when it can be queried.',
      run: async () => {
        await landing.landNow()
        return done(statsOf(needs))
      },
    },
  ]
}

async function changeClock({ clock, landing }: Needs, change: ClockChange): Promise<ControlAnswer> {
  const { advanceMs, advance, freeze, reset } = change
  const spanMs = advance === undefined ? advanceMs : spanMsOf(advance)
  if (advance !== undefined && spanMs === undefined) {
    const message = `/advance must be a span such as "3 minutes", in ms, seconds, minutes, hours or days, of at most ten years`
    return refused(400, 'INVALID_BODY', message)
  }
  if (spanMs !== undefined) clock.advance(spanMs)
  if (freeze !== undefined) clock.setFrozen(freeze)
  if (reset === true) {
    // What was accepted in the future would else wait until then.
    await landing.landNow()
    clock.reset()
  }
  return done(clockStateOf(clock))
}

function lookRoutes(needs: Needs): readonly ControlRoute[] {
  const { traffic } = needs
  return [
    {
      method: 'get',
      path: '/stats',
      summary: 'Requests by status; for each object what was accepted and what became of it.',
      run: () => done(statsOf(needs)),
    },
    {
      method: 'get',
      path: '/traffic',
      summary: 'The latest requests to Salesforce and Data Cloud, the youngest first.',
      ...withQuery(trafficCheck, (filter) => done({ requests: traffic.list(filter) })),
    },
    {
      method: 'get',
      path: '/traffic/:id',
      summary: 'One of them with headers and the beginnings of both bodies, without secrets.',
      run: (request) => {
        const id = Number(partOf(request, 'id'))
        const detail = traffic.detail(id)
        const message = `No request of that id is kept; the latest ${trafficEntriesMax} are.`
        return detail === undefined ? refused(404, 'REQUEST_UNKNOWN', message) : done(detail)
      },
    },
    {
      method: 'get',
      path: '/rows/:object',
      summary: 'Up to 50 landed rows of an object, without the columns that are null.',
      run: (request) => readRows(needs.lake, partOf(request, 'object')),
    },
  ]
}
