import type { EpochMs } from '../platform/clock.ts'
import type { SchemaObject } from './connector-schema.ts'

/** An Ingestion API connector, as "Setup > Ingestion API" or Connect REST made it. */
export type Connector = {
  /** What Connect REST names it by. */
  readonly id: string
  /** The short name, which stands in the path of an object endpoint {INS}. */
  readonly name: string
  readonly label: string
  /** `<label>_<uuid>`: the name that Connect REST gives back {SDK,AFD}. */
  readonly internalName: string
  readonly createdAtMs: EpochMs
  /** What its schema file defines; empty until one is uploaded. */
  readonly objects: readonly SchemaObject[]
}

/** `<label>_<uuid>`, with underscores for whatever is no letter or digit in the label {SDK}. */
export function internalNameOf(label: string, uuid: string): string {
  return `${underscored(label)}_${uuid}`
}

/** The name an admin gets who typed none: the label, as far as a name may have its characters. */
export function underscored(label: string): string {
  return label.replaceAll(/[^A-Za-z0-9]+/g, '_').replaceAll(/^_+|_+$/g, '')
}
