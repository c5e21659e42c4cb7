import type { IntegrationId } from './ids.ts'

/**
 * The lane that settles what is not sent: an event without a record for an integration passes here, so that every
 * event ends in some lane and the ledger is exact.
 */
export const dropLane = '(dropped)'

/** The ordered stream of one integration's records to one object. `object` may be {@link dropLane}. */
export type LaneKey = { readonly integrationId: IntegrationId; readonly object: string }
