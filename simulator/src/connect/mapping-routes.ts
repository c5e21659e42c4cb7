/** Mappings of lake objects to the data model by Connect REST. Statuses and words: {CONN}, {SDK}, {AFD}, read 2026-11. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { lakeObjectOf } from '../lake/lake-object.ts'
import { mappingProblemsOf } from '../model/mapping-rules.ts'
import { mappableObjectsOf } from '../model/model.ts'
import type { DataModelMapping } from '../org/data-model-mapping.ts'
import type { Org } from '../org/org.ts'
import { refused, type Decided } from '../org/refusal.ts'
import type { SetupState } from '../org/setup.ts'
import type { CoreTokens } from '../signin/core-tokens.ts'
import { sendConnectError, sendConnectJson, sendRefusal, ssotPath } from './connect-reply.ts'
import { authorizeCore } from './core-access.ts'
import { dataSpaceDefault } from './data-space-routes.ts'
import { unknownModelObjectOf } from './model-object-routes.ts'
import { queryOf } from '../http/request-query.ts'
import { pageOf } from './page.ts'
import { readBody, sendBodyRefusal } from './request-json.ts'

type Needs = {
  readonly org: Org
  readonly coreTokens: CoreTokens
}

const pageLimits = { limitDefault: 50, limitMax: 200 }

const MappingBody = Type.Object({
  sourceEntityDeveloperName: Type.String(),
  targetEntityDeveloperName: Type.String(),
  fieldMapping: Type.Array(
    Type.Object({
      sourceFieldDeveloperName: Type.String(),
      targetFieldDeveloperName: Type.String(),
    }),
  ),
})
const mappingCheck = Compile(MappingBody)

type NameParams = { readonly Params: { readonly name: string } }

export function addMappingRoutes(app: FastifyInstance, needs: Needs): void {
  const { org } = needs
  const onRequest = authorizeCore(needs)
  const path = `${ssotPath}/data-model-object-mappings`
  const mappingWith = (name: string) =>
    org.setup.state().mappings.find((mapping) => mapping.name === name)

  app.get(path, { onRequest }, async (request, reply) => listMappings(needs, request, reply))
  app.post(path, { onRequest }, async (request, reply) => createMapping(needs, request, reply))
  app.get<NameParams>(`${path}/:name`, { onRequest }, async (request, reply) => {
    const mapping = mappingWith(request.params.name)
    return mapping === undefined
      ? sendConnectError(reply, 404, 'NOT_FOUND', unknownMappingOf(request.params.name))
      : sendConnectJson(reply, 200, mappingReplyOf(mapping))
  })
  app.delete<NameParams>(`${path}/:name`, { onRequest }, async (request, reply) => {
    const decided = await org.setup.change((state) => removeMapping(state, request.params.name))
    // 200 is documented, its body is not {CONN}.
    return decided.kind === 'refused'
      ? sendRefusal(reply, decided)
      : sendConnectJson(reply, 200, {})
  })
}

/** Documented {CONN}. */
function unknownMappingOf(name: string): string {
  return `Object source target map not found for the given name: ${name}.`
}

function listMappings({ org }: Needs, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const query = queryOf(request)
  const target = query.get('dmoDeveloperName')
  const source = query.get('dloDeveloperName')
  const state = org.setup.state()
  if (target === null) {
    // Documented {CONN}.
    const message = 'DMO or source object (CRM) developer name is missing.'
    return sendConnectError(reply, 400, 'INVALID_INPUT', message)
  }
  if (!mappableObjectsOf(state).some(({ name }) => name === target)) {
    return sendConnectError(reply, 404, 'NOT_FOUND', unknownModelObjectOf(target))
  }
  const found = state.mappings.filter(
    (mapping) =>
      mapping.targetObject === target && (source === null || mapping.sourceObject === source),
  )
  if (found.length === 0) {
    // Seen {SDK}: no empty list.
    const message = 'Object Source Target Map not found for the given Target Object Dev Name'
    return sendConnectError(reply, 404, 'NOT_FOUND', message)
  }
  const reading = pageOf(request, found, pageLimits)
  if (reading.kind === 'refused') {
    return sendConnectError(reply, 400, 'ILLEGAL_QUERY_PARAMETER_VALUE', reading.problem)
  }
  const { links, entries } = reading.page
  return sendConnectJson(reply, 200, {
    ...links,
    objectSourceTargetMaps: entries.map(mappingReplyOf),
  })
}

async function createMapping(
  { org }: Needs,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const body = readBody(mappingCheck, request)
  if (body.kind === 'refused') return sendBodyRefusal(reply, body)
  const dataspace = queryOf(request).get('dataspace') ?? dataSpaceDefault
  if (dataspace !== dataSpaceDefault) {
    return sendConnectError(reply, 404, 'NOT_FOUND', `There is no data space "${dataspace}".`)
  }
  const { sourceEntityDeveloperName, targetEntityDeveloperName, fieldMapping } = body.value
  const wanted: DataModelMapping = {
    name: `${sourceEntityDeveloperName}_${targetEntityDeveloperName}`,
    sourceObject: sourceEntityDeveloperName,
    targetObject: targetEntityDeveloperName,
    fields: fieldMapping.map((field) => ({
      source: field.sourceFieldDeveloperName,
      target: field.targetFieldDeveloperName,
    })),
  }
  const decided = await org.setup.change((state) => addMapping(state, wanted))
  if (decided.kind === 'refused') return sendRefusal(reply, decided)
  return sendConnectJson(reply, 200, mappingReplyOf(decided.made))
}

function addMapping(state: SetupState, wanted: DataModelMapping): Decided<DataModelMapping> {
  const stream = state.streams.find(({ lakeObject }) => lakeObject === wanted.sourceObject)
  if (stream === undefined) {
    return refused('NOT_FOUND', `There is no data lake object ${wanted.sourceObject}.`)
  }
  const target = mappableObjectsOf(state).find(({ name }) => name === wanted.targetObject)
  if (target === undefined) return refused('NOT_FOUND', unknownModelObjectOf(wanted.targetObject))
  if (state.mappings.some(({ name }) => name === wanted.name)) {
    // The code is seen {AFD}, its words are assumed.
    return refused(
      'DUPLICATE_DLO_TO_DMO_MAPPING',
      `${wanted.sourceObject} is mapped to ${wanted.targetObject} already.`,
    )
  }
  const problems = mappingProblemsOf(wanted, lakeObjectOf(stream, new Set()), target)
  if (problems.length > 0) return refused('INVALID_INPUT', ...problems)
  return {
    kind: 'made',
    made: wanted,
    next: { ...state, mappings: [...state.mappings, wanted] },
  }
}

function removeMapping(state: SetupState, name: string): Decided<DataModelMapping> {
  const made = state.mappings.find((mapping) => mapping.name === name)
  if (made === undefined) return refused('NOT_FOUND', unknownMappingOf(name))
  const mappings = state.mappings.filter((mapping) => mapping.name !== name)
  return { kind: 'made', made, next: { ...state, mappings } }
}

function mappingReplyOf(mapping: DataModelMapping) {
  return {
    developerName: mapping.name,
    fieldMappings: mapping.fields.map(({ source, target }) => ({
      developerName: `${source}_${target}`,
      sourceFieldDeveloperName: source,
      targetFieldDeveloperName: target,
    })),
    sourceEntityDeveloperName: mapping.sourceObject,
    status: 'Active',
    targetEntityDeveloperName: mapping.targetObject,
  }
}
