import { readFile } from 'node:fs/promises'
import type { EpochMs } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import type { Connector } from './connector.ts'
import { readConnectorSchema, type SchemaObject } from './connector-schema.ts'
import { deployStream, readStreamSettings, type StreamSettings } from './data-stream.ts'
import { lakeObjectNameOf } from './lake-object-name.ts'
import { newConnectorId, newStreamId } from './setup-ids.ts'
import { setupEmpty, type SetupState } from './setup.ts'

const seedFolder = new URL('../../seed/', import.meta.url)
const connectorSeeded = 'dataset-12345'

/**
 * The set-up that the integration page's sample values belong to: its connector with Signal's default schema, every
 * object of it deployed.
 * @throws Error when the seed files break a rule of Data Cloud
 */
export async function readSeededSetup(nowMs: EpochMs, random: Random): Promise<SetupState> {
  const [yamlText, streamsText] = await Promise.all([
    readFile(new URL('default-schema.yaml', seedFolder), 'utf8'),
    readFile(new URL('default-streams.json', seedFolder), 'utf8'),
  ])
  const schema = readConnectorSchema(yamlText)
  if (schema.kind === 'refused')
    throw new Error(`default-schema.yaml: ${schema.problems.join('; ')}`)
  const connector: Connector = {
    id: newConnectorId(random),
    name: connectorSeeded,
    label: connectorSeeded,
    internalName: `${connectorSeeded}_${random.uuid()}`,
    createdAtMs: nowMs,
    objects: schema.objects,
  }
  return {
    ...setupEmpty,
    connectors: [connector],
    streams: readStreamSettings(JSON.parse(streamsText)).map((settings) =>
      deployStream(
        {
          id: newStreamId(random),
          label: `${connectorSeeded}-${settings.object}`,
          createdAtMs: nowMs,
          connector: connectorSeeded,
          lakeObject: lakeObjectNameOf(connectorSeeded, settings.object),
        },
        objectOf(schema.objects, settings),
        settings,
      ),
    ),
  }
}

function objectOf(objects: readonly SchemaObject[], settings: StreamSettings): SchemaObject {
  const object = objects.find(({ name }) => name === settings.object)
  if (object === undefined) throw new Error(`no object ${settings.object} in the schema`)
  return object
}
