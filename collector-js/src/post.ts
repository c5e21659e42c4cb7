import type { Reply } from './send-outcome.ts'

/**
 * Plain text needs no preflight, so an event costs one request, and the write key stands in the body. Cookies go along
 * for the collector's own first-party id.
 */
const textRequest = {
  method: 'POST',
  headers: { 'content-type': 'text/plain' },
  credentials: 'include',
} as const satisfies RequestInit

const answerTimeoutMs = 15_000

/** No answer, or none that could be heard. */
const unknown: Reply = { status: null, retryAfter: null }

export async function post(url: string, body: string): Promise<Reply> {
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), answerTimeoutMs)
  try {
    return replyOf(await fetch(url, { ...textRequest, body, signal: abort.signal }))
  } catch {
    return unknown
  } finally {
    clearTimeout(timer)
  }
}

/** Outlives the page. A beacon, for browsers without better, says only that it was taken, not that it arrived. */
export async function postLeaving(url: string, body: string): Promise<Reply> {
  try {
    if ('keepalive' in Request.prototype) {
      return replyOf(await fetch(url, { ...textRequest, body, keepalive: true }))
    }
    navigator.sendBeacon(url, new Blob([body], { type: 'text/plain' }))
  } catch {
    // Nothing more can be done here; the events stay in the queue for the next page.
  }
  return unknown
}

function replyOf({ status, headers }: Response): Reply {
  return { status, retryAfter: headers.get('retry-after') }
}
