import { sessionRoutes } from './access/session-routes.ts'
import { tokenRoutes } from './access/token-routes.ts'
import { catalogRoutes } from './catalog/catalog-routes.ts'
import { deadLetterRoutes } from './dead-letters/dead-letter-routes.ts'
import { integrationRoutes } from './integrations/integration-routes.ts'
import { ledgerRoutes } from './integrations/ledger-routes.ts'
import { trialRoutes } from './integrations/trial-routes.ts'
import { liveEventRoutes } from './live-events/live-event-routes.ts'
import { pipelineRoutes } from './pipelines/pipeline-routes.ts'
import { systemRoutes } from './system/system-routes.ts'

/** Every call of the admin API, in the order of its document. */
export const adminRoutes = [
  ...catalogRoutes,
  ...integrationRoutes,
  ...trialRoutes,
  ...ledgerRoutes,
  ...liveEventRoutes,
  ...deadLetterRoutes,
  ...pipelineRoutes,
  ...tokenRoutes,
  ...sessionRoutes,
  ...systemRoutes,
] as const
