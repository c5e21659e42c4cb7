/**
 * The OAuth endpoints, whole: the parts that remember tokens, and the routes of the core host that give, show and end them. It
 * promises the replies of facts 1.1 to 1.6.
 */
import type { FastifyInstance } from 'fastify'
import type { Switches } from '../control/switches.ts'
import type { Org } from '../org/org.ts'
import type { Clock } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import { createAuthorizationCodes } from './authorization-codes.ts'
import { addAuthorizeRoutes } from './authorize-routes.ts'
import type { CoreTokens } from './core-tokens.ts'
import { addExchangeRoutes } from './exchange-routes.ts'
import { addIdentityUrlRoutes } from './identity-url-routes.ts'
import { createLoginCounter } from './login-counter.ts'
import { createRefreshTokens } from './refresh-tokens.ts'
import { addSessionRoutes } from './session-routes.ts'
import { addSignInRoutes } from './sign-in-routes.ts'
import type { TenantTokens } from './tenant-tokens.ts'

type Needs = {
  readonly org: Org
  readonly clock: Clock
  readonly random: Random
  readonly coreTokens: CoreTokens
  readonly tenantTokens: TenantTokens
  readonly switches: () => Switches
  /** Told here how to forget approvals, codes and the count of logins. */
  readonly resettables: (() => void)[]
  /** The practice org's own base address, known once it listens. */
  readonly ownUrl: () => string
  readonly loopbackTenantUrl: () => string
}

export function addOauthEndpoints(app: FastifyInstance, needs: Needs): void {
  const { clock, random, resettables } = needs
  const refreshTokens = createRefreshTokens(clock, random)
  const codes = createAuthorizationCodes(clock, random)
  const logins = createLoginCounter(clock)
  resettables.push(() => {
    refreshTokens.revokeAll()
    codes.forgetAll()
    logins.reset()
  })
  addSignInRoutes(app, { ...needs, refreshTokens, codes, logins })
  addAuthorizeRoutes(app, { ...needs, codes })
  addExchangeRoutes(app, needs)
  addSessionRoutes(app, { ...needs, refreshTokens })
  addIdentityUrlRoutes(app, needs)
}
