const dateTimePattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/i

/** Longest text read as a time, in characters. */
const dateTimeCharsMax = 40

/** A number below this counts seconds since 1970, above it milliseconds: 5138-11-16 in one, 1973-03-03 in the other. */
const secondsMax = 1e11

const msMax = Date.UTC(9999, 11, 31, 23, 59, 59, 999)
const msMin = Date.UTC(1000, 0, 1)
const minuteMs = 60_000

/**
 * A time as Data Cloud wants it: UTC, three millisecond digits. Reads ISO 8601 with or without an offset (without: UTC),
 * a bare date (midnight UTC), and numbers of seconds or milliseconds, also as text. A day that no calendar has is null.
 * Source: facts, data-cloud-api 5 and event-api 5.3.
 */
export function dateTimeOf(value: unknown): string | null {
  const atMs = epochMsOf(value)
  if (atMs === null || atMs < msMin || atMs > msMax) return null
  return new Date(atMs).toISOString()
}

/** A day, `yyyy-MM-dd`: the one that is written, whatever the time and the offset behind it. */
export function dateOf(value: unknown): string | null {
  if (typeof value === 'string' && value.length <= dateTimeCharsMax) {
    const parts = dateTimePattern.exec(value.trim())
    if (parts !== null)
      return epochMsOfParts(parts) === null ? null : `${parts[1]}-${parts[2]}-${parts[3]}`
  }
  return dateTimeOf(value)?.slice(0, 10) ?? null
}

function epochMsOf(value: unknown): number | null {
  if (typeof value === 'number') return epochMsOfNumber(value)
  if (typeof value !== 'string' || value.length > dateTimeCharsMax) return null
  const time = value.trim()
  if (/^\d{9,13}$/.test(time)) return epochMsOfNumber(Number(time))
  const parts = dateTimePattern.exec(time)
  return parts === null ? null : epochMsOfParts(parts)
}

function epochMsOfNumber(value: number): number | null {
  if (!Number.isFinite(value) || value <= 0) return null
  return Math.trunc(value < secondsMax ? value * 1000 : value)
}

function epochMsOfParts(parts: RegExpExecArray): number | null {
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = parts
  const ms = Number(fraction.slice(0, 3).padEnd(3, '0'))
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  const dayMs = Date.UTC(Number(year), Number(month) - 1, Number(day))
  // `Date.UTC` turns 30 February into 1 or 2 March without a word.
  const isOnCalendar = new Date(dayMs).toISOString().startsWith(`${year}-${month}-${day}`)
  if (!isOnCalendar) return null
  const offsetMs = offsetMsOf(zone)
  if (offsetMs === null) return null
  return dayMs + ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000 + ms - offsetMs
}

function offsetMsOf(zone: string | undefined): number | null {
  if (zone === undefined || zone === 'Z' || zone === 'z') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(-2))
  if (hours > 14 || minutes > 59) return null
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * minuteMs
}
