/**
 * Object names that misbehave by themselves, so that an error path can be asked for by input alone,
 * also by hand. The table is closed; every name works in every connector. What a sentinel accepts
 * lands nowhere. Those of control/named-faults.ts have had their effect before they come here, or have
 * it on the reply; here they only accept.
 */
import { faultNames } from '../control/named-faults.ts'
import type { Clock, EpochMs } from '../platform/clock.ts'

export const sentinelNames = [
  'refuse-schema-mismatch',
  'refuse-unauthorized',
  'refuse-forbidden',
  'refuse-too-large',
  'throttle-1s',
  'throttle-1s-silent',
  'unavailable-once',
  'error-once',
  'unauthorized-once',
  'slow-2s',
  'swallow',
  ...faultNames,
] as const
export type SentinelName = (typeof sentinelNames)[number]

/** What a sentinel does with one request. */
export type SentinelAct =
  | { readonly kind: 'accept' }
  | { readonly kind: 'accept-late'; readonly afterMs: number }
  | { readonly kind: 'schema-mismatch' }
  | { readonly kind: 'status'; readonly status: 401 | 403 | 413 | 500 | 503 }
  | { readonly kind: 'throttle'; readonly retryAfterSeconds: number | undefined }

export type Sentinels = {
  isSentinel(object: string): object is SentinelName
  act(name: SentinelName): SentinelAct
  /** As at the start: each begins anew. */
  reset(): void
}

const throttleMs = 1_000
/** A throttle that nobody has asked for this long begins anew. */
const throttleRestMs = 10_000
const slowMs = 2_000

export function createSentinels(clock: Clock): Sentinels {
  const throttles = new Map<SentinelName, { startedAtMs: EpochMs; askedAtMs: EpochMs }>()
  const failedLast = new Set<SentinelName>()

  const isThrottled = (name: SentinelName): boolean => {
    const nowMs = clock.now()
    const throttle = throttles.get(name)
    // A clock that was set back has left the throttle behind in the future.
    const isBack = throttle !== undefined && nowMs < throttle.askedAtMs
    if (throttle === undefined || isBack || nowMs - throttle.askedAtMs >= throttleRestMs) {
      throttles.set(name, { startedAtMs: nowMs, askedAtMs: nowMs })
      return true
    }
    throttle.askedAtMs = nowMs
    return nowMs - throttle.startedAtMs < throttleMs
  }
  /** Every other request, beginning with the first. */
  const isTurnToFail = (name: SentinelName): boolean => {
    if (failedLast.delete(name)) return false
    failedLast.add(name)
    return true
  }
  const accept = { kind: 'accept' } as const

  return {
    isSentinel: (object): object is SentinelName => sentinelNames.some((name) => name === object),
    act: (name) => {
      switch (name) {
        case 'refuse-schema-mismatch':
          return { kind: 'schema-mismatch' }
        case 'refuse-unauthorized':
          return { kind: 'status', status: 401 }
        case 'refuse-forbidden':
          return { kind: 'status', status: 403 }
        case 'refuse-too-large':
          return { kind: 'status', status: 413 }
        case 'throttle-1s':
          return isThrottled(name) ? { kind: 'throttle', retryAfterSeconds: 1 } : accept
        case 'throttle-1s-silent':
          return isThrottled(name) ? { kind: 'throttle', retryAfterSeconds: undefined } : accept
        case 'unavailable-once':
          return isTurnToFail(name) ? { kind: 'status', status: 503 } : accept
        case 'error-once':
          return isTurnToFail(name) ? { kind: 'status', status: 500 } : accept
        case 'unauthorized-once':
          return isTurnToFail(name) ? { kind: 'status', status: 401 } : accept
        case 'slow-2s':
          return { kind: 'accept-late', afterMs: slowMs }
        default:
          return accept
      }
    },
    reset: () => {
      throttles.clear()
      failedLast.clear()
    },
  }
}
