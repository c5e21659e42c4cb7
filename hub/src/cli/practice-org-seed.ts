import { deployableObjects } from '../app.ts'
import { openConnectClient } from './connect-client.ts'
import { seedOrg } from './seed-steps.ts'

export type SeedFlags = {
  readonly url: string
  readonly connector: string
  readonly clientId?: string
  readonly clientSecret?: string
}

export const seedFlagDefaults = {
  url: 'http://127.0.0.1:8090',
  connector: 'dataset-12345',
} as const

/** The values of the practice org's own app. */
const practiceClientId = '3MVG9...'
const practiceClientSecret = 'xxxxxxxxxxxxxxxxxxxx'

/**
 * Deploys the default objects: connector, schema, data streams, mappings, identity ruleset. Harmless when repeated.
 * @throws SignalError `cli.practice_org_failed` when the org cannot be reached or refuses
 */
export async function seedPracticeOrg(flags: SeedFlags): Promise<void> {
  const say = (line: string) => process.stdout.write(`${line}\n`)
  const client = await openConnectClient({
    url: flags.url,
    clientId: flags.clientId ?? process.env['PRACTICE_ORG_CLIENT_ID'] ?? practiceClientId,
    clientSecret:
      flags.clientSecret ?? process.env['PRACTICE_ORG_CLIENT_SECRET'] ?? practiceClientSecret,
  })
  say(`signed in at ${flags.url}`)
  await seedOrg({ client, connector: flags.connector, objects: deployableObjects(), say })
  say(`The default objects are deployed: ${flags.url}, connector ${flags.connector}.`)
}
