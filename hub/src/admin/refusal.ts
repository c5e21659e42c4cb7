/** One field of a request that was wrong, in words a person can act on. */
export type FieldProblem = { readonly field: string; readonly message: string }

/**
 * What a route answers when it cannot do what was asked: an expected outcome, so it is returned, not thrown.
 * `code` is the surface's own. Source: facts, signal-surface 7 and 7.4.
 */
export class Refusal {
  readonly status: number
  readonly code: string
  readonly message: string
  readonly details: readonly FieldProblem[]
  readonly headers: Readonly<Record<string, string>>

  constructor(fields: {
    readonly status: number
    readonly code: string
    readonly message: string
    readonly details?: readonly FieldProblem[]
    readonly headers?: Readonly<Record<string, string>>
  }) {
    this.status = fields.status
    this.code = fields.code
    this.message = fields.message
    this.details = fields.details ?? []
    this.headers = fields.headers ?? {}
  }

  /** The error envelope of every admin answer. */
  body(): ErrorBody {
    const { code, message, details } = this
    return { error: { code, message, ...(details.length === 0 ? {} : { details: [...details] }) } }
  }
}

export type ErrorBody = {
  error: { code: string; message: string; details?: FieldProblem[] }
}

export function notFound(what: string): Refusal {
  return new Refusal({ status: 404, code: 'NOT_FOUND', message: `There is no ${what}.` })
}

export function conflict(code: string, message: string): Refusal {
  return new Refusal({ status: 409, code, message })
}

/** A request whose fields are wrong: every one of them is named at once. */
export function invalid(details: readonly FieldProblem[]): Refusal {
  const named = details.map((detail) => detail.message).join(' ')
  return new Refusal({
    status: 422,
    code: 'VALIDATION_FAILED',
    message: `The request cannot be used: ${named}`,
    details,
  })
}
