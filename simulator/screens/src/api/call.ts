/** Calls of the practice org's own API. Its answers come from the same program and version as this page. */

type OrgRefusal = {
  readonly code: string
  readonly message: string
  readonly problems: readonly string[]
}

/** The practice org refused, in words of its own. */
export class OrgError extends Error {
  readonly status: number
  readonly code: string
  /** Each problem by itself, when there may be several. */
  readonly problems: readonly string[]
  constructor(status: number, { code, message, problems }: OrgRefusal) {
    super(message)
    this.name = 'OrgError'
    this.status = status
    this.code = code
    this.problems = problems
  }
}

/** Nothing answered at all: the practice org was stopped. */
export class OrgAwayError extends Error {
  constructor(cause: unknown) {
    super('The practice org does not answer.', { cause })
    this.name = 'OrgAwayError'
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * Calls `/practice-org/<path>`; a body is sent as JSON, text as it is.
 * @throws OrgError for every answer that is no success, OrgAwayError when there is none
 */
export async function call<Answer>(method: Method, path: string, body?: unknown): Promise<Answer> {
  const isText = typeof body === 'string'
  let response: Response
  try {
    response = await fetch(`/practice-org/${path}`, {
      method,
      headers:
        body === undefined ? {} : { 'content-type': isText ? 'text/plain' : 'application/json' },
      body: body === undefined ? null : isText ? body : JSON.stringify(body),
    })
  } catch (cause) {
    throw new OrgAwayError(cause)
  }
  const text = await response.text()
  const json = jsonOf(text)
  if (!response.ok) throw errorOf(response.status, json, text)
  // parsed: the answer of our own program, declared beside each call.
  return json as Answer
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** `{"error":{"code","message"}}` of our own routes; anything else is told as it came. */
function errorOf(status: number, json: unknown, text: string): OrgError {
  const error = memberOf(json, 'error')
  const code = memberOf(error, 'code')
  const message = memberOf(error, 'message')
  const problems = memberOf(error, 'problems')
  return new OrgError(status, {
    code: typeof code === 'string' ? code : `HTTP_${status}`,
    message: typeof message === 'string' ? message : text.slice(0, 500) || `It answered ${status}.`,
    problems: Array.isArray(problems) ? problems.map(String) : [],
  })
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.entries(value).find(([key]) => key === name)?.[1]
}
