import { compileVariant } from './compile.ts'
import { defaultVariant } from './default/default.ts'
import { interactionsSdkVariant } from './interactions-sdk/interactions-sdk.ts'
import type { Mapping } from './mapping.ts'

/** Compiled once, when the program starts, and shared: a mapping holds no state of its own. */
const mappings: ReadonlyMap<string, Mapping> = new Map([
  ['default', compileVariant(defaultVariant)],
  ['interactions_sdk', compileVariant(interactionsSdkVariant)],
])

/** Names of the variants there is a mapping for. */
export const variantNames: readonly string[] = [...mappings.keys()]

/** The mapping of a variant of the Salesforce CDP integration, or null when there is no such variant. */
export function mappingOf(variant: string): Mapping | null {
  return mappings.get(variant) ?? null
}
