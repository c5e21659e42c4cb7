import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  parseSearchWith,
  redirect,
  stringifySearchWith,
} from '@tanstack/react-router'
import { sessionKey, signIn } from './api/session.ts'
import { InstallPage } from './integrations/install-page.tsx'
import { IntegrationPage } from './integrations/integration-page.tsx'
import { IntegrationLibrary } from './integrations/integration-library.tsx'
import { IntegrationsPage } from './integrations/integrations-page.tsx'
import { MyIntegrations } from './integrations/my-integrations.tsx'
import { liveSearchOf } from './live-events/filters.ts'
import { LiveEventsPage } from './live-events/live-events-page.tsx'
import { NotFound } from './shell/not-found.tsx'
import { SignedIn } from './shell/signed-in.tsx'
import { SignInFailed, SigningIn } from './sign-in/sign-in-page.tsx'

type Context = { readonly client: QueryClient }

const rootRoute = createRootRouteWithContext<Context>()({ notFoundComponent: NotFound })

/** `/sign-in#<code>`: the code is behind `#`, so it is in no server's log and in no Referer. */
const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  // In the loader and not in a component: a one-time code must be sent once, however often something is drawn.
  loader: async ({ location, context }) => {
    context.client.setQueryData(sessionKey, await signIn(location.hash))
    throw redirect({ to: '/live-events', replace: true })
  },
  pendingComponent: SigningIn,
  errorComponent: SignInFailed,
})

const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  component: SignedIn,
})

const homeRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/live-events', replace: true })
  },
})

const liveEventsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/live-events',
  validateSearch: liveSearchOf,
  component: LiveEventsPage,
})

const integrationsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/integrations',
})

const integrationTabsRoute = createRoute({
  getParentRoute: () => integrationsRoute,
  id: 'tabs',
  component: IntegrationsPage,
})

const myIntegrationsRoute = createRoute({
  getParentRoute: () => integrationTabsRoute,
  path: '/',
  component: MyIntegrations,
})

const libraryRoute = createRoute({
  getParentRoute: () => integrationTabsRoute,
  path: '/library',
  component: IntegrationLibrary,
})

const installRoute = createRoute({
  getParentRoute: () => integrationsRoute,
  path: '/library/$key/install',
  component: InstallPage,
})

const integrationRoute = createRoute({
  getParentRoute: () => integrationsRoute,
  path: '/$integrationId',
  // `?check=now`: the connection is checked without a click, right after installing.
  validateSearch: (search: Record<string, unknown>): { check?: 'now' } =>
    search['check'] === 'now' ? { check: 'now' } : {},
  component: IntegrationPage,
})

const routeTree = rootRoute.addChildren([
  signInRoute,
  signedInRoute.addChildren([
    homeRoute,
    liveEventsRoute,
    integrationsRoute.addChildren([
      integrationTabsRoute.addChildren([myIntegrationsRoute, libraryRoute]),
      installRoute,
      integrationRoute,
    ]),
  ]),
])

export function createConsoleRouter(client: QueryClient) {
  return createRouter({
    routeTree,
    context: { client },
    // Plain `?type=track`, not JSON: people read, type and share these addresses.
    parseSearch: parseSearchWith((text) => text),
    stringifySearch: stringifySearchWith(String),
    defaultPendingMs: 300,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>
  }
}
