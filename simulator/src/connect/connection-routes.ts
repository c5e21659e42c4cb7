/**
 * Connectors by Connect REST (facts 4.4). Statuses: {CONN}; names, codes and quirks: {SDK,AFD}, read 2026-11. Only the
 * connector type `IngestApi` exists here.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Switches } from '../control/switches.ts'
import {
  addConnector,
  putSchema,
  relabelConnector,
  removeConnector,
} from '../org/connector-changes.ts'
import type { Connector } from '../org/connector.ts'
import type { Org } from '../org/org.ts'
import { newConnectorId } from '../org/setup-ids.ts'
import type { Clock } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import type { CoreTokens } from '../signin/core-tokens.ts'
import { authorizeCore } from './core-access.ts'
import { connectionOf, connectorType, endpointsFileOf, schemasOf } from './connection-reply.ts'
import {
  sendConnectError,
  sendConnectErrors,
  sendConnectJson,
  sendMissing,
  sendRefusal,
  ssotPath,
} from './connect-reply.ts'
import { queryOf } from '../http/request-query.ts'
import { ordered, pageOf } from './page.ts'
import { readBody, sendBodyRefusal } from './request-json.ts'
import { readSchemaBody } from './schema-body.ts'

type Needs = {
  readonly org: Org
  readonly clock: Clock
  readonly random: Random
  readonly coreTokens: CoreTokens
  readonly switches: () => Switches
}

/** The default is assumed; the documents give no number for connections. */
const pageLimits = { limitDefault: 20, limitMax: 200 }

const ConnectionBody = Type.Object({
  connectorType: Type.String(),
  label: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  name: Type.Optional(Type.Union([Type.String(), Type.Null()])),
})
const connectionCheck = Compile(ConnectionBody)

type IdParams = { readonly Params: { readonly id: string } }
type IdRequest = FastifyRequest<IdParams>

export function addConnectionRoutes(app: FastifyInstance, needs: Needs): void {
  const { org } = needs
  const path = `${ssotPath}/connections`
  const onRequest = authorizeCore(needs)
  /** Finds the connection of a path, or says that there is none. */
  const withConnection =
    (answer: (connector: Connector, request: IdRequest, reply: FastifyReply) => unknown) =>
    async (request: IdRequest, reply: FastifyReply) => {
      const { connectors } = org.setup.state()
      const connector = connectors.find(({ id }) => id === request.params.id)
      return connector === undefined ? sendMissing(reply) : answer(connector, request, reply)
    }

  app.get(path, { onRequest }, async (request, reply) => listConnections(org, request, reply))
  app.post(path, { onRequest }, async (request, reply) => createConnection(needs, request, reply))
  app.post(`${path}/actions/test`, { onRequest }, async (request, reply) => {
    const body = readBody(connectionCheck, request)
    if (body.kind === 'refused') return sendBodyRefusal(reply, body)
    if (body.value.connectorType !== connectorType) {
      return sendTypeRefusal(reply, body.value.connectorType)
    }
    return sendConnectJson(reply, 200, { errors: [], success: true })
  })

  app.get<IdParams>(
    `${path}/:id`,
    { onRequest },
    withConnection((connector, _request, reply) =>
      sendConnectJson(reply, 200, connectionOf(org, connector)),
    ),
  )
  app.put<IdParams>(
    `${path}/:id`,
    { onRequest },
    withConnection((connector, request, reply) => replace(needs, connector, { request, reply })),
  )
  app.patch<IdParams>(
    `${path}/:id`,
    { onRequest },
    // Only SalesforceMarketingCloud and StreamingApp connections can be updated; others are replaced {CONN}.
    withConnection((_connector, _request, reply) =>
      sendConnectError(
        reply,
        400,
        'INVALID_INPUT',
        `Update is not supported for connector type ${connectorType}`,
      ),
    ),
  )
  app.delete<IdParams>(
    `${path}/:id`,
    { onRequest },
    withConnection(async (connector, _request, reply) => {
      const moment = momentOf(needs)
      const decided = await org.setup.change((state) =>
        removeConnector(state, connector.id, moment),
      )
      return decided.kind === 'refused' ? sendRefusal(reply, decided) : reply.code(204).send()
    }),
  )
  app.post<IdParams>(
    `${path}/:id/actions/test`,
    { onRequest },
    withConnection((_connector, _request, reply) =>
      sendConnectJson(reply, 200, { errors: [], success: true }),
    ),
  )
  app.get<IdParams>(
    `${path}/:id/endpoints`,
    { onRequest },
    withConnection((connector, _request, reply) =>
      reply
        .code(200)
        .header('content-type', 'application/octet-stream')
        .send(endpointsFileOf(org, connector)),
    ),
  )
  app.get<IdParams>(
    `${path}/:id/schema`,
    { onRequest },
    withConnection((connector, _request, reply) => sendSchemas(needs, reply, connector)),
  )
  app.put<IdParams>(
    `${path}/:id/schema`,
    { onRequest },
    withConnection((connector, request, reply) => upload(needs, connector, { request, reply })),
  )
  app.post<IdParams>(
    `${path}/:id/schema/actions/test`,
    { onRequest },
    withConnection((connector, _request, reply) => {
      const errors =
        connector.objects.length > 0
          ? []
          : [{ errorCode: 'INVALID_INPUT', errorMessage: 'The connector has no schema.' }]
      return sendConnectJson(reply, 200, { errors, success: errors.length === 0 })
    }),
  )
}

export function momentOf({ clock, switches }: Pick<Needs, 'clock' | 'switches'>) {
  return { nowMs: clock.now(), lockMs: switches().nameLockMs }
}

function listConnections(org: Org, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const query = queryOf(request)
  const type = query.get('connectorType')
  if (type !== connectorType) return sendTypeRefusal(reply, type)
  const [label, devName] = [query.get('label'), query.get('devName')]
  const found = org.setup
    .state()
    .connectors.filter(
      (connector) =>
        (label === null || connector.label === label) &&
        (devName === null || [connector.internalName, connector.name].includes(devName)),
    )
  const isByDate = /Date/.test(query.get('orderBy') ?? '')
  const sorted = ordered(request, found, (connector) =>
    isByDate ? new Date(connector.createdAtMs).toISOString() : connector.label,
  )
  const reading = pageOf(request, sorted, pageLimits)
  if (reading.kind === 'refused') {
    return sendConnectError(reply, 400, 'ILLEGAL_QUERY_PARAMETER_VALUE', reading.problem)
  }
  const { links, entries } = reading.page
  return sendConnectJson(reply, 200, {
    ...links,
    connections: entries.map((connector) => connectionOf(org, connector)),
  })
}

/** The code and the words for an unknown type are seen {SDK}; those for a missing one are assumed. */
function sendTypeRefusal(reply: FastifyReply, type: string | null): FastifyReply {
  const message =
    type === null
      ? 'The query parameter connectorType is required'
      : `ConnectorType [${type}] is not supported`
  return sendConnectError(reply, 400, 'ILLEGAL_QUERY_PARAMETER_VALUE', message)
}

async function createConnection(
  needs: Needs,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { org, random } = needs
  const body = readBody(connectionCheck, request)
  if (body.kind === 'refused') return sendBodyRefusal(reply, body)
  const { label, name, connectorType: type } = body.value
  if (type !== connectorType) return sendTypeRefusal(reply, type)
  const wanted = {
    ...{ id: newConnectorId(random), uuid: random.uuid() },
    ...{ label: label ?? name ?? '', name: name ?? undefined },
  }
  const moment = momentOf(needs)
  const decided = await org.setup.change((state) => addConnector(state, wanted, moment))
  if (decided.kind === 'refused') return sendRefusal(reply, decided)
  return sendConnectJson(reply, 201, connectionOf(org, decided.made))
}

type Exchange = { readonly request: FastifyRequest; readonly reply: FastifyReply }

/** Its name is part of every endpoint, so that only the label changes (assumed). */
async function replace(
  { org }: Needs,
  connector: Connector,
  { request, reply }: Exchange,
): Promise<FastifyReply> {
  const body = readBody(connectionCheck, request)
  if (body.kind === 'refused') return sendBodyRefusal(reply, body)
  const { label, connectorType: type } = body.value
  if (type !== connectorType) return sendTypeRefusal(reply, type)
  const decided = await org.setup.change((state) =>
    relabelConnector(state, connector.id, label ?? ''),
  )
  return decided.kind === 'refused' ? sendRefusal(reply, decided) : reply.code(204).send()
}

/** What a real org says of a missing label: its own null pointer, in these words {SDK,AFD}. */
const labelMissingMessage =
  'Cannot invoke "java.lang.CharSequence.length()" because "this.text" is null'

async function upload(
  needs: Needs,
  connector: Connector,
  { request, reply }: Exchange,
): Promise<FastifyReply> {
  const body = readSchemaBody(request)
  switch (body.kind) {
    case 'label-missing':
      return sendConnectError(reply, 500, 'INTERNAL_SERVER_ERROR', labelMissingMessage)
    case 'refused':
      return sendConnectErrors(reply, 400, body.code, body.problems)
    case 'read': {
      const decided = await needs.org.setup.change((state) =>
        putSchema(state, connector.id, body.objects),
      )
      if (decided.kind === 'refused') return sendRefusal(reply, decided)
      return sendSchemas(needs, reply, decided.made)
    }
  }
}

function sendSchemas({ org, switches }: Needs, reply: FastifyReply, connector: Connector) {
  const { streams } = org.setup.state()
  return sendConnectJson(reply, 200, schemasOf(connector, streams, switches()))
}
