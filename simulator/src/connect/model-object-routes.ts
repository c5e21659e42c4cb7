/** Data model objects by Connect REST: the standard ones, and what identity resolution makes. Members: {CONN}, {SDK}. */
import type { FastifyInstance } from 'fastify'
import type { Switches } from '../control/switches.ts'
import { eventTimeField } from '../model/mapping-rules.ts'
import { keyQualifierNameOf, type DataModelObject } from '../model/data-model-object.ts'
import { modelOf } from '../model/model.ts'
import type { Org } from '../org/org.ts'
import type { CoreTokens } from '../signin/core-tokens.ts'
import { assetOf } from './asset.ts'
import { sendConnectError, sendConnectJson, ssotPath } from './connect-reply.ts'
import { authorizeCore } from './core-access.ts'
import { dataSpaceDefault } from './data-space-routes.ts'
import { dataTypeOf } from './data-type.ts'
import { enumText } from './enum-style.ts'
import { ordered, pageOf } from './page.ts'

type Needs = {
  readonly org: Org
  readonly coreTokens: CoreTokens
  readonly switches: () => Switches
}

/** The default is documented {CONN}, the largest one assumed. */
const pageLimits = { limitDefault: 50, limitMax: 200 }
/** They are as old as the org. */
const createdAtMs = Date.parse('2026-01-01T00:00:00.000Z')

export function addModelObjectRoutes(app: FastifyInstance, needs: Needs): void {
  const { org, switches } = needs
  const onRequest = authorizeCore(needs)
  const path = `${ssotPath}/data-model-objects`
  const objects = () => modelOf(org.setup.state())

  app.get(path, { onRequest }, async (request, reply) => {
    const reading = pageOf(
      request,
      ordered(request, objects(), ({ name }) => name),
      pageLimits,
    )
    if (reading.kind === 'refused') {
      return sendConnectError(reply, 400, 'ILLEGAL_QUERY_PARAMETER_VALUE', reading.problem)
    }
    const { links, entries } = reading.page
    return sendConnectJson(reply, 200, {
      ...links,
      // One word, not several: the description's own oddity {SDK}.
      dataModelObject: entries.map((object) => modelObjectOf(org, object, switches())),
    })
  })

  app.get<{ Params: { name: string } }>(`${path}/:name`, { onRequest }, async (request, reply) => {
    const { name } = request.params
    const object = objects().find((candidate) => candidate.name === name)
    if (object !== undefined) {
      return sendConnectJson(reply, 200, modelObjectOf(org, object, switches()))
    }
    return sendConnectError(reply, 404, 'NOT_FOUND', unknownModelObjectOf(name))
  })
}

/** Documented {CONN}. */
export function unknownModelObjectOf(name: string): string {
  return `No record exists or user might not have access to DMO with developer name: ${name}.`
}

function modelObjectOf(org: Org, object: DataModelObject, switches: Switches) {
  const { name, label, category, fields, primaryKey } = object
  const hasEventTime = fields.some((field) => field.name === eventTimeField)
  return {
    ...assetOf(org, createdAtMs),
    label,
    name,
    // Live orgs answer in capitals {SDK,AFD}.
    category: enumText(switches, { seen: category.toUpperCase(), documented: category }),
    // Seen, though not described {AFD}: a client waits for it.
    dataSpaceName: dataSpaceDefault,
    ...(category === 'Engagement' && hasEventTime
      ? { eventDateTimeFieldName: eventTimeField }
      : {}),
    fields: fields.map((field) => ({
      isPrimaryKey: field.name === primaryKey,
      ...(field.name === primaryKey ? { keyQualifierField: keyQualifierNameOf(field.name) } : {}),
      label: field.label,
      name: field.name,
      type: dataTypeOf(field.type),
    })),
    type: 'DataModelObject',
    status: 'Active',
  }
}
