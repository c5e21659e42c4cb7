import createClient from 'openapi-fetch'
import type { paths } from './generated/admin.ts'
import { errorOf, HubAwayError } from './api-error.ts'

/**
 * The admin API, typed by its own document. The console speaks to nothing else.
 * `X-Signal-Console` tells the hub that the call was made by this page and not forged by another site.
 */
export const admin = createClient<paths>({
  baseUrl: window.location.origin,
  credentials: 'same-origin',
  headers: { 'X-Signal-Console': '1' },
})

type Answered<Data> = { data?: Data; error?: unknown; response: Response }

/**
 * The answer's body, or a thrown error that a page can show.
 * @throws ApiError when the hub refused
 * @throws HubAwayError when the hub did not answer
 */
export async function bodyOf<Data>(call: Promise<Answered<Data>>): Promise<Data> {
  const { data, error, response } = await answerOrAway(call)
  if (!response.ok) throw errorOf(response.status, error)
  return data as Data // parsed: the type is the one the API's document gives for a 2xx
}

async function answerOrAway<Data>(call: Promise<Answered<Data>>): Promise<Answered<Data>> {
  try {
    return await call
  } catch (cause) {
    // An aborted call is the caller's own wish, not a hub that is away.
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new HubAwayError({ cause })
  }
}
