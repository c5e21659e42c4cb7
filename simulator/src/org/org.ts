import type { Connector } from './connector.ts'
import { connectedAppSeeded, type ConnectedApp } from './connected-app.ts'
import type { DataStream } from './data-stream.ts'
import type { Setup } from './setup.ts'

/** One Salesforce org with its Data Cloud tenant: what stands in its setup, never what is stored. */
export type Org = {
  readonly subdomain: string
  readonly coreHost: string
  /** Replaced when a test moves the tenant; every exchange tells the present one {GD}. */
  tenantHost: string
  /** The short organisation id, 15 characters. */
  readonly orgId: string
  readonly userId: string
  readonly tenantId: string
  readonly setup: Setup
  readonly app: ConnectedApp
  /** Replaces the app as a whole: kept first, then seen, so that what an admin was told outlives a crash. */
  changeApp(app: ConnectedApp): Promise<void>
}

/** The stream of an object endpoint; names are case-sensitive {INS,SI}. */
export function streamOf(org: Org, connector: string, object: string): DataStream | undefined {
  return org.setup
    .state()
    .streams.find((stream) => stream.connector === connector && stream.object === object)
}

/** The connector with this short name. */
export function connectorOf(org: Org, name: string): Connector | undefined {
  return org.setup.state().connectors.find((connector) => connector.name === name)
}

/**
 * An org with what is set up in it.
 * @param keepApp writes the app down where there is a folder
 */
export function createOrg(
  setup: Setup,
  appAtStart: ConnectedApp = connectedAppSeeded,
  keepApp: (app: ConnectedApp) => Promise<void> = async () => undefined,
): Org {
  let app = appAtStart
  return {
    subdomain: 'your-org',
    coreHost: 'your-org.my.salesforce.com',
    tenantHost: 'mfzwkztbmm2dmnbrgvstkyldgu.c360a.salesforce.com',
    orgId: '00Dxx0000001gPL',
    userId: '005xx000001Sv6A',
    tenantId: 'a360/falcondev/6e3f0a1c9b7d4e25a8c1f4b2d7e90356',
    setup,
    get app() {
      return app
    },
    changeApp: async (changed) => {
      await keepApp(changed)
      app = changed
    },
  }
}
