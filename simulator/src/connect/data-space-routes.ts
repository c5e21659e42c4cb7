/** Data spaces by Connect REST: an org has the one that is there from the beginning {CONN}. */
import type { FastifyInstance } from 'fastify'
import type { Org } from '../org/org.ts'
import type { CoreTokens } from '../signin/core-tokens.ts'
import { assetOf } from './asset.ts'
import { sendConnectError, sendConnectJson, sendMissing, ssotPath } from './connect-reply.ts'
import { authorizeCore } from './core-access.ts'
import { pageOf } from './page.ts'

type Needs = {
  readonly org: Org
  readonly coreTokens: CoreTokens
}

export const dataSpaceDefault = 'default'
const dataSpaceId = '0vhxx0000000001AAA'
/** Source: {CONN}. */
const pageLimits = { limitDefault: 50, limitMax: 4_999 }
/** It is as old as the org: a day nobody depends on. */
const createdAtMs = Date.parse('2026-01-01T00:00:00.000Z')

export function addDataSpaceRoutes(app: FastifyInstance, needs: Needs): void {
  const onRequest = authorizeCore(needs)
  const path = `${ssotPath}/data-spaces`

  app.get(path, { onRequest }, async (request, reply) => {
    const reading = pageOf(request, [dataSpaceOf(needs)], pageLimits)
    if (reading.kind === 'refused') {
      return sendConnectError(reply, 400, 'ILLEGAL_QUERY_PARAMETER_VALUE', reading.problem)
    }
    const { links, entries } = reading.page
    return sendConnectJson(reply, 200, { ...links, dataSpaces: entries })
  })

  app.get<{ Params: { idOrName: string } }>(
    `${path}/:idOrName`,
    { onRequest },
    async (request, reply) => {
      const { idOrName } = request.params
      return idOrName === dataSpaceDefault || idOrName === dataSpaceId
        ? sendConnectJson(reply, 200, dataSpaceOf(needs))
        : sendMissing(reply)
    },
  )
}

function dataSpaceOf({ org }: Needs) {
  return {
    ...dataSpaceReferenceOf(org),
    description: 'The default data space',
    prefix: '',
    status: 'Active',
  }
}

/** How other things name their data space. */
export function dataSpaceReferenceOf(org: Org) {
  return {
    ...assetOf(org, createdAtMs),
    id: dataSpaceId,
    label: dataSpaceDefault,
    name: dataSpaceDefault,
  }
}
