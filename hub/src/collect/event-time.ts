import type { EpochMs } from '../core/ids.ts'

/** Numbers below it are seconds, others milliseconds: as seconds it is the year 5138, as milliseconds March 1973. */
const secondsBelow = 100_000_000_000

/** Longer texts are no time. */
const timeTextCharsMax = 80

const isoText =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9})\d*)?)?)? ?(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$/i
const compactText =
  /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(?:(\d{2})(?:[.,](\d{1,9})\d*)?)?(Z|[+-]\d{2}(?::?\d{2})?)?$/i
const numberText = /^\d{9,13}(?:\.\d+)?$/
/** `Wed, 01 Jan 2020 00:00:00 GMT` and JavaScript's own `Wed Jan 01 2020 00:00:00 GMT+0200 (…)`, both with a zone. */
const wordyText = /^[a-z]{3},? .*(?:GMT|UTC|[+-]\d{4})/i

/**
 * Reads a time in any of the forms that clients send: ISO 8601 with or without zone, seconds or milliseconds since 1970
 * as number or text, and e-mail dates. A text without a zone is taken as UTC, never as this machine's own time.
 * @returns null for what is no time, for days that no calendar has, and for times before 1970, which are the default
 * value of some languages
 */
export function epochMsOf(value: unknown): EpochMs | null {
  if (typeof value === 'number') return fromNumber(value)
  if (typeof value !== 'string' || value.length > timeTextCharsMax) return null
  const said = value.trim()
  if (numberText.test(said)) return fromNumber(Number(said))
  const match = isoText.exec(said) ?? compactText.exec(said)
  if (match !== null) return fromParts(match)
  return wordyText.test(said) ? usable(Date.parse(said)) : null
}

function fromNumber(value: number): EpochMs | null {
  return usable(Math.round(value < secondsBelow ? value * 1000 : value))
}

/** Latest time a JavaScript date can hold. */
const epochMsMax = 8_640_000_000_000_000

function usable(atMs: number): EpochMs | null {
  return atMs > 0 && atMs <= epochMsMax ? atMs : null
}

function fromParts(match: RegExpExecArray): EpochMs | null {
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map((group) =>
    Number(match[group] ?? 0),
  )
  const fractionMs = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3))
  if (year === undefined || month === undefined || day === undefined) return null
  // A leap second is the last moment of its minute: no later part knows of second 60.
  const localMs = Date.UTC(
    year,
    month - 1,
    day,
    hour,
    minute,
    Math.min(second ?? 0, 59),
    fractionMs,
  )
  const read = new Date(localMs)
  const isOnCalendar =
    read.getUTCFullYear() === year &&
    read.getUTCMonth() === month - 1 &&
    read.getUTCDate() === day &&
    read.getUTCHours() === hour &&
    read.getUTCMinutes() === minute &&
    (second ?? 0) <= 60
  return isOnCalendar ? usable(localMs - zoneMsOf(match[8])) : null
}

const minuteMs = 60_000

function zoneMsOf(zone: string | undefined): number {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? '')
  if (match === null) return 0
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0)
  return (match[1] === '-' ? -minutes : minutes) * minuteMs
}

/** What a client says of time: when it happened and when it was sent, both by its own clock, as they came. */
export type ClientTimes = { readonly happenedAt: unknown; readonly sentAt: unknown }

/**
 * When an event happened, by our clock: `receivedAt − (sentAt − happenedAt)`, since sending and receiving are taken to
 * be one instant and the rest is the client's skew. Without a send time the client's own time stands; without a usable
 * time it is the time of receipt. Nothing happens after it was received: a later result is set to the time of receipt.
 * Source: facts, event-api 1.4.
 */
export function eventTimeOf(times: ClientTimes, receivedAtMs: EpochMs): EpochMs {
  const happenedAtMs = epochMsOf(times.happenedAt)
  if (happenedAtMs === null) return receivedAtMs
  const sentAtMs = epochMsOf(times.sentAt)
  const skewMs = sentAtMs === null ? 0 : receivedAtMs - sentAtMs
  return Math.min(usable(happenedAtMs + skewMs) ?? receivedAtMs, receivedAtMs)
}
