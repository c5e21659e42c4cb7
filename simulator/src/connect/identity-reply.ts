/** A ruleset as Connect REST shows it: `CdpIdentityResolutionOutputRepresentation` {CONN}. */
import type { Switches } from '../control/switches.ts'
import type { IdentityStatus } from '../identity/identity.ts'
import type { Ruleset } from '../org/ruleset.ts'
import { enumText } from './enum-style.ts'

export function identityResolutionOf(
  ruleset: Ruleset,
  status: IdentityStatus,
  switches: Pick<Switches, 'connectEnumStyle'>,
) {
  const { statistics, lastJobCompletedAtMs, lastJobStatus, outputs } = status
  return {
    ...statistics,
    // Live orgs write it in lower case {SDK}.
    configurationType: enumText(switches, {
      seen: ruleset.configurationType.toLowerCase(),
      documented: ruleset.configurationType,
    }),
    dataSpaceName: 'default',
    description: ruleset.description,
    doesRunAutomatically: ruleset.doesRunAutomatically,
    id: ruleset.id,
    label: ruleset.label,
    ...(lastJobCompletedAtMs === null
      ? {}
      : { lastJobCompleted: new Date(lastJobCompletedAtMs).toISOString() }),
    ...(lastJobStatus === null ? {} : { lastJobStatus }),
    matchRules: ruleset.matchRules,
    // The unified object (assumed: documents say "object name of the ruleset").
    objectApiName: outputs[0]?.unifiedObject ?? '',
    reconciliationRules: ruleset.reconciliationRules.map((rule) => {
      const output = outputs.find(({ sourceObject }) => sourceObject === rule.entityName)
      return { ...rule, linkDmoName: output?.linkObject, unifiedDmoName: output?.unifiedObject }
    }),
    rulesetId: ruleset.rulesetId,
    rulesetStatus: status.rulesetStatus,
  }
}
