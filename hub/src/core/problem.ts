import { Type, type Static } from 'typebox'

/**
 * What can be wrong with the other side or with a record, as a closed list. The catalogue holds symptom, cause and
 * resolution for each; code decides by these, never by a message's text outside `datacloud/`.
 */
export const problemCodes = [
  /** Client id or secret refused. */
  'credentials_invalid',
  /** The app lacks `cdp_ingest_api` or `api`. */
  'scopes_missing',
  /** No such `*.my.salesforce.com`. */
  'subdomain_unknown',
  /** The Ingestion API source, or an object of it, is not there. */
  'dataset_unknown',
  'object_unknown',
  /** It signed in before and is refused now: the app was deactivated or blocked. */
  'token_refresh_failed',
  /** The client-credentials flow is off, or no Run As user is set, or the user is not entitled. */
  'flow_not_enabled',
  'run_as_user_missing',
  'user_not_entitled',
  'ip_restricted',
  'login_rate_exceeded',
  /** A record does not fit the schema. */
  'schema_mismatch',
  /** The request itself was refused as malformed. */
  'request_refused',
  'record_too_large',
  'record_unmappable',
  'throttled',
  'salesforce_unavailable',
  'network_unreachable',
  'host_not_allowed',
  'answer_unusual',
] as const
export const ProblemCode = Type.Enum(problemCodes)
export type ProblemCode = Static<typeof ProblemCode>
