import type { EpochMs } from '../core/ids.ts'
import type { TransportHeaders } from '../platform/transport.ts'

const msPerSecond = 1_000
/** Longest wait taken from a header; a longer one is held for as long as this, then asked again. */
export const retryAfterMsMax = 24 * 60 * 60 * msPerSecond

/**
 * How long the other side asked to wait, or null when it did not say in a form that is known.
 *
 * Both forms of RFC 9110, 10.2.3: whole seconds, and a date, which is counted from the answer's own `Date` so that a
 * wrong clock here does not matter. Of a repeated header the longest wait counts. Data Cloud documents none
 * (facts, data-cloud-api 2.1), but what stands before it may send one.
 */
export function retryAfterMsOf(headers: TransportHeaders, nowMs: EpochMs): number | null {
  const answeredAtMs = dateOf(valuesOf(headers['date'])[0] ?? '') ?? nowMs
  const waits = valuesOf(headers['retry-after'])
    .map((value) => waitMsOf(value, answeredAtMs))
    .filter((wait) => wait !== null)
  return waits.length === 0 ? null : Math.min(Math.max(...waits), retryAfterMsMax)
}

function waitMsOf(value: string, answeredAtMs: EpochMs): number | null {
  if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * msPerSecond)
  const untilMs = dateOf(value)
  return untilMs === null ? null : Math.max(0, untilMs - answeredAtMs)
}

/** A date as HTTP writes it, always GMT; its form is asked for, since `Date.parse` takes far too much else. */
function dateOf(value: string): EpochMs | null {
  if (!/^(mon|tue|wed|thu|fri|sat|sun).*gmt$/i.test(value)) return null
  const atMs = Date.parse(value)
  return Number.isNaN(atMs) ? null : atMs
}

function valuesOf(header: string | readonly string[] | undefined): readonly string[] {
  if (header === undefined) return []
  return (typeof header === 'string' ? [header] : header).map((value) => value.trim())
}
