import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router'
import { ConnectedAppPage } from './connected-app/connected-app-page.tsx'
import { explorerSearchOf } from './explorer/explorer-search.ts'
import { ExplorerPage } from './explorer/explorer-page.tsx'
import { HomePage } from './home/home-page.tsx'
import { IdentityPage } from './identity/identity-page.tsx'
import { ProfilePage } from './identity/profile-page.tsx'
import { NotFound } from './shell/not-found.tsx'
import { Shell } from './shell/shell.tsx'
import { ConnectorPage } from './streams/connector-page.tsx'
import { NewConnectorPage } from './streams/new-connector-page.tsx'
import { NewStreamPage } from './streams/new-stream-page.tsx'
import { StreamPage } from './streams/stream-page.tsx'
import { StreamsPage } from './streams/streams-page.tsx'
import { TrafficPage } from './traffic/traffic-page.tsx'
import { trafficSearchOf } from './traffic/traffic-search.ts'

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFound })

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: HomePage,
})

const explorerRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/explorer',
  validateSearch: explorerSearchOf,
  component: ExplorerPage,
})

const streamsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/streams',
  component: StreamsPage,
})

const newConnectorRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/streams/new-connector',
  component: NewConnectorPage,
})

const newStreamRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/streams/new',
  validateSearch: (search: Record<string, unknown>): { connector?: string; object?: string } => ({
    ...textIn(search, 'connector'),
    ...textIn(search, 'object'),
  }),
  component: NewStreamPage,
})

const connectorRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/streams/connectors/$name',
  component: ConnectorPage,
})

const streamRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/streams/$streamId',
  component: StreamPage,
})

const identityRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/identity',
  validateSearch: (
    search: Record<string, unknown>,
  ): { ruleset?: string; search?: string; page?: number } => ({
    ...textIn(search, 'ruleset'),
    ...textIn(search, 'search'),
    ...(typeof search['page'] === 'number' ? { page: search['page'] } : {}),
  }),
  component: IdentityPage,
})

const profileRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/identity/$rulesetId/$unifiedId',
  component: ProfilePage,
})

const connectedAppRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/connected-app',
  component: ConnectedAppPage,
})

const trafficRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/traffic',
  validateSearch: trafficSearchOf,
  component: TrafficPage,
})

const routeTree = rootRoute.addChildren([
  homeRoute,
  explorerRoute,
  streamsRoute,
  newConnectorRoute,
  newStreamRoute,
  connectorRoute,
  streamRoute,
  identityRoute,
  profileRoute,
  connectedAppRoute,
  trafficRoute,
])

export function createScreenRouter() {
  return createRouter({ routeTree, basepath: '/org' })
}

function textIn<Name extends string>(
  search: Record<string, unknown>,
  name: Name,
): { [Key in Name]?: string } {
  const value = search[name]
  // parsed: the one key that the type allows.
  return (typeof value === 'string' ? { [name]: value } : {}) as { [Key in Name]?: string }
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createScreenRouter>
  }
}
