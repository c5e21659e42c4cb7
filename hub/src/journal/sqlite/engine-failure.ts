import { SignalError } from '../../core/errors.ts'

/** SQLITE_BUSY: somebody else holds the lock. Source: sqlite.org/rescode.html. */
const busyCode = 5
const primaryCodeMask = 0xff

/** True when the engine found the file locked by somebody else. */
export function isBusy(cause: unknown): boolean {
  return (
    cause instanceof Error &&
    'errcode' in cause &&
    typeof cause.errcode === 'number' &&
    (cause.errcode & primaryCodeMask) === busyCode
  )
}

/** The engine's own failure, as a `journal.unavailable`; a SignalError passes unchanged. */
export function unavailable(what: string, cause: unknown): SignalError {
  if (cause instanceof SignalError) return cause
  const why = cause instanceof Error ? cause.message : String(cause)
  return new SignalError('journal.unavailable', `${what}: ${why}`, { cause })
}
