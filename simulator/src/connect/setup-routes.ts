import type { FastifyInstance } from 'fastify'
import { addConnectionRoutes } from './connection-routes.ts'
import { sendMissing } from './connect-reply.ts'
import { addConnectorScreenRoutes } from './connector-screen-routes.ts'
import { authorizeCore } from './core-access.ts'
import { addDataSpaceRoutes } from './data-space-routes.ts'
import { addLakeObjectRoutes } from './lake-object-routes.ts'
import { addMappingRoutes } from './mapping-routes.ts'
import { addModelObjectRoutes } from './model-object-routes.ts'
import { addDataStreamRoutes } from './stream-routes.ts'

type Needs = Parameters<typeof addDataStreamRoutes>[1] &
  Parameters<typeof addConnectionRoutes>[1] &
  Parameters<typeof addLakeObjectRoutes>[1]

/** Everything an admin sets up, and the answer to what Connect REST has besides and the practice org has not. */
export function addSetupRoutes(app: FastifyInstance, needs: Needs): void {
  addConnectionRoutes(app, needs)
  addDataStreamRoutes(app, needs)
  addLakeObjectRoutes(app, needs)
  addModelObjectRoutes(app, needs)
  addMappingRoutes(app, needs)
  addDataSpaceRoutes(app, needs)
  addConnectorScreenRoutes(app, needs)
  app.all('/services/data/*', { onRequest: authorizeCore(needs) }, async (_request, reply) =>
    sendMissing(reply),
  )
}
