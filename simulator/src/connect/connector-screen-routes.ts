/**
 * Connectors as an admin makes them on screen, under "Setup > Ingestion API": our own addresses, answered only on the
 * loopback address. A schema is uploaded as the file it is.
 */
import type { FastifyInstance, FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Switches } from '../control/switches.ts'
import { addConnector, putSchema, removeConnector } from '../org/connector-changes.ts'
import type { Connector } from '../org/connector.ts'
import { connectorOf, type Org } from '../org/org.ts'
import { readSchemaFile } from '../org/schema-file.ts'
import { newConnectorId } from '../org/setup-ids.ts'
import type { Clock } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import { onLoopbackOnly } from '../screens/screen-door.ts'
import { momentOf } from './connection-routes.ts'
import { readBody } from './request-json.ts'

type Needs = {
  readonly org: Org
  readonly clock: Clock
  readonly random: Random
  readonly switches: () => Switches
}

const ConnectorBody = Type.Object(
  { name: Type.Optional(Type.String()), label: Type.String({ minLength: 1 }) },
  { additionalProperties: false },
)
const connectorCheck = Compile(ConnectorBody)

type NameParams = { readonly Params: { readonly name: string } }

export function addConnectorScreenRoutes(app: FastifyInstance, needs: Needs): void {
  const { org, random } = needs
  const onRequest = onLoopbackOnly(org)

  app.post('/practice-org/connectors', { onRequest }, async (request, reply) => {
    const body = readBody(connectorCheck, request)
    if (body.kind === 'refused') return refuse(reply, 400, 'INVALID_BODY', [body.problem])
    const { label, name } = body.value
    const wanted = { id: newConnectorId(random), uuid: random.uuid(), label, name }
    const moment = momentOf(needs)
    const decided = await org.setup.change((state) => addConnector(state, wanted, moment))
    if (decided.kind === 'refused') return refuse(reply, 400, decided.code, decided.problems)
    return reply.code(201).send(shownOf(decided.made))
  })

  app.put<NameParams>(
    '/practice-org/connectors/:name/schema',
    { onRequest },
    async (request, reply) => {
      const connector = connectorOf(org, request.params.name)
      if (connector === undefined) return refuseUnknown(reply, request.params.name)
      const text = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : ''
      const reading = readSchemaFile(text)
      if (reading.kind === 'refused') return refuse(reply, 400, 'INVALID_SCHEMA', reading.problems)
      const decided = await org.setup.change((state) =>
        putSchema(state, connector.id, reading.objects),
      )
      if (decided.kind === 'refused') return refuse(reply, 400, 'INVALID_SCHEMA', decided.problems)
      return shownOf(decided.made)
    },
  )

  app.delete<NameParams>(
    '/practice-org/connectors/:name',
    { onRequest },
    async (request, reply) => {
      const connector = connectorOf(org, request.params.name)
      if (connector === undefined) return refuseUnknown(reply, request.params.name)
      const moment = momentOf(needs)
      const decided = await org.setup.change((state) =>
        removeConnector(state, connector.id, moment),
      )
      if (decided.kind === 'refused') return refuse(reply, 400, decided.code, decided.problems)
      return { deleted: connector.name }
    },
  )
}

function shownOf({ id, name, label, objects }: Connector) {
  const shown = objects.map((object) => ({ name: object.name, fieldCount: object.fields.length }))
  return { id, name, label, objects: shown }
}

function refuseUnknown(reply: FastifyReply, name: string): FastifyReply {
  return refuse(reply, 404, 'CONNECTOR_UNKNOWN', [`There is no connector ${name}.`])
}

/** In the form of the control API, with each problem by itself as well. */
function refuse(
  reply: FastifyReply,
  status: number,
  code: string,
  problems: readonly string[],
): FastifyReply {
  return reply.code(status).send({ error: { code, message: problems.join(' '), problems } })
}
