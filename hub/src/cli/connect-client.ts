import { SignalError } from '../core/errors.ts'

/** Where and as whom the command signs in. */
export type OrgAccess = {
  /** `http://127.0.0.1:8090`, or the address of an org. */
  readonly url: string
  readonly clientId: string
  readonly clientSecret: string
}

export type ConnectAnswer =
  | { readonly kind: 'done'; readonly json: Readonly<Record<string, unknown>> }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }

/** Speaks Connect REST with a core token. */
export type ConnectClient = {
  /** @param path what follows `/ssot`, with its query */
  call(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<ConnectAnswer>
}

/** The resources this command needs came with 61.0. Source: facts, data-cloud-api 4.4 {CONN}. */
const apiPath = '/services/data/v64.0/ssot'
const requestMsMax = 30_000

/**
 * Signs in by client credentials.
 * @throws SignalError `cli.practice_org_failed` when the org cannot be reached or refuses
 */
export async function openConnectClient(access: OrgAccess): Promise<ConnectClient> {
  const url = access.url.replace(/\/+$/, '')
  if (!URL.canParse(url))
    throw failed(`--url must be an address like http://127.0.0.1:8090, not ${url}`)
  const signedIn = await send(`${url}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: access.clientId,
      client_secret: access.clientSecret,
    }),
  })
  const { access_token: token, error, error_description: description } = membersOf(signedIn.json)
  if (typeof token !== 'string') {
    throw failed(
      `${url} refuses the sign-in: ${said(error, signedIn.status)} ${said(description, '')}`,
    )
  }
  return {
    async call(method, path, body) {
      const answer = await send(url + apiPath + path, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      if (answer.status < 300) {
        // A page, of a login say, is no answer, whatever its status {KB510}.
        if (answer.json === undefined) throw failed(`${url} answers ${method} ${path} without JSON`)
        return { kind: 'done', json: membersOf(answer.json) }
      }
      const errors: readonly unknown[] = Array.isArray(answer.json) ? answer.json : []
      const [first = {}] = errors
      return {
        kind: 'refused',
        code: said(membersOf(first)['errorCode'], answer.status),
        message:
          errors.map((entry) => said(membersOf(entry)['message'], '')).join(' ') ||
          'no reason given',
      }
    },
  }
}

async function send(
  url: string,
  request: RequestInit,
): Promise<{ readonly status: number; readonly json: unknown }> {
  try {
    const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(requestMsMax) })
    return { status: answer.status, json: jsonOf(await answer.text()) }
  } catch (cause) {
    throw failed(`${new URL(url).origin} cannot be reached: ${reasonOf(cause)}`, cause)
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The members of a JSON object; none of anything else. */
export function membersOf(json: unknown): Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null ? { ...json } : {}
}

function said(value: unknown, otherwise: string | number): string {
  return typeof value === 'string' ? value : String(otherwise)
}

/** `fetch` hides what happened in the cause of its own error. */
function reasonOf(cause: unknown): string {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  const code: unknown = Reflect.get(Object(inner), 'code')
  if (typeof code === 'string') return code
  return inner instanceof Error ? inner.message : String(inner)
}

export function failed(message: string, cause?: unknown): SignalError {
  return new SignalError('cli.practice_org_failed', message.trim(), { cause })
}
