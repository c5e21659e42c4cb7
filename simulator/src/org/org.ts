import { readFile } from 'node:fs/promises'
import { readConnectorSchema } from './connector-schema.ts'
import { connectedAppSeeded, type ConnectedApp } from './connected-app.ts'
import { deployStreams, type DataStream } from './data-stream.ts'

/** One Salesforce org with its Data Cloud tenant: what stands in its setup, never what is stored. */
export type Org = {
  readonly subdomain: string
  readonly coreHost: string
  readonly tenantHost: string
  /** The short organisation id, 15 characters. */
  readonly orgId: string
  readonly userId: string
  readonly tenantId: string
  readonly connectors: readonly string[]
  readonly streams: readonly DataStream[]
  /** Replaced as a whole when an admin changes the app. */
  app: ConnectedApp
}

/** The stream of an object endpoint; names are case-sensitive {INS,SI}. */
export function streamOf(org: Org, connector: string, object: string): DataStream | undefined {
  return org.streams.find((stream) => stream.connector === connector && stream.object === object)
}

const seedFolder = new URL('../../seed/', import.meta.url)
const connectorSeeded = 'dataset-12345'

/**
 * The org that the integration page's sample values belong to, with the default schema deployed.
 * @throws Error when the seed files break a rule of Data Cloud
 */
export async function readSeededOrg(): Promise<Org> {
  const [yamlText, streamsText] = await Promise.all([
    readFile(new URL('default-schema.yaml', seedFolder), 'utf8'),
    readFile(new URL('default-streams.json', seedFolder), 'utf8'),
  ])
  const schema = readConnectorSchema(yamlText)
  if (schema.kind === 'refused')
    throw new Error(`default-schema.yaml: ${schema.problems.join('; ')}`)
  return {
    subdomain: 'your-org',
    coreHost: 'your-org.my.salesforce.com',
    tenantHost: 'mfzwkztbmm2dmnbrgvstkyldgu.c360a.salesforce.com',
    orgId: '00Dxx0000001gPL',
    userId: '005xx000001Sv6A',
    tenantId: 'a360/falcondev/6e3f0a1c9b7d4e25a8c1f4b2d7e90356',
    connectors: [connectorSeeded],
    streams: deployStreams(connectorSeeded, schema.objects, JSON.parse(streamsText)),
    app: connectedAppSeeded,
  }
}
