import type { RefusedRecord } from '../core/outcome.ts'
import { isObject, jsonObjectOf } from './answer.ts'

const reasonsMax = 20

/**
 * Which records of a request a validation report names, by place and in order; empty when it names none that was sent.
 *
 * The report repeats each failing record as JSON text, without its place (facts, data-cloud-api 2.3 {VAL}), so it is
 * found by value, whatever the order of its fields. Records that are equal fail together. `assumed`: a report may leave
 * out null fields; so what does not match whole is compared without them.
 */
export function refusedRecordsOf(
  report: readonly unknown[],
  requestBody: string | Uint8Array,
): readonly RefusedRecord[] {
  const sent = sentRecordsOf(requestBody)
  const whole = placesBy(sent, canonicalOf)
  const withoutNulls = placesBy(sent, canonicalWithoutNullsOf)
  const reasonsByPlace = new Map<number, string[]>()
  for (const entry of report) {
    if (!isObject(entry)) continue
    const record = recordOf(entry['record'])
    if (record === null) continue
    const places =
      whole.get(canonicalOf(record)) ?? withoutNulls.get(canonicalWithoutNullsOf(record)) ?? []
    for (const place of places) {
      const reasons = reasonsByPlace.get(place) ?? []
      reasonsByPlace.set(place, [...new Set([...reasons, ...causesOf(entry)])])
    }
  }
  return [...reasonsByPlace]
    .sort(([a], [b]) => a - b)
    .map(([index, reasons]) => ({ index, reasons: reasons.slice(0, reasonsMax) }))
}

/** The validation report inside an answer, or null when there is none. */
export function validationReportOf(
  answer: Readonly<Record<string, unknown>> | null,
): readonly unknown[] | null {
  const details = answer?.['details']
  const report = isObject(details) ? details['validationReport'] : undefined
  return Array.isArray(report) ? report : null
}

/** What the server says is wrong with one record. Source: facts, data-cloud-api 2.3. */
export function causesOf(entry: Readonly<Record<string, unknown>>): readonly string[] {
  const causes = entry['causingExceptions']
  if (!Array.isArray(causes)) return []
  return causes.filter((cause) => typeof cause === 'string')
}

function sentRecordsOf(requestBody: string | Uint8Array): readonly unknown[] {
  const text = typeof requestBody === 'string' ? requestBody : new TextDecoder().decode(requestBody)
  const data = jsonObjectOf(text)?.['data']
  return Array.isArray(data) ? data : []
}

function recordOf(value: unknown): unknown {
  return typeof value === 'string' ? jsonObjectOf(value) : isObject(value) ? value : null
}

function placesBy(
  records: readonly unknown[],
  canonical: (value: unknown) => string,
): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>()
  records.forEach((record, place) => {
    const key = canonical(record)
    const known = places.get(key)
    if (known === undefined) places.set(key, [place])
    else known.push(place)
  })
  return places
}

/** The same text for equal values, however their fields are ordered. */
function canonicalOf(value: unknown): string {
  return JSON.stringify(sorted(value, () => true))
}

function canonicalWithoutNullsOf(value: unknown): string {
  return JSON.stringify(sorted(value, (field) => field !== null))
}

function sorted(value: unknown, keep: (field: unknown) => boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => sorted(item, keep))
  if (!isObject(value)) return value
  return Object.entries(value)
    .filter(([, field]) => keep(field))
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, field]) => [name, sorted(field, keep)])
}
