/** Metadata API (facts 6.4). */
import type { FastifyInstance } from 'fastify'
import { authorize } from '../http/tenant-access.ts'
import type { LakeObject } from '../lake/lake-object.ts'
import type { Lake } from '../lake/lake.ts'
import type { FieldType } from '../org/connector-schema.ts'
import type { Org } from '../org/org.ts'
import type { Clock } from '../platform/clock.ts'
import { mayQuery } from '../signin/sign-in.ts'
import type { TenantTokens } from '../signin/tenant-tokens.ts'

type Needs = {
  readonly org: Org
  readonly clock: Clock
  readonly lake: Lake
  readonly tenantTokens: TenantTokens
}

/** Which scope metadata needs is not documented; the one of queries is assumed. */
export function addMetadataRoutes(app: FastifyInstance, needs: Needs): void {
  const onRequest = authorize({ ...needs, scope: 'cdp_query_api', isAllowed: mayQuery })
  app.get('/api/v1/metadata', { onRequest }, (request) => {
    const query = new URLSearchParams(request.url.split('?')[1] ?? '')
    const entityType = query.get('entityType')
    const category = query.get('entityCategory')
    const name = query.get('entityName')
    if (entityType !== null && entityType !== 'DataLakeObject') return { metadata: [] }
    const metadata = needs.lake
      .objects()
      .map(metadataOf)
      .filter((entry) => category === null || entry.category === category)
      .filter((entry) => name === null || entry.name === name)
    return { metadata }
  })
}

function metadataOf(object: LakeObject) {
  const { stream } = object
  return {
    name: object.name,
    displayName: `${stream.connector}-${stream.object}`,
    // "Other" shows as "Related" {META}.
    category: stream.category === 'Other' ? 'Related' : stream.category,
    fields: object.columns.map((column) => ({
      name: column.name,
      displayName: column.field?.name ?? column.name.replace(/__c$/, ''),
      type: metadataTypeOf(column.type),
      ...(column.name === object.primaryKeyColumn
        ? { keyQualifier: `KQ_${stream.primaryKey.name}__c` }
        : {}),
    })),
    indexes: [],
    relationships: [],
    primaryKeys: [
      {
        name: object.primaryKeyColumn,
        displayName: stream.primaryKey.name,
        indexOrder: '1',
      },
    ],
  }
}

function metadataTypeOf(type: FieldType): 'STRING' | 'NUMBER' | 'DATE_TIME' | 'DATE' | 'BOOLEAN' {
  switch (type) {
    case 'number':
    case 'percent':
      return 'NUMBER'
    case 'boolean':
      return 'BOOLEAN'
    case 'date':
      return 'DATE'
    case 'date-time':
      return 'DATE_TIME'
    case 'text':
    case 'email':
    case 'phone':
    case 'url':
      return 'STRING'
  }
}
