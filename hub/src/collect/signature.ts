import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Source } from '../core/source.ts'
import type { Clock } from '../platform/clock.ts'
import type { CollectLimits } from './limits.ts'

/** A signed request as it came. Source: facts, event-api 1.7. */
export type SignedRequest = {
  /** `X-Signature`, `sha256=<hex>`. */
  readonly signature: string | null
  /** `X-Timestamp`, milliseconds since 1970. */
  readonly timestamp: string | null
  /** The body's bytes as they travelled, before unpacking. */
  readonly rawBody: Buffer
}

export type SignatureVerdict =
  | { readonly kind: 'valid'; readonly source: Source; readonly digest: string }
  | { readonly kind: 'invalid'; readonly message: string }

/**
 * Checks signatures and remembers them, so that a recorded request cannot be played back.
 *
 * The memory outlasts the window in which a timestamp is taken. It is this process's own and bounded; past it, and after
 * a restart, the event ids still keep a replay out, because they are made of the signature where the client gave none.
 */
export interface SignatureCheck {
  verify(request: SignedRequest, candidates: readonly Source[]): SignatureVerdict
  /** Forgets a signature whose request could not be stored, so that the client may send it again. */
  release(digest: string): void
}

type Limits = Pick<CollectLimits, 'signatureAgeMsMax' | 'signatureCountMax'>

export function createSignatureCheck(clock: Pick<Clock, 'now'>, limits: Limits): SignatureCheck {
  /** Digest → when it may be forgotten; oldest first, as a Map keeps the order of insertion. */
  const seen = new Map<string, number>()

  function forgetOld(nowMs: number): void {
    for (const [digest, untilMs] of seen) {
      if (untilMs > nowMs && seen.size < limits.signatureCountMax) return
      seen.delete(digest)
    }
  }

  return {
    verify({ signature, timestamp, rawBody }, candidates) {
      const nowMs = clock.now()
      const digest = /^sha256=([0-9a-f]{64})$/i.exec(signature ?? '')?.[1]?.toLowerCase()
      if (digest === undefined) return invalid('`X-Signature` must be `sha256=` and 64 hex digits.')
      if (timestamp === null || !/^\d{1,16}$/.test(timestamp)) {
        return invalid('`X-Timestamp` must be milliseconds since 1970.')
      }
      if (Math.abs(Number(timestamp) - nowMs) > limits.signatureAgeMsMax) {
        const minutes = limits.signatureAgeMsMax / 60_000
        return invalid(
          `\`X-Timestamp\` is more than ${minutes} minutes off; set this host's clock.`,
        )
      }
      const source = candidates.find((candidate) =>
        isSignedBy(candidate.signingSecret, timestamp, rawBody, digest),
      )
      if (source === undefined) {
        return invalid('The signature does not fit; sign `timestamp + "." + raw body`.')
      }
      forgetOld(nowMs)
      if (seen.has(digest))
        return invalid('This signature was used before; sign each request anew.')
      seen.set(digest, nowMs + 2 * limits.signatureAgeMsMax)
      return { kind: 'valid', source, digest }
    },
    release: (digest) => void seen.delete(digest),
  }
}

function invalid(message: string): SignatureVerdict {
  return { kind: 'invalid', message }
}

function isSignedBy(secret: string, timestamp: string, rawBody: Buffer, digest: string): boolean {
  if (secret === '') return false
  const expected = createHmac('sha256', secret).update(`${timestamp}.`).update(rawBody).digest()
  return timingSafeEqual(expected, Buffer.from(digest, 'hex'))
}
