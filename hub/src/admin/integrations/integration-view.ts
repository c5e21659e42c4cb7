import { catalogEntryOf, diagnosisOf } from '../../catalog/catalog.ts'
import type { Integration as Installed } from '../../core/integration.ts'
import type { ProblemCode } from '../../core/problem.ts'
import type { LaneStatus } from '../../live/live-board.ts'
import { mappingOf } from '../../mapping/variants.ts'
import { isoOf } from '../../platform/clock.ts'
import type { Diagnosis } from '../live-events/live-event.ts'
import type { Integration, IntegrationState, LaneView, Ledger } from './integration.ts'

/** What stands in place of a secret, always. Source: facts, signal-surface 7. */
export const secretMask = '***'

/** What a caller of the admin API sees of an integration. */
export function integrationViewOf(
  integration: Installed,
  now: { readonly lanes: readonly LaneStatus[]; readonly ledger: Ledger },
): Integration {
  const { catalogKey, enabled } = integration
  const held = gravestHoldOf(now.lanes)
  return {
    id: integration.id,
    catalog_key: catalogKey,
    name: integration.name,
    variant: integration.variant,
    delivery_mode: integration.deliveryMode,
    config: maskedConfigOf(integration),
    object_names: { ...integration.objectNames },
    objects: objectsOf(integration),
    enabled,
    status: enabled ? 'active' : 'paused',
    state: stateOf(enabled, held),
    diagnosis: held === null ? null : diagnosisViewOf(catalogKey, held.problem),
    lanes: now.lanes.map(laneViewOf),
    ledger: now.ledger,
    last_accepted_at: lastAcceptedOf(now.lanes),
    revision: integration.revision,
    starts_after: integration.startsAfter,
    created_at: integration.createdAt,
    updated_at: integration.updatedAt,
  }
}

/** The catalogue's words for a problem, or null when the entry has none. */
export function diagnosisViewOf(catalogKey: string, problem: ProblemCode): Diagnosis | null {
  const entry = catalogEntryOf(catalogKey)
  if (entry === null) return null
  const { symptom, cause, resolution, setup_path } = diagnosisOf(entry, problem)
  return { problem, symptom, cause, resolution, setup_path }
}

/** Names of the config fields whose values are sealed and masked. */
export function secretKeysOf(catalogKey: string): string[] {
  const fields = catalogEntryOf(catalogKey)?.config_fields ?? []
  return fields.filter((field) => field.type === 'secret').map((field) => field.key)
}

function maskedConfigOf({ catalogKey, config }: Installed): Record<string, string> {
  const secretKeys = new Set(secretKeysOf(catalogKey))
  const masked = Object.entries(config).map(([key, value]): [string, string] => [
    key,
    secretKeys.has(key) ? secretMask : value,
  ])
  return Object.fromEntries(masked)
}

function objectsOf({ variant, objectNames }: Installed): Integration['objects'] {
  return (mappingOf(variant)?.objects ?? []).map(({ name, category }) => ({
    name,
    endpoint: objectNames[name] ?? name,
    category,
  }))
}

/** Problems that pass by themselves: the other side is busy or away, and asking again is the cure. */
const passingProblems: ReadonlySet<ProblemCode> = new Set([
  'throttled',
  'login_rate_exceeded',
  'salesforce_unavailable',
  'network_unreachable',
  'answer_unusual',
])

type Hold = NonNullable<LaneStatus['hold']>

/** The hold to tell of: one that needs a person before one that passes, then the oldest. */
function gravestHoldOf(lanes: readonly LaneStatus[]): Hold | null {
  const holds = lanes.flatMap((lane) =>
    lane.state === 'held' && lane.hold !== null ? [lane.hold] : [],
  )
  const rank = (hold: Hold) => (passingProblems.has(hold.problem) ? 1 : 0)
  return (
    holds.sort((one, other) => rank(one) - rank(other) || one.sinceMs - other.sinceMs)[0] ?? null
  )
}

function stateOf(enabled: boolean, held: Hold | null): IntegrationState {
  if (!enabled) return 'paused'
  if (held === null) return 'active'
  return passingProblems.has(held.problem) ? 'retrying' : 'needs_attention'
}

function lastAcceptedOf(lanes: readonly LaneStatus[]): string | null {
  const times = lanes.flatMap((lane) => lane.lastAcceptedAtMs ?? [])
  return times.length === 0 ? null : isoOf(Math.max(...times))
}

function laneViewOf(lane: LaneStatus): LaneView {
  const { hold } = lane
  return {
    object: lane.object,
    state: lane.state,
    position: lane.position,
    in_flight_count: lane.inFlightCount,
    last_accepted_at: lane.lastAcceptedAtMs === null ? null : isoOf(lane.lastAcceptedAtMs),
    hold:
      hold === null
        ? null
        : {
            problem: hold.problem,
            detail: hold.detail,
            status: hold.answer?.status ?? null,
            answer: hold.answer?.body ?? null,
            attempt_count: hold.attemptCount,
            since: isoOf(hold.sinceMs),
            next_attempt_at: isoOf(hold.nextAttemptAtMs),
          },
  }
}
