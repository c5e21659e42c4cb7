/** The hub answered, and refused: its own code and words. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  /** Fields that were wrong, by name, each with a sentence. */
  readonly fields: Readonly<Record<string, string>>

  constructor(status: number, code: string, message: string, fields: Record<string, string> = {}) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.code = code
    this.fields = fields
  }
}

/** The hub did not answer at all: stopped, restarting, or the network is gone. */
export class HubAwayError extends Error {
  constructor(options?: ErrorOptions) {
    super('The hub does not answer.', options)
    this.name = 'HubAwayError'
  }
}

/** True when nobody is signed in (any more). */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401
}

/** Statuses of a proxy that found no hub behind it. */
const awayStatuses = new Set([502, 503, 504])

/** Reads the hub's error envelope; an answer that is none (a proxy's page, say) is told by its status. */
export function errorOf(status: number, body: unknown): Error {
  const envelope = isRecord(body) && isRecord(body['error']) ? body['error'] : null
  if (envelope === null) {
    if (awayStatuses.has(status)) return new HubAwayError()
    return new ApiError(status, `HTTP_${status}`, `The hub answered ${status} without a reason.`)
  }
  const { code, message, details } = envelope
  return new ApiError(
    status,
    typeof code === 'string' ? code : `HTTP_${status}`,
    typeof message === 'string' ? message : `The hub answered ${status}.`,
    fieldsOf(details),
  )
}

function fieldsOf(details: unknown): Record<string, string> {
  const fields: Record<string, string> = {}
  if (!Array.isArray(details)) return fields
  for (const detail of details) {
    if (!isRecord(detail)) continue
    const { field, message } = detail
    if (typeof field === 'string' && typeof message === 'string') fields[field] ??= message
  }
  return fields
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
