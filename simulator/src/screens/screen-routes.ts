import type { FastifyInstance } from 'fastify'
import { addExplorerRoutes } from './explorer-routes.ts'
import { addOverviewRoutes } from './overview-routes.ts'
import { addRulesetRoutes } from './ruleset-routes.ts'
import { addScreenFiles, screenFolderBuilt } from './screen-files.ts'
import { addStreamRoutes } from './stream-routes.ts'
import { addStreamSetupRoutes } from './stream-setup-routes.ts'

type Needs = Parameters<typeof addExplorerRoutes>[1] &
  Parameters<typeof addOverviewRoutes>[1] &
  Parameters<typeof addRulesetRoutes>[1] &
  Parameters<typeof addStreamRoutes>[1] &
  Parameters<typeof addStreamSetupRoutes>[1]

/** The screens under `/org/`, and what they read and change that no other module offers. */
export function addScreenRoutes(app: FastifyInstance, needs: Needs): void {
  addExplorerRoutes(app, needs)
  addOverviewRoutes(app, needs)
  addRulesetRoutes(app, needs)
  addStreamRoutes(app, needs)
  addStreamSetupRoutes(app, needs)
  addScreenFiles(app, { org: needs.org, folder: screenFolderBuilt })
}
