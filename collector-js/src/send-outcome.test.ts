import { describe, expect, test } from 'vitest'
import { dispositionOf } from './send-outcome.ts'

const sent = { failureCount: 0, eventCount: 1, fraction: 0.5 }

function after(status: number | null, retryAfter: string | null = null, more = {}) {
  return dispositionOf({ status, retryAfter }, { ...sent, ...more })
}

describe('what follows a request', () => {
  test.each([200, 204, 304])('%i means the events arrived', (status) => {
    expect(after(status)).toEqual({ kind: 'arrived' })
  })

  test.each([400, 401, 403, 404])('%i would only be refused again', (status) => {
    expect(after(status)).toEqual({ kind: 'drop' })
  })

  test('a batch that is too large is split, a single event is given up', () => {
    expect(after(413, null, { eventCount: 3 })).toEqual({ kind: 'split' })
    expect(after(413)).toEqual({ kind: 'drop' })
  })

  test.each([null, 408, 429, 500, 503])('%s is tried again, later each time', (status) => {
    expect(after(status)).toEqual({ kind: 'retry', delayMs: 750 })
    expect(after(status, null, { failureCount: 2 })).toEqual({ kind: 'retry', delayMs: 3_000 })
    expect(after(status, null, { failureCount: 30 })).toEqual({ kind: 'retry', delayMs: 45_000 })
  })

  test('a server that names a time is taken at its word', () => {
    expect(after(429, '7')).toEqual({ kind: 'retry', delayMs: 7_000 })
    expect(after(503, 'Wed, 01 Jan 2026 00:00:00 GMT')).toEqual({ kind: 'retry', delayMs: 750 })
  })
})
