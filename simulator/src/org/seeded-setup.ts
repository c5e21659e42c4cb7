import { readFile } from 'node:fs/promises'
import { defaultRuleset } from '../identity/default-ruleset.ts'
import { readDefaultMappings } from '../model/default-mappings.ts'
import type { EpochMs } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import { internalNameOf, type Connector } from './connector.ts'
import type { SchemaObject } from './connector-schema.ts'
import { readSchemaFile } from './schema-file.ts'
import { deployStream, readStreamSettings, type StreamSettings } from './data-stream.ts'
import { lakeObjectNameOf } from './lake-object-name.ts'
import { newConnectorId, newRulesetId, newStreamId } from './setup-ids.ts'
import { streamNameOf } from './stream-name.ts'
import { setupEmpty, type SetupState } from './setup.ts'

const seedFolder = new URL('../../seed/', import.meta.url)
const connectorSeeded = 'dataset-12345'

/**
 * The set-up that the integration page's sample values belong to: its connector with Signal's default schema, every
 * object of it deployed and, where the rules allow, mapped to the standard data model; the default ruleset.
 * @throws Error when the seed files break a rule of Data Cloud
 */
export async function readSeededSetup(nowMs: EpochMs, random: Random): Promise<SetupState> {
  const [yamlText, streamsText] = await Promise.all([
    readFile(new URL('default-schema.yaml', seedFolder), 'utf8'),
    readFile(new URL('default-streams.json', seedFolder), 'utf8'),
  ])
  const schema = readSchemaFile(yamlText)
  if (schema.kind === 'refused')
    throw new Error(`default-schema.yaml: ${schema.problems.join('; ')}`)
  const connector: Connector = {
    id: newConnectorId(random),
    name: connectorSeeded,
    label: connectorSeeded,
    internalName: internalNameOf(connectorSeeded, random.uuid()),
    createdAtMs: nowMs,
    objects: schema.objects,
  }
  const streams = readStreamSettings(JSON.parse(streamsText)).map((settings) =>
    deployStream(
      {
        id: newStreamId(random),
        name: streamNameOf(connectorSeeded, settings.object),
        label: `${connectorSeeded}-${settings.object}`,
        createdAtMs: nowMs,
        connector: connectorSeeded,
        lakeObject: lakeObjectNameOf(connectorSeeded, settings.object),
      },
      objectOf(schema.objects, settings),
      settings,
    ),
  )
  return {
    ...setupEmpty,
    connectors: [connector],
    streams,
    mappings: await readDefaultMappings(new URL('default-mappings.json', seedFolder), streams),
    rulesets: [defaultRuleset({ id: newRulesetId(random), createdAtMs: nowMs })],
  }
}

function objectOf(objects: readonly SchemaObject[], settings: StreamSettings): SchemaObject {
  const object = objects.find(({ name }) => name === settings.object)
  if (object === undefined) throw new Error(`no object ${settings.object} in the schema`)
  return object
}
