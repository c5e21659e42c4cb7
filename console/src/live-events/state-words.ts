import type { LiveDelivery, LiveEvent, LiveState } from '../api/live-event.ts'

/**
 * What a row says of its event: a delivery's state, or one of the two ends before any delivery: it could not be used
 * (`quarantined`), or no integration asked for it (`taken_in`).
 */
export type RowState = LiveState | 'quarantined' | 'taken_in'

/** A state in a word, and what it means in a sentence. */
export const stateWords: Readonly<Record<RowState, { word: string; meaning: string }>> = {
  accepted: {
    word: 'Accepted',
    meaning:
      'Salesforce answered 2xx: Data Cloud has queued it. Whether it landed is not checked yet.',
  },
  waiting: { word: 'Waiting', meaning: 'Taken in durably; it goes out with the next batch.' },
  retrying: {
    word: 'Retrying',
    meaning: 'At least one try failed. It is kept and tried again; nothing is lost.',
  },
  dead: {
    word: 'Dead letter',
    meaning: 'Given up with a reason. It is kept and can be replayed once the cause is mended.',
  },
  dropped: { word: 'Dropped', meaning: 'Left out by a rule; the reason stands beside it.' },
  quarantined: {
    word: 'Quarantined',
    meaning: 'It could not be used as it was sent. It is kept with the reason and never sent on.',
  },
  taken_in: {
    word: 'Taken in',
    meaning: 'Stored durably. No integration was there to take it when it came.',
  },
}

/** The most pressing state first: a row with several integrations shows this one. */
const pressing: readonly LiveState[] = ['dead', 'retrying', 'waiting', 'accepted', 'dropped']

/** An event's deliveries: that of the integration asked for first, then the most pressing ones. */
export function orderedDeliveries(
  { deliveries }: Pick<LiveEvent, 'deliveries'>,
  integrationId?: string,
): readonly LiveDelivery[] {
  const rank = ({ integration_id, state }: LiveDelivery) =>
    integration_id === integrationId ? -1 : pressing.indexOf(state)
  return deliveries.length < 2 ? deliveries : deliveries.toSorted((a, b) => rank(a) - rank(b))
}

/** The delivery a row speaks of; null when the event went to no integration. */
export function leadingDelivery(event: LiveEvent, integrationId?: string): LiveDelivery | null {
  return orderedDeliveries(event, integrationId)[0] ?? null
}

export function rowStateOf(event: LiveEvent, delivery: LiveDelivery | null): RowState {
  if (event.kind === 'quarantined') return 'quarantined'
  return delivery?.state ?? 'taken_in'
}

/** Reasons for leaving an event out, for holding it and for giving it up, in words. Closed lists of the hub. */
const reasonWords: Readonly<Record<string, string>> = {
  not_an_object: 'Not an object',
  type_unknown: 'Unknown type',
  event_name_missing: 'No event name',
  user_missing: 'No user or anonymous id',
  event_too_large: 'Event too large',
  field_invalid: 'Field invalid',
  batch_too_long: 'Batch too long',
  quarantined: 'Quarantined',
  excluded_by_sender: 'Excluded by the sender',
  no_mapping: 'No mapping',
  consent_denied: 'No consent',
  filtered: 'Filtered',
  bot: 'Bot',
  credentials_invalid: 'Invalid client credentials',
  scopes_missing: 'Missing OAuth scopes',
  subdomain_unknown: 'Unknown subdomain',
  dataset_unknown: 'Unknown dataset ID',
  object_unknown: 'Unknown object',
  token_refresh_failed: 'Token refresh failure',
  flow_not_enabled: 'Client-credentials flow is off',
  run_as_user_missing: 'No Run As user',
  user_not_entitled: 'Run As user not entitled',
  ip_restricted: 'IP address not allowed',
  login_rate_exceeded: 'Too many sign-ins',
  schema_mismatch: 'Schema validation error',
  request_refused: 'Request refused',
  record_too_large: 'Record too large',
  record_unmappable: 'Could not be mapped',
  throttled: 'Throttled by Salesforce',
  salesforce_unavailable: 'Salesforce unavailable',
  network_unreachable: 'Network unreachable',
  host_not_allowed: 'Host not allowed',
  answer_unusual: 'Unusual answer',
}

/** A reason's code in words; a code that is newer than this console is spelt out. */
export function reasonOf(code: string): string {
  const known = reasonWords[code]
  if (known !== undefined) return known
  const words = code.replaceAll(/[_.-]+/g, ' ').trim()
  return words === '' ? 'Unknown reason' : words.charAt(0).toUpperCase() + words.slice(1)
}

/** Status texts as a person expects to read them. Source: RFC 9110, 15. */
const statusTexts: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  425: 'Too Early',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}

/** Salesforce's answer, `202 Accepted`; a dash before one came. */
export function answerWords(status: number | null): string {
  if (status === null) return '–'
  const text = statusTexts[status]
  return text === undefined ? String(status) : `${status} ${text}`
}
