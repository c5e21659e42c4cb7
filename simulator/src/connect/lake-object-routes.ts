/** Lake objects by Connect REST: looked at here, made and deleted with their data streams. Members: {CONN}, {SDK}. */
import type { FastifyInstance } from 'fastify'
import type { Switches } from '../control/switches.ts'
import type { LakeObject } from '../lake/lake-object.ts'
import type { Lake } from '../lake/lake.ts'
import type { Org } from '../org/org.ts'
import type { CoreTokens } from '../signin/core-tokens.ts'
import { sendConnectError, sendConnectJson, sendMissing, ssotPath } from './connect-reply.ts'
import { authorizeCore } from './core-access.ts'
import { lakeObjectReplyOf } from './lake-object-reply.ts'
import { ordered, pageOf } from './page.ts'

type Needs = {
  readonly org: Org
  readonly lake: Pick<Lake, 'objects'>
  readonly coreTokens: CoreTokens
  readonly switches: () => Switches
}

/** The default is documented {CONN}, the largest one assumed. */
const pageLimits = { limitDefault: 20, limitMax: 200 }

export function addLakeObjectRoutes(app: FastifyInstance, needs: Needs): void {
  const { org, lake, switches } = needs
  const onRequest = authorizeCore(needs)
  const path = `${ssotPath}/data-lake-objects`
  const replyOf = (object: LakeObject) => lakeObjectReplyOf(org, object, switches())

  app.get(path, { onRequest }, async (request, reply) => {
    const objects = ordered(request, lake.objects(), ({ name }) => name)
    const reading = pageOf(request, objects, pageLimits)
    if (reading.kind === 'refused') {
      return sendConnectError(reply, 400, 'ILLEGAL_QUERY_PARAMETER_VALUE', reading.problem)
    }
    const { links, entries } = reading.page
    return sendConnectJson(reply, 200, { ...links, dataLakeObjects: entries.map(replyOf) })
  })

  app.get<{ Params: { idOrName: string } }>(
    `${path}/:idOrName`,
    { onRequest },
    async (request, reply) => {
      const { idOrName } = request.params
      const replies = lake.objects().map(replyOf)
      const found = replies.find(({ id, name }) => id === idOrName || name === idOrName)
      return found === undefined ? sendMissing(reply) : sendConnectJson(reply, 200, found)
    },
  )
}
