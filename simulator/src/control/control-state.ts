/** What the control API shows of the practice org: how it stands, and what has been counted. */
import { sentinelNames } from '../ingest/sentinels.ts'
import type { Lake } from '../lake/lake.ts'
import type { Landing } from '../landing/landing.ts'
import { appShown } from '../org/connected-app.ts'
import type { Org } from '../org/org.ts'
import type { VirtualClock } from '../platform/virtual-clock.ts'
import type { LiveSettings } from './live-settings.ts'
import type { PlannedFaults } from './planned-faults.ts'
import type { Traffic } from './traffic.ts'

export type StateNeeds = {
  readonly org: Org
  readonly lake: Lake
  readonly landing: Landing
  readonly faults: PlannedFaults
  readonly traffic: Traffic
  readonly settings: LiveSettings
  readonly clock: VirtualClock
  readonly ownUrl: () => string
  readonly https: () => HttpsState
}

/** Where the same is answered over TLS; both empty when it is not. */
export type HttpsState = {
  readonly url: string
  /** The self-signed certificate that a client must trust. */
  readonly certificateFile: string
}

export function stateOf({
  org,
  lake,
  landing,
  faults,
  settings,
  clock,
  ownUrl,
  https,
}: StateNeeds) {
  return {
    url: ownUrl(),
    https: https(),
    subdomain: org.subdomain,
    coreHost: org.coreHost,
    tenantHost: org.tenantHost,
    app: appShown(org.app),
    connectors: org.setup.state().connectors.map(({ name }) => name),
    profile: landing.profile,
    objects: lake.objects().map((object) => ({
      connector: object.stream.connector,
      object: object.stream.object,
      category: object.stream.category,
      primaryKey: object.stream.primaryKey.name,
      lakeObject: object.name,
      alias: object.alias,
      problemObject: object.problemName,
      problemAlias: object.problemAlias,
    })),
    sentinels: sentinelNames,
    switches: settings.switches(),
    faults: faults.list(),
    clock: clockStateOf(clock),
  }
}

export function statsOf({ lake, landing, traffic }: StateNeeds) {
  return {
    requestCount: traffic.requestCount(),
    requestCountByStatus: traffic.countByStatus(),
    brokenRequestCount: traffic.brokenCount(),
    pendingCount: landing.pendingCount(),
    objects: Object.fromEntries(
      lake.objects().map(({ stream }) => [stream.object, landing.countsOf(stream)]),
    ),
  }
}

export function clockStateOf(clock: VirtualClock) {
  const { nowMs, aheadMs, isFrozen } = clock.state()
  return { now: new Date(nowMs).toISOString(), nowMs, aheadMs, isFrozen }
}
