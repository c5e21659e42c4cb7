/** A client for tests: it speaks to a practice org by HTTP and may pretend any host. */
import { request } from 'undici'
import { createManualClock } from '../platform/clock.ts'
import { createSeededRandom } from '../platform/random.ts'
import { openPracticeOrg, type PracticeOrgOptions } from '../practice-org.ts'
import { createReplyCheck } from './reply-check.ts'

export type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  /** The body as JSON; empty when it is none. */
  readonly json: Readonly<Record<string, unknown>>
}

type Call = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly host?: string
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
  /** An object is sent as JSON, parameters as a form, text as it is. */
  readonly body?: string | URLSearchParams | object
}

export type PracticeClient = Awaited<ReturnType<typeof openPracticeClient>>

export const coreHost = 'your-org.my.salesforce.com'
export const pageCredentials = {
  grant_type: 'client_credentials',
  client_id: '3MVG9...',
  client_secret: 'xxxxxxxxxxxxxxxxxxxx',
}
export const exchangeForm = {
  grant_type: 'urn:salesforce:grant-type:external:cdp',
  subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
}
export const pageViewPath = '/api/v1/ingest/sources/dataset-12345/page_view'

/** How long opening may take on a busy machine: the time limit of the hook that does it. */
export const openingMsMax = 60_000

/**
 * A practice org of its own on a free port, at noon of a fixed day that passes only by `clock`. Every reply it gives is
 * compared with docs/specs/simulator-differences.md: one without a row there fails the call, or the end of the test.
 */
export async function openPracticeClient(
  options: Partial<PracticeOrgOptions> = {},
  { isLakeNeeded = true }: { readonly isLakeNeeded?: boolean } = {},
) {
  const clock = createManualClock(Date.parse('2026-03-01T12:00:00.000Z'))
  const replyCheck = createReplyCheck()
  const org = await openPracticeOrg({
    port: 0,
    clock,
    random: createSeededRandom('practice'),
    onReply: replyCheck.onReply,
    ...options,
  })
  const call = async (details: Call): Promise<Answer> => {
    const answer = await send(org.url, details)
    replyCheck.expectKnown()
    return answer
  }

  const signIn = async (form: Readonly<Record<string, string>> = pageCredentials, host?: string) =>
    call({
      method: 'POST',
      path: '/services/oauth2/token',
      body: new URLSearchParams(form),
      ...(host === undefined ? {} : { host }),
    })
  const exchange = async (coreToken: string, more: Readonly<Record<string, string>> = {}) =>
    call({
      method: 'POST',
      path: '/services/a360/token',
      body: new URLSearchParams({ ...exchangeForm, subject_token: coreToken, ...more }),
    })
  const tenantToken = async (): Promise<string> => {
    const core = await signIn()
    const tenant = await exchange(String(core.json['access_token']))
    return String(tenant.json['access_token'])
  }
  const query = async (sql: string): Promise<readonly (readonly unknown[])[]> => {
    const answer = await call({
      method: 'POST',
      path: '/api/v2/query',
      token: await tenantToken(),
      body: { sql },
    })
    if (answer.status !== 200) throw new Error(answer.text)
    return answer.json['data'] as readonly (readonly unknown[])[]
  }
  const upsert = async (object: string, data: readonly object[]): Promise<Answer> =>
    call({
      method: 'POST',
      path: `/api/v1/ingest/sources/dataset-12345/${object}`,
      token: await tenantToken(),
      body: { data },
    })
  const control = (method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, body?: object) =>
    call({ method, path: `/practice-org/${path}`, ...(body === undefined ? {} : { body }) })
  const land = () => control('POST', 'land')
  // Postgres takes some seconds on a busy machine; no test should pay for that in its own time.
  if (isLakeNeeded) await query('select 1')
  return {
    url: org.url,
    clock,
    call,
    signIn,
    exchange,
    tenantToken,
    query,
    upsert,
    control,
    land,
    [Symbol.asyncDispose]: async () => {
      await org[Symbol.asyncDispose]()
      replyCheck.expectKnown()
    },
  }
}

async function send(baseUrl: string, { method = 'GET', path, host, token, headers, body }: Call) {
  const isForm = body instanceof URLSearchParams
  const isText = typeof body === 'string'
  const answer = await request(baseUrl + path, {
    method,
    headers: {
      ...(body === undefined
        ? {}
        : {
            'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
          }),
      ...(host === undefined ? {} : { host }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body:
      body === undefined ? null : isForm ? body.toString() : isText ? body : JSON.stringify(body),
  })
  const text = await answer.body.text()
  return { status: answer.statusCode, headers: answer.headers, text, json: jsonOf(text) }
}

function jsonOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {}
  }
}
