/** Every address by which data are read back, of both hosts. */
import type { FastifyInstance } from 'fastify'
import { addQueryProfileRoutes } from '../connect/query-profile-routes.ts'
import { addQuerySqlRoutes } from '../connect/query-sql-routes.ts'
import { addQueryTwinRoutes } from '../connect/query-twin-routes.ts'
import { addMetadataRoutes } from './metadata-routes.ts'
import { addProfileRoutes } from './profile-routes.ts'
import { addQueryRoutes } from './query-routes.ts'
import { addV3Routes } from './v3-routes.ts'

type Needs = Parameters<typeof addQueryRoutes>[1] &
  Parameters<typeof addV3Routes>[1] &
  Parameters<typeof addMetadataRoutes>[1] &
  Parameters<typeof addProfileRoutes>[1] &
  Parameters<typeof addQuerySqlRoutes>[1] &
  Parameters<typeof addQueryTwinRoutes>[1] &
  Parameters<typeof addQueryProfileRoutes>[1]

export function addQueryApi(app: FastifyInstance, needs: Needs): void {
  addQueryRoutes(app, needs)
  addV3Routes(app, needs)
  addMetadataRoutes(app, needs)
  addProfileRoutes(app, needs)
  addQuerySqlRoutes(app, needs)
  addQueryTwinRoutes(app, needs)
  addQueryProfileRoutes(app, needs)
}
