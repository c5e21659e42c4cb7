import type { EpochMs } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import { connectedAppSeeded } from './connected-app.ts'
import { createOrg, type Org } from './org.ts'
import { readSeededSetup } from './seeded-setup.ts'
import { openSetupFile, readSetupFile } from './setup-file.ts'
import { createSetup, setupEmpty, type Setup } from './setup.ts'

/** What a new org begins with: `default` is what the integration page's values belong to. */
export type OrgSeed = 'default' | 'empty'

export type OpenedOrg = AsyncDisposable & { readonly org: Org; readonly setup: Setup }

export type OrgOptions = {
  /** Folder that keeps the setup; empty keeps it in memory. What was kept there wins over the seed. */
  readonly dataDir: string
  readonly seed: OrgSeed
  readonly nowMs: EpochMs
  readonly random: Random
}

/**
 * Opens the org as it was left, or a new one. Whatever depends on the setup must follow after this, so that a change is on
 * disk before anything else has seen it.
 * @throws Error with one line, when what was kept cannot be read or written
 */
export async function openOrg(options: OrgOptions): Promise<OpenedOrg> {
  const { dataDir, seed, nowMs, random } = options
  const kept = dataDir === '' ? undefined : await readSetupFile(dataDir)
  const state =
    kept?.state ?? (seed === 'empty' ? setupEmpty : await readSeededSetup(nowMs, random))
  const app = kept?.app ?? connectedAppSeeded
  const setup = createSetup(state)
  if (dataDir === '') {
    return { setup, org: createOrg(setup, app), [Symbol.asyncDispose]: async () => undefined }
  }
  const file = await openSetupFile(dataDir, { state, app })
  setup.follow(file.follow)
  return {
    setup,
    org: createOrg(setup, app, file.saveApp),
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
  }
}
