import { answerBodyCharsMax, type Answer } from '../core/outcome.ts'
import type { Secret } from '../core/secret.ts'

const hidden = '[secret]'
/** Looked at beyond what is kept, so that a secret across the cut is still seen whole. */
const secretCharsMax = 8_192
const detailCharsMax = 300

/** What a secret looks like, wherever it stands. Sources: facts, data-cloud-api 1.1, 1.2, 1.4. */
const secretForms: readonly (readonly [RegExp, string])[] = [
  // A field whose name says so, in JSON, JSON inside JSON, or a form.
  [
    /((?:access_token|refresh_token|id_token|subject_token|client_secret|assertion|signature)\\?"\s*:\s*\\?")[^"\\]*/gi,
    `$1${hidden}`,
  ],
  [
    /((?:access_token|refresh_token|id_token|subject_token|client_secret|assertion|signature|sid)=)[^&\s"'<>]*/gi,
    `$1${hidden}`,
  ],
  [/(bearer\s+)[\w.~+/=!-]{8,}/gi, `$1${hidden}`],
  // A JSON web token.
  [/eyJ[\w-]{8,}(?:\.[\w-]*){0,2}/g, hidden],
  // A core access token: the org's id, `!`, the rest.
  [/00D\w{12,15}(?:!|%21)[\w.%]+/g, hidden],
]

/** An answer as it is kept for a person: no secret, and only its start. */
export function keptAnswer(status: number, body: string, secrets: readonly Secret[]): Answer {
  const start = body.slice(0, answerBodyCharsMax + secretCharsMax)
  return { status, body: withoutSecrets(start, secrets).slice(0, answerBodyCharsMax) }
}

/** Takes known secrets, and whatever looks like one, out of a text. */
export function withoutSecrets(text: string, secrets: readonly Secret[]): string {
  let shown = text
  for (const secret of secrets) {
    const value = secret.reveal()
    if (value === '') continue
    shown = shown.replaceAll(value, hidden).replaceAll(encodeURIComponent(value), hidden)
  }
  for (const [form, replacement] of secretForms) shown = shown.replace(form, replacement)
  return shown
}

/** A JSON object, or null for anything else. */
export function jsonObjectOf(body: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(body)
    return isObject(value) ? value : null
  } catch {
    return null // not JSON: what that means is the caller's to say
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A field's text, or null when it is absent or no text. */
export function textOf(object: Readonly<Record<string, unknown>> | null, name: string) {
  const value = object?.[name]
  return typeof value === 'string' ? value : null
}

/** What an answer says of itself, in one sentence without secrets: `Data Cloud answered 503: Service Unavailable.` */
export function sentenceOf(
  party: string,
  status: number,
  said: string,
  secrets: readonly Secret[],
) {
  const text = withoutSecrets(said, secrets).replaceAll(/\s+/g, ' ').trim()
  const end = text === '' ? '' : `: ${text.slice(0, detailCharsMax).replace(/\.$/, '')}`
  return `${party} answered ${status}${end}.`
}
