import { catalogEntryOf } from '../../catalog/catalog.ts'
import { checkedConfigOf } from '../../catalog/checked-config.ts'
import type { Integration } from '../../core/integration.ts'
import { mappingOf } from '../../mapping/variants.ts'
import { invalid, Refusal, type FieldProblem } from '../refusal.ts'
import type { InstallRequest, IntegrationChange } from './integration.ts'
import { secretKeysOf, secretMask } from './integration-view.ts'

/** Fields that say where an integration delivers to. */
const targetKeys = ['subdomain', 'dataset_id']
/** Data Cloud's object endpoints are plain names in a path. */
const endpointPattern = /^[A-Za-z0-9_-]+$/

/** What an installation is made of, once the request has been found right. */
export type Planned = Pick<
  Integration,
  'catalogKey' | 'name' | 'variant' | 'deliveryMode' | 'config' | 'objectNames' | 'enabled'
>

/** Checks an install request against the catalogue; every field that is wrong is named at once. */
export function plannedInstallOf(
  catalogKey: string,
  request: InstallRequest,
  installed: readonly Integration[],
): Planned | Refusal {
  const entry = catalogEntryOf(catalogKey)
  if (entry === null) return unknownEntry(catalogKey)
  const variant = request.variant ?? 'default'
  const variantKeys = entry.variants.map((known) => known.key)
  const objectNames = request.object_names ?? {}
  const checked = checkedConfigOf(entry, request.config)
  const problems = [
    ...(variantKeys.includes(variant)
      ? objectNameProblems(variant, objectNames)
      : [{ field: 'variant', message: `variant must be one of ${variantKeys.join(', ')}.` }]),
    ...maskProblems(catalogKey, request.config),
    ...(checked.kind === 'invalid' ? inConfig(checked.problems) : []),
  ]
  if (checked.kind === 'invalid' || problems.length > 0) return invalid(problems)
  const planned: Planned = {
    catalogKey,
    name: request.name ?? entry.name,
    variant,
    deliveryMode: request.delivery_mode ?? 'server_side',
    config: checked.config,
    objectNames,
    enabled: request.enabled ?? true,
  }
  return twinRefusal(planned, installed) ?? planned
}

/** Applies a change to an integration, or tells what is wrong with it. A masked secret stays as it is. */
export function changedIntegrationOf(
  integration: Integration,
  change: IntegrationChange,
  installed: readonly Integration[],
  now: string,
): Integration | Refusal {
  const entry = catalogEntryOf(integration.catalogKey)
  if (entry === null) return unknownEntry(integration.catalogKey)
  const config = mergedConfigOf(integration, change.config ?? {})
  const checked = checkedConfigOf(entry, config)
  const objectNames = change.object_names ?? integration.objectNames
  const enabled =
    change.enabled ?? (change.status === undefined ? null : change.status === 'active')
  const problems = [
    ...(checked.kind === 'invalid' && change.config !== undefined
      ? inConfig(checked.problems)
      : []),
    ...objectNameProblems(integration.variant, objectNames),
    ...(enabled !== null && change.status !== undefined && enabled !== (change.status === 'active')
      ? [{ field: 'status', message: 'status and enabled say different things; send one of them.' }]
      : []),
  ]
  if (problems.length > 0) return invalid(problems)
  const isConfigChanged = change.config !== undefined || change.object_names !== undefined
  const changed: Integration = {
    ...integration,
    name: change.name ?? integration.name,
    enabled: enabled ?? integration.enabled,
    config: checked.kind === 'invalid' ? integration.config : checked.config,
    objectNames,
    revision: integration.revision + (isConfigChanged ? 1 : 0),
    updatedAt: now,
  }
  const others = installed.filter((other) => other.id !== integration.id)
  return twinRefusal(changed, others) ?? changed
}

export function unknownEntry(catalogKey: string): Refusal {
  return new Refusal({
    status: 404,
    code: 'CATALOG_ENTRY_UNKNOWN',
    message: `The catalogue has no entry ${catalogKey}. GET /v1/admin/integration-catalog lists what there is.`,
  })
}

function mergedConfigOf(integration: Integration, given: Readonly<Record<string, string>>) {
  const secretKeys = new Set(secretKeysOf(integration.catalogKey))
  const kept = Object.entries(given).filter(
    ([key, value]) => !(secretKeys.has(key) && value === secretMask),
  )
  return { ...integration.config, ...Object.fromEntries(kept) }
}

function maskProblems(
  catalogKey: string,
  config: Readonly<Record<string, string>>,
): FieldProblem[] {
  return secretKeysOf(catalogKey).flatMap((key) =>
    config[key] === secretMask
      ? [
          {
            field: `config.${key}`,
            message: `config.${key} is the mask ***; send the secret itself.`,
          },
        ]
      : [],
  )
}

function objectNameProblems(
  variant: string,
  objectNames: Readonly<Record<string, string>>,
): FieldProblem[] {
  const known = (mappingOf(variant)?.objects ?? []).map((object) => object.name)
  return Object.entries(objectNames).flatMap(([name, endpoint]) => {
    const field = `object_names.${name}`
    if (!known.includes(name)) {
      return [{ field, message: `${field} is not an object; there are ${known.join(', ')}.` }]
    }
    return endpointPattern.test(endpoint)
      ? []
      : [{ field, message: `${field} may hold letters, digits, _ and - only.` }]
  })
}

function inConfig(problems: readonly FieldProblem[]): FieldProblem[] {
  return problems.map(({ field, message }) => ({
    field: field.startsWith('config.') ? field : `config.${field}`,
    message,
  }))
}

/**
 * Two integrations of one name are legal; two that also deliver to the same place are most likely the same click made
 * twice.
 */
function twinRefusal(planned: Planned, installed: readonly Integration[]): Refusal | null {
  const twin = installed.find(
    (other) =>
      other.catalogKey === planned.catalogKey &&
      other.name === planned.name &&
      targetKeys.every((key) => other.config[key] === planned.config[key]),
  )
  if (twin === undefined) return null
  return new Refusal({
    status: 409,
    code: 'INTEGRATION_EXISTS',
    message: `"${twin.name}" (${twin.id}) already delivers to this dataset. Change it with PATCH /v1/admin/integrations/${twin.id}, or choose another name.`,
  })
}
