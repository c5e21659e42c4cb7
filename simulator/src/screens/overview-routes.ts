/** What *Home* shows, and the one change of *Connected app* that the control API does not make by itself: a new secret. */
import type { FastifyInstance } from 'fastify'
import type { Landing } from '../landing/landing.ts'
import { endpointPathOf } from './endpoint-path.ts'
import type { Org } from '../org/org.ts'
import type { Random } from '../platform/random.ts'
import { onLoopbackOnly } from './screen-door.ts'

type Needs = {
  readonly org: Org
  readonly random: Random
  readonly landing: Pick<Landing, 'countsOf' | 'pendingCount'>
  readonly ownUrl: () => string
}

/** As long as Salesforce's own. */
const secretCharCount = 64

export function addOverviewRoutes(app: FastifyInstance, needs: Needs): void {
  const { org, random } = needs
  const onRequest = onLoopbackOnly(org)

  app.get('/practice-org/overview', { onRequest }, () => overviewOf(needs))

  /** Only now, and never again, the secret is told; whoever uses the old one is refused at the next sign-in. */
  app.post('/practice-org/connected-app/rotate-secret', { onRequest }, async () => {
    const clientSecret = random.hex(secretCharCount).toUpperCase()
    await org.changeApp({ ...org.app, clientSecret })
    return { clientSecret }
  })
}

function overviewOf({ org, landing, ownUrl }: Needs) {
  const { connectors, streams } = org.setup.state()
  const counts = streams.map((stream) => landing.countsOf(stream))
  const sumOf = (count: (one: (typeof counts)[number]) => number) =>
    counts.reduce((sum, one) => sum + count(one), 0)
  return {
    url: ownUrl(),
    subdomain: org.subdomain,
    coreHost: org.coreHost,
    tenantHost: org.tenantHost,
    orgId: org.orgId,
    clientId: org.app.clientId,
    clientSecret: org.app.clientSecret,
    scopes: org.app.scopes,
    connectors: connectors.map(({ name, label, objects }) => ({
      name,
      label,
      endpoints: objects.map(({ name: object }) => ({
        object,
        path: endpointPathOf(name, object),
        hasStream: streams.some((other) => other.connector === name && other.object === object),
      })),
    })),
    acceptedCount: sumOf(({ acceptedCount }) => acceptedCount),
    landedCount: sumOf(({ addedCount, replacedCount }) => addedCount + replacedCount),
    problemCount: sumOf(({ problemCount }) => problemCount),
    pendingCount: landing.pendingCount(),
  }
}
