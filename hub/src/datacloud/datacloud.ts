/**
 * The Data Cloud client: sends records, asks whether they would be taken, and finds out what is wrong with a connection.
 *
 * Promises: whatever Salesforce or the network does comes back as a {@link SendOutcome}, never as an exception; a body is
 * sent twice at most in one call (once more after a 401, with a renewed token); tokens leave only for allowed hosts and
 * stand in no outcome. Relies on: {@link Transport} never throwing, bodies within Data Cloud's limit, and the caller's
 * pace. Rules: docs/specs/datacloud.md.
 */
import type { CheckStep } from '../core/check.ts'
import type { IntegrationId } from '../core/ids.ts'
import type { Integration } from '../core/integration.ts'
import type { SendOutcome } from '../core/outcome.ts'
import type { Clock } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import type { Transport } from '../platform/transport.ts'
import type { Telemetry } from '../telemetry/events.ts'
import { outcomeOfAnswer, outcomeOfUnreachable } from './classify.ts'
import { outcomeOfSignInFailure } from './classify-sign-in.ts'
import { checkConnection, type CheckSample } from './connection-check.ts'
import { connectionOf, type Connection } from './credentials.ts'
import { ingestRequestOf, type IngestAction } from './ingest-request.ts'
import type { TenantToken } from './sign-in.ts'
import { createTokenKeeper, type TokenOutcome } from './token-keeper.ts'

/** Records of one object, ready to travel: the body is `{"data":[…]}` in UTF-8. */
export type SendRequest = {
  /** Signal's name of the object; the integration may call its endpoint otherwise. */
  readonly object: string
  readonly body: string | Uint8Array
}

export interface DataCloud {
  /** Delivers one batch. Never throws; `signal` ends it as `failed`, its fate unknown. */
  send(integration: Integration, request: SendRequest, signal: AbortSignal): Promise<SendOutcome>
  /** Asks whether the same batch would be taken; nothing is kept by Data Cloud. Shares the org's pace. */
  validate(
    integration: Integration,
    request: SendRequest,
    signal: AbortSignal,
  ): Promise<SendOutcome>
  /** Walks the connection from host to sample record, with fresh tokens, yielding each step as it is known. */
  check(
    integration: Integration,
    samples: readonly CheckSample[],
    signal: AbortSignal,
  ): AsyncIterable<CheckStep>
  /** Drops what is known of an integration whose configuration changed or which is gone: tokens, refusals, objects. */
  forget(integrationId: IntegrationId): void
}

type Needs = {
  readonly transport: Transport
  readonly clock: Clock
  readonly random: Pick<Random, 'fraction'>
  readonly telemetry: Pick<Telemetry, 'tokenObtained' | 'tokenRefused'>
}

/** What is known of an integration since it was last configured. */
type Known = { appKey: string; hasAccepted: boolean }

const unauthorisedStatus = 401
const forbiddenStatus = 403

export function createDataCloud({ transport, clock, random, telemetry }: Needs): DataCloud {
  const keeper = createTokenKeeper({ transport, clock, random, telemetry })
  const known = new Map<IntegrationId, Known>()

  function knownOf(integration: Integration, { app }: Connection): Known {
    const before = known.get(integration.id)
    if (before !== undefined && before.appKey === app.key) return before
    const now = { appKey: app.key, hasAccepted: false }
    known.set(integration.id, now)
    return now
  }

  async function post(
    action: IngestAction,
    integration: Integration,
    request: SendRequest,
    signal: AbortSignal,
  ): Promise<SendOutcome> {
    const connection = connectionOf(integration)
    if (connection.kind === 'fault') {
      const { problem, detail } = connection
      return { kind: 'unauthorised', answer: null, problem, detail }
    }
    const { app } = connection
    const about = knownOf(integration, connection)
    const attempt = async (token: TenantToken) => {
      const ingest = ingestRequestOf({ action, integration, connection, request, token })
      const result = await transport.request(ingest, signal)
      if (result.kind === 'unreachable') {
        // The tenant may have moved; the next exchange tells where it is.
        if (result.reason === 'name_unknown') keeper.discard(app, token)
        return { status: null, outcome: outcomeOfUnreachable(result) }
      }
      const outcome = outcomeOfAnswer(result, {
        requestBody: request.body,
        nowMs: clock.now(),
        isConnectorKnown: about.hasAccepted,
        isValidation: action === 'validate',
        secrets: [token.token, app.clientSecret],
      })
      if (outcome.kind === 'accepted') about.hasAccepted = true
      if (result.status !== unauthorisedStatus) keeper.confirm(app)
      // Scopes added meanwhile stand only in a new token.
      if (result.status === forbiddenStatus) keeper.discard(app, token)
      return { status: result.status, outcome }
    }

    const first = await keeper.obtain(app, signal)
    if (first.kind !== 'token') return outcomeWithoutToken(first)
    const tried = await attempt(first.token)
    if (tried.status !== unauthorisedStatus) return tried.outcome
    const second = await keeper.renew(app, first.token, signal)
    if (second.kind !== 'token') return outcomeWithoutToken(second)
    const replayed = await attempt(second.token)
    if (replayed.status === unauthorisedStatus && replayed.outcome.kind === 'unauthorised') {
      const { problem, detail, answer } = replayed.outcome
      keeper.reject(app, second.token, {
        step: 'tenant',
        problem,
        detail,
        answer,
        temper: 'act',
        renewCore: 'never',
        retryAfterMs: null,
      })
    }
    return replayed.outcome
  }

  return {
    send: (integration, request, signal) => post('send', integration, request, signal),
    validate: (integration, request, signal) => post('validate', integration, request, signal),
    check: (integration, samples, signal) =>
      checkConnection({ transport, clock, keeper, integration, samples }, signal),
    forget(integrationId) {
      const about = known.get(integrationId)
      known.delete(integrationId)
      if (about !== undefined) keeper.forget(about.appKey)
    },
  }
}

/** Nothing was sent. */
function outcomeWithoutToken(outcome: Exclude<TokenOutcome, { kind: 'token' }>): SendOutcome {
  switch (outcome.kind) {
    case 'refused':
      return outcomeOfSignInFailure(outcome.failure, outcome.retryAfterMs)
    case 'stopped':
      return outcomeOfUnreachable({
        kind: 'unreachable',
        reason: 'aborted',
        detail: 'stopped while waiting for a token',
      })
  }
}
