/** What an admin sets up on screen besides connectors: a look at a schema before it is uploaded, and data streams. */
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Switches } from '../control/switches.ts'
import { namedIn, type SchemaObject } from '../org/connector-schema.ts'
import type { Moment } from '../org/connector-changes.ts'
import { StreamSettings } from '../org/data-stream.ts'
import { connectorOf, type Org } from '../org/org.ts'
import { refused, type Refused } from '../org/refusal.ts'
import { readSchemaFile } from '../org/schema-file.ts'
import { updateProblemsOf } from '../org/schema-rules.ts'
import { newStreamId } from '../org/setup-ids.ts'
import { addStream, removeStream } from '../org/stream-changes.ts'
import { streamLabelOf, streamNameOf } from '../org/stream-name.ts'
import type { Clock } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import { bodyOf, onLoopbackOnly, sendRefusal } from './screen-door.ts'
import { streamUnknown } from './stream-routes.ts'

type Needs = {
  readonly org: Org
  readonly clock: Clock
  readonly random: Random
  readonly switches: () => Switches
}

const schemaCharsMax = 2_000_000

const SchemaText = Type.Object(
  { yaml: Type.String({ maxLength: schemaCharsMax }) },
  { additionalProperties: false },
)
const NewStream = Type.Object(
  { connector: Type.String({ minLength: 1 }), settings: StreamSettings },
  { additionalProperties: false },
)
const schemaTextCheck = Compile(SchemaText)
const newStreamCheck = Compile(NewStream)

export function addStreamSetupRoutes(app: FastifyInstance, needs: Needs): void {
  const { org, clock, random } = needs
  const onRequest = onLoopbackOnly(org)
  const moment = (): Moment => ({ nowMs: clock.now(), lockMs: needs.switches().nameLockMs })

  app.get('/practice-org/schemas', { onRequest }, () => ({
    connectors: org.setup.state().connectors.map(({ name, label, objects }) => ({
      name,
      label,
      objects: objects.map((object) => ({
        name: object.name,
        fields: object.fields.map(({ name: field, type }) => ({ name: field, type })),
        streamId: streamIdOf(org, name, object.name),
      })),
    })),
  }))

  app.post<{ Params: { name: string } }>(
    '/practice-org/schemas/:name/preview',
    { onRequest },
    (request, reply) => {
      const connector = connectorOf(org, request.params.name)
      if (connector === undefined) {
        const message = `There is no connector ${request.params.name}.`
        return sendRefusal(reply, 404, { code: 'CONNECTOR_UNKNOWN', message })
      }
      const body = bodyOf(schemaTextCheck, request)
      if (body.kind === 'refused') return sendRefusal(reply, 400, body.refusal)
      return previewOf(connector.objects, body.value.yaml)
    },
  )

  app.post('/practice-org/streams', { onRequest }, async (request, reply) => {
    const body = bodyOf(newStreamCheck, request)
    if (body.kind === 'refused') return sendRefusal(reply, 400, body.refusal)
    const { connector: connectorName, settings } = body.value
    const decided = await org.setup.change((state) => {
      const connector = namedIn(state.connectors, connectorName)
      if (connector === undefined) {
        return refused('NOT_FOUND', `There is no connector ${connectorName}.`)
      }
      const wanted = {
        id: newStreamId(random),
        name: streamNameOf(connector.name, settings.object),
        label: streamLabelOf(connector.name, settings.object),
        settings,
        lakeObjectName: undefined,
      }
      return addStream(state, connector.id, wanted, moment())
    })
    if (decided.kind === 'refused') return sendRefusal(reply, 400, refusalOf(decided))
    const { id, label, lakeObject } = decided.made
    return reply.code(201).send({ id, label, lakeObject })
  })

  app.delete<{ Params: { id: string } }>(
    '/practice-org/streams/:id',
    { onRequest },
    async (request, reply) => {
      const decided = await org.setup.change((state) => {
        const stream = state.streams.find(({ id }) => id === request.params.id)
        if (stream === undefined) return refused('NOT_FOUND', streamUnknown.message)
        return removeStream(state, stream.id, moment())
      })
      if (decided.kind === 'refused') return sendRefusal(reply, 404, streamUnknown)
      return { deleted: decided.made.label }
    },
  )
}

function streamIdOf({ setup }: Org, connector: string, object: string): string | null {
  const stream = setup
    .state()
    .streams.find((other) => other.connector === connector && other.object === object)
  return stream?.id ?? null
}

function refusalOf({ code, problems }: Refused) {
  return { code, message: problems.join(' ') }
}

/** What uploading this file would do: every problem, or what it adds. */
function previewOf(present: readonly SchemaObject[], yaml: string) {
  const reading = readSchemaFile(yaml)
  if (reading.kind === 'refused') return { problems: reading.problems, added: [] }
  const problems = updateProblemsOf(present, reading.objects)
  if (problems.length > 0) return { problems, added: [] }
  const added = reading.objects.flatMap((object) => {
    const before = namedIn(present, object.name)
    const fields = object.fields.filter(
      ({ name }) => namedIn(before?.fields ?? [], name) === undefined,
    )
    if (fields.length === 0) return []
    return [
      {
        object: object.name,
        isNew: before === undefined,
        fields: fields.map(({ name, type }) => ({ name, type })),
      },
    ]
  })
  return { problems: [], added }
}
