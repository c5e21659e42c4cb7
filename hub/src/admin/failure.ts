import { SignalError, type ErrorCode } from '../core/errors.ts'
import { Refusal } from './refusal.ts'

/** A request body that is not JSON. */
export class UnreadableBody extends Error {
  constructor(cause: unknown) {
    super(`The body is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
    this.name = 'UnreadableBody'
  }
}

/** What a caller is told of something thrown: the surface's code for it, and never more of the inside than that. */
export function refusalOf(cause: unknown): Refusal {
  if (cause instanceof UnreadableBody) {
    return new Refusal({ status: 400, code: 'INVALID_JSON', message: cause.message })
  }
  if (cause instanceof SignalError) return refusalOfCode(cause.code)
  return refusalOfServer(cause)
}

function refusalOfCode(code: ErrorCode): Refusal {
  switch (code) {
    case 'journal.full':
      return new Refusal({
        status: 507,
        code: 'STORAGE_FULL',
        message: 'The journal is full: nothing was stored. Free disk space or raise its size.',
      })
    case 'journal.unavailable':
    case 'journal.closed':
    case 'store.unavailable':
      return new Refusal({
        status: 503,
        code: 'UNAVAILABLE',
        message: 'Storage does not answer. Try again; if it stays so, look at the log of the hub.',
      })
    case 'store.secret_unreadable':
      return new Refusal({
        status: 500,
        code: 'SECRET_UNREADABLE',
        message:
          'A stored secret cannot be read with the present encryption key. Start the hub with the key that sealed it, or enter the secret anew.',
      })
    default:
      return unexpected
  }
}

/** Failures of the HTTP server itself, by the code it gives them. Source: Fastify's documentation, "Errors". */
function refusalOfServer(cause: unknown): Refusal {
  const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : null
  const status: unknown = cause instanceof Error ? Reflect.get(cause, 'statusCode') : null
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new Refusal({ status: 413, code: 'BODY_TOO_LARGE', message: 'The body is too large.' })
  }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new Refusal({
      status: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
      message: 'Send JSON, with the header "Content-Type: application/json".',
    })
  }
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new Refusal({ status, code: 'INVALID_REQUEST', message: 'The request cannot be read.' })
  }
  return unexpected
}

const unexpected = new Refusal({
  status: 500,
  code: 'INTERNAL_ERROR',
  message: 'Something failed here that should not. The log of the hub says what.',
})
