/** Codes of failures that nobody nearby can answer. A row for each stands in `docs/errors.md`. */
export const errorCodes = [
  'cli.port_in_use',
  'cli.practice_org_failed',
  'collect.body_too_large',
  'collect.body_invalid',
  'collect.encoding_unsupported',
  'collect.event_invalid',
  'collect.failed',
  'collect.key_missing',
  'collect.key_unknown',
  'collect.origin_refused',
  'collect.overloaded',
  'collect.rate_limited',
  'collect.route_unknown',
  'collect.signature_invalid',
  'config.invalid',
  'config.data_dir_unusable',
  'config.key_unusable',
  'journal.closed',
  'journal.full',
  'journal.unavailable',
  'store.unavailable',
  'store.secret_unreadable',
] as const
export type ErrorCode = (typeof errorCodes)[number]

/**
 * A failure that nobody nearby can answer. Expected outcomes are returned, not thrown.
 * `message` says what happened and what to do; `code` is for programs, metrics and `docs/errors.md`.
 */
export class SignalError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options)
    this.name = 'SignalError'
    this.code = code
  }
}
