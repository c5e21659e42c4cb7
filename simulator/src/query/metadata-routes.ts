/** Metadata API (facts 6.4). */
import type { FastifyInstance } from 'fastify'
import { authorize } from '../http/tenant-access.ts'
import type { Lake } from '../lake/lake.ts'
import type { Org } from '../org/org.ts'
import type { Setup } from '../org/setup.ts'
import type { Clock } from '../platform/clock.ts'
import { mayQuery } from '../signin/sign-in.ts'
import type { TenantTokens } from '../signin/tenant-tokens.ts'
import { metadataEntriesOf } from './metadata-entries.ts'
import { queryOf } from '../http/request-query.ts'

type Needs = {
  readonly org: Org
  readonly setup: Setup
  readonly clock: Clock
  readonly lake: Lake
  readonly tenantTokens: TenantTokens
}

/** Which scope metadata needs is not documented; the one of queries is assumed. */
export function addMetadataRoutes(app: FastifyInstance, needs: Needs): void {
  const onRequest = authorize({ ...needs, scope: 'cdp_query_api', isAllowed: mayQuery })
  app.get('/api/v1/metadata', { onRequest }, (request) => ({
    metadata: metadataEntriesOf(needs, queryOf(request)),
  }))
}
