import { connectedAppSeeded } from '../org/connected-app.ts'
import type { Org } from '../org/org.ts'
import type { Setup, SetupState } from '../org/setup.ts'
import type { VirtualClock } from '../platform/virtual-clock.ts'
import type { CoreTokens } from '../signin/core-tokens.ts'
import type { TenantTokens } from '../signin/tenant-tokens.ts'
import type { LiveSettings } from './live-settings.ts'
import type { NamedFaults } from './named-faults.ts'
import type { PlannedFaults } from './planned-faults.ts'
import type { Traffic } from './traffic.ts'

/** A part that keeps something besides the setup, and how it forgets it. */
export type Resettable = () => void | Promise<void>

export type ResetNeeds = {
  readonly org: Org
  readonly setup: Setup
  /** The set-up that the practice org began with, made anew: its streams are others, and empty. */
  readonly seededSetup: () => Promise<SetupState>
  readonly clock: VirtualClock
  readonly coreTokens: CoreTokens
  readonly tenantTokens: TenantTokens
  readonly settings: LiveSettings
  readonly faults: PlannedFaults
  readonly namedFaults: NamedFaults
  readonly traffic: Traffic
  readonly resettables: readonly Resettable[]
}

/**
 * Makes the practice org what it was when it was started, without starting it anew: nothing landed, nothing waiting, the
 * seeded set-up, no token valid, no fault planned. Each call ends when the empty lake can be queried.
 */
export function createReset(needs: ResetNeeds): () => Promise<void> {
  const { org, setup, settings, faults, namedFaults } = needs
  const tenantHostAtStart = org.tenantHost
  return async () => {
    faults.plan([])
    namedFaults.reset()
    settings.reset()
    needs.clock.reset()
    needs.coreTokens.revokeAll()
    await needs.tenantTokens.invalidateAll()
    await org.changeApp(connectedAppSeeded)
    org.tenantHost = tenantHostAtStart
    const next = await needs.seededSetup()
    // What had been accepted belongs to streams that are gone now, and lands nowhere.
    await setup.change(() => ({ next }))
    for (const reset of needs.resettables) await reset()
    needs.traffic.reset()
  }
}
