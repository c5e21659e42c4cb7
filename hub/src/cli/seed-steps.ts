/**
 * The steps that deploy Signal's default objects into an org, as an admin would do them on screen. Each looks first for
 * what stands already, so that the whole may be repeated at any time; the key is the connector and the object's name.
 */
import type { DeployableObject } from '../app.ts'
import { failed, membersOf, type ConnectAnswer, type ConnectClient } from './connect-client.ts'
import { seedRuleset } from './seed-ruleset.ts'
import standardMappings from './standard-mappings.json' with { type: 'json' }

export type SeedOrder = {
  readonly client: ConnectClient
  /** Its name in the address of every object endpoint. */
  readonly connector: string
  readonly objects: readonly DeployableObject[]
  /** Shows a line for each step. */
  readonly say: (line: string) => void
}

/** @throws SignalError `cli.practice_org_failed` when the org refuses a step */
export async function seedOrg(order: SeedOrder): Promise<void> {
  const connection = await ensureConnection(order)
  await ensureSchema(order, connection)
  const lakeObjects = await ensureStreams(order, connection)
  await ensureMappings(order, lakeObjects)
  await ensureRuleset(order)
}

type Connection = { readonly id: string; readonly name: string }

/** Connections are found by their label, since the server replaces the name {SDK}. */
async function ensureConnection({ client, connector, say }: SeedOrder): Promise<Connection> {
  const query = new URLSearchParams({ connectorType: 'IngestApi', label: connector })
  const found = await expectDone(
    client.call('GET', `/connections?${query.toString()}`),
    'list connectors',
  )
  const [known] = listOf(found, 'connections')
  if (known !== undefined) {
    say(`connector ${connector} stood already`)
    return connectionOf(known)
  }
  const body = { connectorType: 'IngestApi', label: connector, name: connector }
  const made = await expectDone(client.call('POST', '/connections', body), 'make the connector')
  say(`connector ${connector} made`)
  return connectionOf(made)
}

function connectionOf(json: Readonly<Record<string, unknown>>): Connection {
  return { id: String(json['id']), name: String(json['name']) }
}

const dataTypes = {
  text: 'Text',
  number: 'Number',
  boolean: 'Boolean',
  date: 'Date',
  'date-time': 'DateTime',
  email: 'Email',
  phone: 'Phone',
  percent: 'Percent',
  url: 'Url',
} as const satisfies Record<DeployableObject['fields'][number]['type'], string>

/** What is there is sent again: an upload must hold everything that was uploaded before {SCH}. */
async function ensureSchema(order: SeedOrder, { id }: Connection): Promise<void> {
  const { client, objects, say } = order
  const path = `/connections/${id}/schema`
  const present = listOf(await expectDone(client.call('GET', path), 'read the schema'), 'schemas')
  const merged = mergedSchemas(present, objects)
  if (merged.addedCount === 0) {
    say(`schema stood already: ${objects.length} objects`)
    return
  }
  await expectDone(client.call('PUT', path, { schemas: merged.schemas }), 'upload the schema')
  say(`schema uploaded: ${objects.length} objects`)
}

function mergedSchemas(
  present: readonly Readonly<Record<string, unknown>>[],
  objects: readonly DeployableObject[],
) {
  let addedCount = 0
  const schemas = new Map<string, { readonly head: object; readonly fields: Map<string, object> }>()
  const schemaOf = (name: string, label: string) => {
    const known = schemas.get(name)
    if (known !== undefined) return known
    const head = { name, label, schemaType: 'IngestApi' }
    const made = { head, fields: new Map<string, object>() }
    schemas.set(name, made)
    return made
  }
  for (const schema of present) {
    const { fields } = schemaOf(String(schema['name']), String(schema['label']))
    for (const { name, label, dataType } of listOf(schema, 'fields')) {
      fields.set(String(name), { name, label, dataType })
    }
  }
  for (const object of objects) {
    const { fields } = schemaOf(object.name, object.name)
    for (const { name, type } of object.fields) {
      if (fields.has(name)) continue
      addedCount += 1
      fields.set(name, { name, label: name, dataType: dataTypes[type] })
    }
  }
  const list = [...schemas.values()].map(({ head, fields }) => ({
    ...head,
    fields: [...fields.values()],
  }))
  return { addedCount, schemas: list }
}

/** Names of the lake objects, by object. */
async function ensureStreams(
  order: SeedOrder,
  connection: Connection,
): Promise<ReadonlyMap<string, string>> {
  const { client, objects, say } = order
  const query = new URLSearchParams({ connectionName: connection.name, limit: '200' })
  const found = await expectDone(
    client.call('GET', `/data-streams?${query.toString()}`),
    'list data streams',
  )
  const lakeObjects = new Map(
    listOf(found, 'dataStreams').map((stream) => [objectOf(stream), lakeObjectOf(stream)]),
  )
  for (const object of objects) {
    if (lakeObjects.has(object.name)) {
      say(`data stream ${object.name} stood already`)
      continue
    }
    const made = await expectDone(
      client.call('POST', '/data-streams', streamBodyOf(order, connection, object)),
      `deploy the data stream ${object.name}`,
    )
    lakeObjects.set(object.name, lakeObjectOf(made))
    say(`data stream ${object.name} deployed: ${choicesOf(object)}`)
  }
  return lakeObjects
}

function objectOf(stream: Readonly<Record<string, unknown>>): string {
  const details = membersOf(membersOf(stream['connectorInfo'])['connectorDetails'])
  const events: readonly unknown[] = Array.isArray(details['events']) ? details['events'] : []
  return String(events[0])
}

function lakeObjectOf(stream: Readonly<Record<string, unknown>>): string {
  return String(membersOf(stream['dataLakeObjectInfo'])['name'])
}

function choicesOf({
  category,
  primaryKey,
  eventTimeField,
  recordModifiedField,
}: DeployableObject) {
  const times =
    eventTimeField === null
      ? recordModifiedField === null
        ? ''
        : `, record modified ${recordModifiedField}`
      : `, event time ${eventTimeField}`
  return `${category}, key ${primaryKey}${times}`
}

function streamBodyOf(
  { connector }: SeedOrder,
  connection: Connection,
  { name, category, primaryKey, eventTimeField, recordModifiedField, fields }: DeployableObject,
) {
  const keyType = fields.find((field) => field.name === primaryKey)?.type ?? 'text'
  return {
    name: lakeObjectNameOf(name, connector),
    label: connector,
    datasource: connection.name,
    datastreamType: 'INGESTAPI',
    connectorInfo: {
      connectorType: 'IngestApi',
      connectorDetails: { name: connection.name, events: [name] },
    },
    dataLakeObjectInfo: {
      name: `${lakeObjectNameOf(name, connector)}__dll`,
      label: name,
      category,
      dataspaceInfo: [{ name: 'default' }],
      ...(eventTimeField === null ? {} : { eventDateTimeFieldName: eventTimeField }),
      ...(recordModifiedField === null ? {} : { recordModifiedFieldName: recordModifiedField }),
      dataLakeFieldInputRepresentations: [
        { name: primaryKey, label: primaryKey, dataType: dataTypes[keyType], isPrimaryKey: true },
      ],
    },
    mappings: [],
    refreshConfig: { refreshMode: 'UPSERT' },
    sourceFields: [],
  }
}

/** Source: facts, data-cloud-api 4.3 {DLON}. */
const lakeObjectNameCharsMax = 40

function lakeObjectNameOf(object: string, connector: string): string {
  return `${object}_${connector}`
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .slice(0, lakeObjectNameCharsMax)
    .replace(/_$/, '')
}

async function ensureMappings(
  { client, objects, say }: SeedOrder,
  lakeObjects: ReadonlyMap<string, string>,
): Promise<void> {
  for (const { object, target, fields } of standardMappings) {
    const lakeObject = lakeObjects.get(object)
    if (lakeObject === undefined || !objects.some(({ name }) => name === object)) continue
    const answer = await client.call('POST', '/data-model-object-mappings?dataspace=default', {
      sourceEntityDeveloperName: lakeObject,
      targetEntityDeveloperName: `ssot__${target}__dlm`,
      fieldMapping: Object.entries(fields).map(([to, from]) => ({
        sourceFieldDeveloperName: `${from}__c`,
        targetFieldDeveloperName: `ssot__${to}__c`,
      })),
    })
    // A code of its own tells that it is there {AFD}.
    if (answer.kind === 'refused' && answer.code === 'DUPLICATE_DLO_TO_DMO_MAPPING') {
      say(`mapping ${object} to ${target} stood already`)
      continue
    }
    doneOf(answer, `map ${object} to ${target}`)
    say(`mapping ${object} to ${target} made`)
  }
}

async function ensureRuleset({ client, say }: SeedOrder): Promise<void> {
  const path = '/identity-resolutions'
  const found = await expectDone(client.call('GET', path), 'list identity rulesets')
  const { label, rulesetId } = seedRuleset
  const isThere = listOf(found, 'identityResolutions').some(
    (ruleset) => ruleset['label'] === label || ruleset['rulesetId'] === rulesetId,
  )
  if (!isThere) await expectDone(client.call('POST', path, seedRuleset), 'make the ruleset')
  say(`identity ruleset "${label}" ${isThere ? 'stood already' : 'made'}`)
}

async function expectDone(answer: Promise<ConnectAnswer>, step: string) {
  return doneOf(await answer, step)
}

function doneOf(answer: ConnectAnswer, step: string): Readonly<Record<string, unknown>> {
  if (answer.kind === 'done') return answer.json
  throw failed(`the org refuses to ${step}: ${answer.code}: ${answer.message}`)
}

function listOf(
  json: Readonly<Record<string, unknown>>,
  member: string,
): readonly Readonly<Record<string, unknown>>[] {
  const list: unknown = json[member]
  return Array.isArray(list) ? list.map(membersOf) : []
}
