/** Error replies of the tenant host, in the shapes of facts 1.7 and 2.5. */
import type { FastifyReply } from 'fastify'
import type { EpochMs } from '../platform/clock.ts'

export type ValidationEntry = {
  /** The record as a JSON string. */
  readonly record: string
  readonly causingExceptions: readonly string[]
}

export type TenantError =
  /** Documented {JDBC}: every fault of the token, its times included, reads the same. */
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'forbidden'; readonly scope: string }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'unsupported-media-type' }
  | { readonly kind: 'too-large'; readonly requestBytesMax: number }
  | { readonly kind: 'bad-request'; readonly message: string }
  | { readonly kind: 'not-acceptable' }
  | { readonly kind: 'request-timeout'; readonly message: string }
  | { readonly kind: 'unprocessable'; readonly message: string }
  | { readonly kind: 'schema-mismatch'; readonly report: readonly ValidationEntry[] }
  | { readonly kind: 'too-many-requests' }
  | { readonly kind: 'server-error'; readonly status: number }

/** Where the error happened, for the members that repeat it. */
export type ErrorPlace = {
  readonly atMs: EpochMs
  readonly path: string
  readonly tenantId: string
}

const genericCode = 'COMMON_ERROR_GENERIC'

export function sendTenantError(
  reply: FastifyReply,
  error: TenantError,
  place: ErrorPlace,
): FastifyReply {
  return reply
    .code(statusOf(error))
    .header('content-type', 'application/json')
    .send(tenantErrorTextOf(error, place))
}

/** The JSON of an error reply. */
export function tenantErrorTextOf(error: TenantError, place: ErrorPlace): string {
  return JSON.stringify({ timestamp: timestampOf(place.atMs), ...bodyOf(error, place) })
}

export function statusOf(error: TenantError): number {
  switch (error.kind) {
    case 'unauthorized':
      return 401
    case 'forbidden':
      return 403
    case 'not-found':
      return 404
    case 'unsupported-media-type':
      return 415
    case 'too-large':
      return 413
    case 'bad-request':
    case 'schema-mismatch':
      return 400
    case 'not-acceptable':
      return 406
    case 'request-timeout':
      return 408
    case 'unprocessable':
      return 422
    case 'too-many-requests':
      return 429
    case 'server-error':
      return error.status
  }
}

function bodyOf(error: TenantError, place: ErrorPlace): Readonly<Record<string, unknown>> {
  const where = {
    path: `uri=${place.path}`,
    tenantId: place.tenantId,
    internalErrorCode: genericCode,
  }
  switch (error.kind) {
    case 'unauthorized':
      return {
        error: 'Unauthorized',
        message: 'Authorization header verification failed',
        internalErrorCode: genericCode,
        details: {
          status: 'UNAUTHENTICATED: Invalid JWT (not before or expired)',
          statusCode: 401,
        },
      }
    case 'forbidden':
      return {
        error: 'Forbidden',
        message: 'Access denied',
        internalErrorCode: genericCode,
        details: { status: `PERMISSION_DENIED: Missing scope ${error.scope}`, statusCode: 403 },
      }
    case 'not-found':
      return { error: 'Not Found', message: 'Not Found' }
    case 'unsupported-media-type':
      return {
        error: 'Unsupported Media Type',
        message: 'Content-Type must be application/json, without Content-Encoding',
        ...where,
      }
    case 'too-large':
      return {
        error: 'Payload Too Large',
        message: `Request body must be at most ${error.requestBytesMax} bytes`,
        ...where,
      }
    case 'bad-request':
      return { error: 'Bad Request', message: `Bad Request: ${error.message}`, ...where }
    case 'not-acceptable':
      return {
        error: 'Not Acceptable',
        message: 'Accept must allow application/json or application/vnd.apache.arrow.stream',
        ...where,
      }
    case 'request-timeout':
      return { error: 'Request Timeout', message: error.message, ...where }
    case 'unprocessable':
      return { error: 'Unprocessable Entity', message: error.message, ...where }
    case 'schema-mismatch':
      return {
        error: 'Bad Request',
        message: 'Bad Request: JSON is properly formatted but has a mismatch with Schema.',
        ...where,
        details: { validationReport: error.report },
      }
    case 'too-many-requests':
      return { error: 'Too many requests', message: 'Too many requests' }
    case 'server-error':
      return {
        error: nameOfStatus.get(error.status) ?? 'Error',
        message: 'The request could not be processed',
        internalErrorCode: genericCode,
        details: { status: `${error.status}`, statusCode: error.status },
      }
  }
}

const nameOfStatus = new Map([
  [500, 'Internal Server Error'],
  [502, 'Bad Gateway'],
  [503, 'Service Unavailable'],
  [504, 'Gateway Timeout'],
])

/** Six fractional digits, as in the documented samples {VAL}. */
export function timestampOf(atMs: EpochMs): string {
  return new Date(atMs).toISOString().replace('Z', '000Z')
}
