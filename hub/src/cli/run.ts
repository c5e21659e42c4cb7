import { Command } from 'commander'
import { flagNameOf, isSecretSetting, settings } from '../config/config.ts'
import { emitDocuments } from './emit.ts'
import { failWith } from './fail.ts'
import { seedFlagDefaults, seedPracticeOrg, type SeedFlags } from './practice-org-seed.ts'
import { start } from './start.ts'
import { version } from './version.ts'

/** The command line of `signal`. Every setting that is not secret is also a flag of `signal start`. */
export async function runCli(): Promise<void> {
  const program = new Command('signal')
    .description("Delivers a company's own events into Salesforce Data Cloud.")
    .version(version)
  const starting = program
    .command('start')
    .description('Starts the hub (and the practice org beside it, unless it is off).')
    .action(async (flags: Record<string, string>) => await start(flags))
  for (const { name, schema } of settings) {
    if (isSecretSetting(schema)) continue
    const description: unknown = Reflect.get(schema, 'description')
    starting.option(
      `${flagNameOf(name)} <value>`,
      typeof description === 'string' ? description : '',
    )
  }
  program
    .command('docs')
    .description('Writes the documents that are made of the code: configuration and OpenAPI.')
    .action(emitDocuments)
  program
    .command('practice-org')
    .description('Sets up an org that stands in for Salesforce.')
    .command('seed')
    .description('Deploys the default objects: connector, schema, data streams, mappings, ruleset.')
    .option('--url <address>', 'Address of the org.', seedFlagDefaults.url)
    .option('--connector <name>', 'Name of the connector.', seedFlagDefaults.connector)
    .option('--client-id <id>', 'Consumer key; else PRACTICE_ORG_CLIENT_ID.')
    .option('--client-secret <secret>', 'Consumer secret; else PRACTICE_ORG_CLIENT_SECRET.')
    .action(async (flags: SeedFlags) => await seedPracticeOrg(flags))
  try {
    await program.parseAsync()
  } catch (cause) {
    failWith(cause)
  }
}
