/**
 * Faults that are asked for by the name of an object, so that they work by hand and need no control API. Alone
 * (`answer-lost-once`) the name accepts records and lands them nowhere; behind the name of a real object and a dot
 * (`page_view.answer-lost-once`) it troubles the way to that object, in which the records then land.
 */
import type { Clock, EpochMs } from '../platform/clock.ts'
import type { FaultAct } from './planned-faults.ts'

/** How often: at every request, at every other one beginning with the first, or for a while from the first on. */
type Rhythm = 'always' | 'every-other' | { readonly forMs: number }

type NamedFault = { readonly act: FaultAct; readonly rhythm: Rhythm }

/** A while that nobody has asked for this long begins anew. */
const restMs = 10_000

const faultOfName = {
  'throttle-1s-date': {
    act: { status: 429, retryAfterSeconds: 1, retryAfterForm: 'http-date' },
    rhythm: { forMs: 1_000 },
  },
  'not-found-2s': { act: { status: 404 }, rhythm: { forMs: 2_000 } },
  'bad-gateway-html-once': { act: { status: 502, body: 'html' }, rhythm: 'every-other' },
  'gateway-timeout-empty-once': { act: { status: 504, body: 'empty' }, rhythm: 'every-other' },
  'redirect-once': {
    act: { status: 302, body: 'empty', location: 'https://login.salesforce.com/' },
    rhythm: 'every-other',
  },
  'html-200-once': { act: { kind: 'html-200' }, rhythm: 'every-other' },
  'error-200-once': { act: { kind: 'error-200' }, rhythm: 'every-other' },
  'no-content-once': { act: { kind: 'no-content' }, rhythm: 'every-other' },
  'latency-2s': { act: { kind: 'latency', delayMs: 2_000 }, rhythm: 'always' },
  'reset-once': { act: { kind: 'reset-before' }, rhythm: 'every-other' },
  'answer-lost-once': { act: { kind: 'reset-after' }, rhythm: 'every-other' },
  'late-answer-once': { act: { kind: 'late-reply', delayMs: 90_000 }, rhythm: 'every-other' },
  'slow-answer-2s': { act: { kind: 'slow-reply', delayMs: 2_000 }, rhythm: 'always' },
  'stalled-answer-once': { act: { kind: 'stalled-reply', delayMs: 90_000 }, rhythm: 'every-other' },
  'slow-reading-2s': { act: { kind: 'slow-request', delayMs: 2_000 }, rhythm: 'always' },
  'cut-answer-once': { act: { kind: 'closed-reply' }, rhythm: 'every-other' },
  'broken-json-once': { act: { kind: 'truncated-json' }, rhythm: 'every-other' },
  'expire-tokens-once': { act: { kind: 'token-expiry' }, rhythm: 'every-other' },
  'move-tenant-once': { act: { kind: 'tenant-move' }, rhythm: 'every-other' },
  'silent-drop': { act: { kind: 'silent-drop' }, rhythm: 'always' },
  duplicate: { act: { kind: 'duplicate' }, rhythm: 'always' },
} as const satisfies Readonly<Record<string, NamedFault>>

export type FaultName = keyof typeof faultOfName

// parsed: the keys of the table above, which is constant
export const faultNames = Object.keys(faultOfName) as readonly FaultName[]

const faults: ReadonlyMap<string, NamedFault> = new Map(Object.entries(faultOfName))

export type NamedFaults = {
  /**
   * The fault of a request to this object, if its turn has come.
   * @param key tells the objects of two connectors apart
   */
  take(name: string, key: string): FaultAct | undefined
  reset(): void
}

export function createNamedFaults(clock: Clock): NamedFaults {
  const failedLast = new Set<string>()
  const whiles = new Map<string, { startedAtMs: EpochMs; askedAtMs: EpochMs }>()

  const isWithin = (key: string, forMs: number): boolean => {
    const nowMs = clock.now()
    const known = whiles.get(key)
    // A clock that was set back has left the while behind in the future.
    const isBack = known !== undefined && nowMs < known.askedAtMs
    if (known === undefined || isBack || nowMs - known.askedAtMs >= restMs) {
      whiles.set(key, { startedAtMs: nowMs, askedAtMs: nowMs })
      return true
    }
    known.askedAtMs = nowMs
    return nowMs - known.startedAtMs < forMs
  }
  const isTurn = (rhythm: Rhythm, key: string): boolean => {
    if (rhythm === 'always') return true
    if (rhythm !== 'every-other') return isWithin(key, rhythm.forMs)
    if (failedLast.delete(key)) return false
    failedLast.add(key)
    return true
  }
  return {
    take: (name, key) => {
      const fault = faults.get(name)
      return fault !== undefined && isTurn(fault.rhythm, `${key}/${name}`) ? fault.act : undefined
    },
    reset: () => {
      failedLast.clear()
      whiles.clear()
    },
  }
}

const streamingPrefix = '/api/v1/ingest/sources/'

/** The address of a real object and the fault that was named behind it; nothing for any other address. */
export function splitFaultName(
  url: string,
): { readonly url: string; readonly name: string } | undefined {
  if (!url.startsWith(streamingPrefix)) return undefined
  const [, before, name, after] = /^([^?]*?\/[\w-]+)\.([\w-]+)((?:[/?].*)?)$/.exec(url) ?? []
  if (before === undefined || name === undefined || !faults.has(name)) return undefined
  return { url: before + (after ?? ''), name }
}
