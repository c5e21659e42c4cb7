import { answeredQuarantineCountMax } from './limits.ts'
import type { QuarantinedInRequest, Taken } from './intake.ts'
import { pixelGif, pixelHeaders } from './pixel.ts'
import { refused, type Refusal } from './refusal.ts'

/**
 * How a family of clients wants to be answered.
 *
 * - `json`: `{"success":true}`, which every client on a shared path takes.
 * - `text`: RudderStack's plain `OK`.
 * - `jitsu`, `jitsu-browser`: `{"ok":true}`; the browser endpoint answers 200 also when the *event* is refused, so that a
 *   page never sees a failure, but never when storing may have failed.
 * - `gif`: the image, whatever happens; its status tells only when storing may have failed.
 *
 * Source: facts, event-api 1.1, 1.5, 1.6, 1.7.
 */
export type AnswerStyle = 'json' | 'text' | 'jitsu' | 'jitsu-browser' | 'gif'

/** A reply, before any HTTP server sees it. */
export type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: object | string | Buffer
}

export function answerOf(style: AnswerStyle, result: Taken | Refusal): Answer {
  const outcome = result.kind === 'taken' ? (singleRefusal(result) ?? result) : result
  return outcome.kind === 'taken' ? takenAnswer(style, outcome) : refusalAnswer(style, outcome)
}

/** A single call that could not be used is refused, though kept: its sender is there to hear why. */
function singleRefusal(taken: Taken): Refusal | null {
  const flaw = taken.isSingle ? taken.quarantined[0] : undefined
  if (flaw === undefined) return null
  const status = flaw.reason === 'event_too_large' ? 413 : 400
  return refused(status, 'collect.event_invalid', flaw.detail)
}

function takenAnswer(style: AnswerStyle, taken: Taken): Answer {
  switch (style) {
    case 'json':
      return { status: 200, headers: {}, body: { success: true, ...quarantineOf(taken) } }
    case 'text':
      return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'OK' }
    case 'jitsu':
    case 'jitsu-browser':
      return { status: 200, headers: {}, body: taken.isSingle ? { ok: true } : jitsuBatchOf(taken) }
    case 'gif':
      return { status: 200, headers: pixelHeaders, body: pixelGif }
  }
}

/** More than other collectors say, and harmless to clients: which events of a batch were set aside, and why. */
function quarantineOf({ quarantined }: Taken): object {
  if (quarantined.length === 0) return {}
  return { quarantined: quarantined.slice(0, answeredQuarantineCountMax) }
}

function jitsuBatchOf({ eventCount, quarantined }: Taken): object {
  const said = (flaw: QuarantinedInRequest) => `event ${flaw.index}: ${flaw.detail}`
  return {
    ok: quarantined.length === 0,
    receivedEvents: eventCount,
    okEvents: eventCount - quarantined.length,
    ...(quarantined.length === 0
      ? {}
      : { errors: quarantined.slice(0, answeredQuarantineCountMax).map(said) }),
  }
}

const statusesShown = new Set([429, 503])

export function refusalAnswer(style: AnswerStyle, refusal: Refusal): Answer {
  const { status, message, code, retryAfterS } = refusal
  const headers = retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) }
  const isHidden = !statusesShown.has(status)
  switch (style) {
    case 'json':
    case 'text':
      return { status, headers, body: { success: false, error: { code, message } } }
    case 'jitsu':
      return { status, headers, body: { ok: false, error: message } }
    case 'jitsu-browser':
      return { status: isHidden ? 200 : status, headers, body: { ok: false, error: message } }
    case 'gif': {
      const shown = isHidden ? 200 : status
      return { status: shown, headers: { ...headers, ...pixelHeaders }, body: pixelGif }
    }
  }
}
