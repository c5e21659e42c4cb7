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
