/**
 * Keeps one tenant token per app, for all its lanes and integrations.
 *
 * Promises: one sign-in at a time per app, whoever asks; a token in use is renewed before it ends, in the background, by
 * whoever asks after 80 % of its life (an idle app signs in never); a refusal is remembered, so that waiting lanes do not
 * use up the 3,600 logins per user and hour {KB381}. Keeps nothing on disk: after a restart nothing is known of earlier
 * success. Relies on: `sign-in.ts` for the requests, `Clock` for spans only.
 *
 * State of an app: *empty* (no token) → *flying* (a sign-in under way, shared) → *holding* (token, until it ends or is
 * refused) or *refused* (until its time has come). A flight may also be under way while holding.
 */
import type { EpochMs } from '../core/ids.ts'
import type { Clock } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import type { Transport } from '../platform/transport.ts'
import type { Telemetry } from '../telemetry/events.ts'
import type { SignInFailure, SignInStep } from './classify-sign-in.ts'
import type { AppCredentials } from './credentials.ts'
import {
  exchangeToken,
  signIn,
  type CoreToken,
  type SignInResult,
  type TenantToken,
} from './sign-in.ts'

/** Share of a token's life after which a new one is fetched. Source: facts, "What a perfect delivery client does", 2. */
const refreshAtShare = 0.8
/** Left unused at the end of a life: the smaller of both, for a token on its way when it ends. */
const unusedShare = 0.05
const unusedMsMax = 30_000
/** First and longest time a refusal is remembered; outages end by themselves, so they are looked at sooner. */
const refusalMsMin = 5_000
const refusalMsMax = 300_000
const outageMsMax = 60_000
/** Added by chance, so that apps refused together do not come back together. */
const jitterShare = 0.2
/** A younger token is not thrown away for lack of scopes or for a lost host: a new one would be the same. */
const discardAgeMsMin = 60_000
/** Apps whose tokens are kept, and apps known to have worked; the oldest makes room. */
const appsMax = 10_000

export type TokenOutcome =
  | { readonly kind: 'token'; readonly token: TenantToken }
  /** `retryAfterMs`: until then the same refusal is given again without asking. */
  | { readonly kind: 'refused'; readonly failure: SignInFailure; readonly retryAfterMs: number }
  /** The caller's signal ended the wait. */
  | { readonly kind: 'stopped' }

export type TokenKeeper = {
  /** A token to send with, kept or new. */
  obtain(app: AppCredentials, signal: AbortSignal): Promise<TokenOutcome>
  /** Another token after the tenant refused this one with 401: one more exchange, for all who were refused together. */
  renew(app: AppCredentials, refused: TenantToken, signal: AbortSignal): Promise<TokenOutcome>
  /**
   * The tenant refused a renewed token as well: the next renewal signs in from the beginning, but not at once. The token
   * stays for others to try, since a 401 that meets one object only must not stop them.
   */
  reject(app: AppCredentials, refused: TenantToken, failure: SignInFailure): void
  /** The tenant took a token: earlier rejections no longer add up. */
  confirm(app: AppCredentials): void
  /** What a new token could change has failed: sign in anew next time, unless this one is new itself. */
  discard(app: AppCredentials, token: TenantToken): void
  /** Whether these credentials ever signed in, in this process. */
  hasWorked(app: AppCredentials): boolean
  /** Drops tokens and remembered refusals of an app. That it has worked is not forgotten. */
  forget(appKey: string): void
}

type Held = {
  readonly token: TenantToken
  readonly obtainedAtMs: EpochMs
  readonly refreshAtMs: EpochMs
  readonly usableUntilMs: EpochMs
}

type Remembered = { readonly failure: SignInFailure; readonly untilMs: EpochMs }

type Entry = {
  /** Kept for the next exchange; its life is unknown. */
  core: CoreToken | null
  held: Held | null
  flight: Promise<TokenOutcome> | null
  /** Null when the last sign-in worked. */
  refusal: Remembered | null
  /** A fresh token that the tenant refused; until its time has come it is not renewed again. */
  rejection: (Remembered & { readonly token: TenantToken }) | null
  /** In a row. */
  refusalCount: number
  rejectionCount: number
}

type Needs = {
  readonly transport: Transport
  readonly clock: Clock
  readonly random: Pick<Random, 'fraction'>
  readonly telemetry: Pick<Telemetry, 'tokenObtained' | 'tokenRefused'>
}

export function createTokenKeeper({ transport, clock, random, telemetry }: Needs): TokenKeeper {
  const entries = new Map<string, Entry>()
  const worked = new Set<string>()
  // A flight serves many, so no single caller's signal may end it; its requests have their own time limits.
  const flightSignal = new AbortController().signal

  function entryOf(app: AppCredentials): Entry {
    const known = entries.get(app.key)
    if (known !== undefined) return known
    const entry: Entry = {
      core: null,
      held: null,
      flight: null,
      refusal: null,
      rejection: null,
      refusalCount: 0,
      rejectionCount: 0,
    }
    dropOldest(entries)
    entries.set(app.key, entry)
    return entry
  }

  async function obtain(app: AppCredentials, signal: AbortSignal): Promise<TokenOutcome> {
    const entry = entryOf(app)
    const { held } = entry
    const nowMs = clock.now()
    if (held !== null && nowMs < held.usableUntilMs) {
      if (nowMs >= held.refreshAtMs && refusedBy(entry.refusal) === null) void fly(app, entry)
      return { kind: 'token', token: held.token }
    }
    const refused = refusedBy(entry.refusal)
    if (refused !== null) return refused
    return (await resultBefore(fly(app, entry), signal)) ?? { kind: 'stopped' }
  }

  function refusedBy(remembered: Remembered | null): TokenOutcome | null {
    const retryAfterMs = remembered === null ? 0 : remembered.untilMs - clock.now()
    if (remembered === null || retryAfterMs <= 0) return null
    return { kind: 'refused', failure: remembered.failure, retryAfterMs }
  }

  /** Joins the sign-in under way, or starts one. */
  function fly(app: AppCredentials, entry: Entry): Promise<TokenOutcome> {
    entry.flight ??= fetchToken(app, entry).finally(() => {
      entry.flight = null
    })
    return entry.flight
  }

  async function fetchToken(app: AppCredentials, entry: Entry): Promise<TokenOutcome> {
    const reused = entry.core
    let result = await signInAndExchange(app, reused)
    const renewCore = result.kind === 'failure' ? result.failure.renewCore : 'never'
    const mayRenew = renewCore === 'always' || (renewCore === 'if-reused' && reused !== null)
    if (mayRenew) result = await signInAndExchange(app, null)
    if (result.kind === 'failure') {
      // An outage says nothing against the core token; anything else does.
      entry.core = result.failure.problem === 'salesforce_unavailable' ? result.core : null
      entry.refusalCount += 1
      const refusal = rememberedOf(result.failure, entry.refusalCount)
      entry.refusal = refusal
      const retryAfterMs = refusal.untilMs - clock.now()
      return { kind: 'refused', failure: result.failure, retryAfterMs }
    }
    entry.core = result.core
    entry.held = heldOf(result.token, result.askedAtMs)
    entry.refusal = null
    entry.refusalCount = 0
    dropOldest(worked)
    worked.add(app.key)
    return { kind: 'token', token: result.token }
  }

  async function signInAndExchange(app: AppCredentials, reused: CoreToken | null) {
    const needs = { transport, clock, app, hasWorked: worked.has(app.key) }
    let core = reused
    if (core === null) {
      const signedIn = await told('core', app, () => signIn(needs, flightSignal))
      if (signedIn.kind === 'failure') return { ...signedIn, core: null }
      core = signedIn.token
    }
    const from = core
    const askedAtMs = clock.now()
    const exchanged = await told('tenant', app, () => exchangeToken(needs, from, flightSignal))
    return { ...exchanged, core: from, askedAtMs }
  }

  async function told<Token>(
    step: SignInStep,
    { subdomain }: AppCredentials,
    ask: () => Promise<SignInResult<Token>>,
  ): Promise<SignInResult<Token>> {
    const startedAtMs = clock.now()
    const result = await ask()
    if (result.kind === 'token') {
      telemetry.tokenObtained({ step, subdomain, tookMs: clock.now() - startedAtMs })
    } else {
      const { problem, answer } = result.failure
      telemetry.tokenRefused({ step, subdomain, problem, status: answer?.status ?? null })
    }
    return result
  }

  function rememberedOf(failure: SignInFailure, count: number): Remembered {
    const longestMs = failure.temper === 'act' ? refusalMsMax : outageMsMax
    const spanMs = Math.min(refusalMsMin * 2 ** (count - 1), longestMs)
    const askedMs = failure.retryAfterMs ?? 0
    const delayMs = Math.max(spanMs, askedMs) * (1 + jitterShare * random.fraction())
    return { failure, untilMs: clock.now() + delayMs }
  }

  return {
    obtain,
    async renew(app, refused, signal) {
      const entry = entryOf(app)
      // Whoever comes later, with the same old token, finds it renewed already.
      if (entry.held?.token === refused) {
        const rejected = refusedBy(entry.rejection)
        if (rejected !== null) return rejected
        entry.held = null
      }
      return obtain(app, signal)
    },
    reject(app, refused, failure) {
      const entry = entryOf(app)
      // Many may have tried the same fresh token; it is rejected once.
      if (entry.held?.token !== refused || entry.rejection?.token === refused) return
      entry.core = null
      entry.rejectionCount += 1
      entry.rejection = { ...rememberedOf(failure, entry.rejectionCount), token: refused }
    },
    confirm(app) {
      const entry = entries.get(app.key)
      if (entry !== undefined) entry.rejectionCount = 0
    },
    discard(app, token) {
      const entry = entries.get(app.key)
      if (entry?.held?.token !== token) return
      if (clock.now() - entry.held.obtainedAtMs < discardAgeMsMin) return
      entry.held = null
      entry.core = null
    },
    hasWorked: (app) => worked.has(app.key),
    forget: (appKey) => void entries.delete(appKey),
  }
}

/** Counted from before the request, in our own spans: the other side's clock plays no part. */
function heldOf(token: TenantToken, obtainedAtMs: EpochMs): Held {
  const { lifeMs } = token
  return {
    token,
    obtainedAtMs,
    refreshAtMs: obtainedAtMs + lifeMs * refreshAtShare,
    usableUntilMs: obtainedAtMs + lifeMs - Math.min(unusedMsMax, lifeMs * unusedShare),
  }
}

function dropOldest(kept: Map<string, unknown> | Set<string>): void {
  if (kept.size < appsMax) return
  const [oldest] = kept.keys()
  if (oldest !== undefined) kept.delete(oldest)
}

/** The result of work that goes on without us, or null when the signal came first. */
async function resultBefore<Result>(
  work: Promise<Result>,
  signal: AbortSignal,
): Promise<Result | null> {
  if (signal.aborted) return null
  const stopped = Promise.withResolvers<null>()
  const stop = () => stopped.resolve(null)
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([work, stopped.promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
