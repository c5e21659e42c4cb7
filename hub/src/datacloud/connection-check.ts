/**
 * The sign-in doctor: walks a connection from host to sample record and says of each step whether it passed. Every step
 * needs the one before, so after a failure the rest are skipped. Fresh tokens each time; nothing sent is kept by Data
 * Cloud, since records go to `/actions/test` only {VAL}. The connector's own schema is not read: that needs
 * `cdp_query_api`, which ingestion does not.
 */
import { checkStepNames, type CheckStep, type CheckStepName } from '../core/check.ts'
import type { Integration } from '../core/integration.ts'
import type { SendOutcome } from '../core/outcome.ts'
import type { ProblemCode } from '../core/problem.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transport } from '../platform/transport.ts'
import { failed, passed, skipped, type Found } from './check-found.ts'
import { objectFindings, type Tried } from './check-objects.ts'
import { outcomeOfAnswer, outcomeOfUnreachable } from './classify.ts'
import type { SignInFailure } from './classify-sign-in.ts'
import { connectionOf, type Connection, type ConnectionFault } from './credentials.ts'
import { ingestRequestOf } from './ingest-request.ts'
import { exchangeToken, signIn, type TenantToken } from './sign-in.ts'
import type { TokenKeeper } from './token-keeper.ts'

/** One record that fits an object's schema, as JSON text. */
export type CheckSample = { readonly object: string; readonly recordJson: string }

/** Objects asked for in one check; the default variant has nine. */
const samplesMax = 50

type Needs = {
  readonly transport: Transport
  readonly clock: Clock
  readonly keeper: Pick<TokenKeeper, 'hasWorked'>
  readonly integration: Integration
  readonly samples: readonly CheckSample[]
}

type Finding = readonly [CheckStepName, Found]

/** Yields every step once, in order, each as soon as it is known. */
export async function* checkConnection(
  needs: Needs,
  signal: AbortSignal,
): AsyncGenerator<CheckStep, void, undefined> {
  const { clock } = needs
  let doneCount = 0
  let why = 'Not tried: there is no record to ask with.'
  let startedAtMs = clock.now()
  for await (const [step, found] of findings(needs, signal)) {
    const place = checkStepNames.indexOf(step)
    for (const earlier of checkStepNames.slice(doneCount, place)) {
      yield { step: earlier, ...skipped('Not tried: the configuration is incomplete.'), tookMs: 0 }
    }
    yield { step, ...found, tookMs: Math.max(0, clock.now() - startedAtMs) }
    startedAtMs = clock.now()
    doneCount = place + 1
    if (found.result === 'failed') {
      why = 'Not tried: an earlier step failed.'
      break
    }
  }
  for (const step of checkStepNames.slice(doneCount)) yield { step, ...skipped(why), tookMs: 0 }
}

/** The steps that could be tried; ends after the first that failed. */
async function* findings(needs: Needs, signal: AbortSignal): AsyncGenerator<Finding> {
  const { transport, clock, keeper, integration } = needs
  const connection = connectionOf(integration)
  if (connection.kind === 'fault') {
    yield [stepOfFault(connection), failed(connection)]
    return
  }
  const { app } = connection
  const signing = { transport, clock, app, hasWorked: keeper.hasWorked(app) }

  const signedIn = await signIn(signing, signal)
  if (signedIn.kind === 'failure' && isHostAtFault(signedIn.failure)) {
    yield ['host', failed(signedIn.failure)]
    return
  }
  yield ['host', passed(`${new URL(app.coreOrigin).host} answers.`)]
  if (signedIn.kind === 'failure') {
    yield [stepOfRefusal(signedIn.failure.problem, 'sign_in'), failed(signedIn.failure)]
    return
  }
  yield ['sign_in', passed('Salesforce accepts the client id and secret.', signedIn.status)]

  const told = signedIn.token.scopes
  const missing = told === null ? [] : missingScopesOf(told)
  if (missing.length > 0) {
    yield ['scopes', scopesMissing(missing)]
    return
  }
  const exchanged = await exchangeToken(signing, signedIn.token, signal)
  if (exchanged.kind === 'failure') {
    const { failure } = exchanged
    if (failure.problem !== 'scopes_missing') yield ['scopes', passed(scopesPresent)]
    yield [stepOfRefusal(failure.problem, 'data_cloud_token'), failed(failure)]
    return
  }
  const claimed = exchanged.token.scopes
  if (claimed !== null && !canIngest(claimed)) {
    yield ['scopes', scopesMissing(['cdp_ingest_api'])]
    return
  }
  yield ['scopes', passed(scopesPresent)]
  const host = new URL(exchanged.token.origin).host
  yield ['data_cloud_token', passed(`Data Cloud gave a token for ${host}.`, exchanged.status)]
  yield* objectFindings(await tryObjects(needs, connection, exchanged.token, signal), {
    integration,
    datasetId: connection.datasetId,
  })
}

/** Asks about each sample, until an answer comes that would be the same for all others. */
async function tryObjects(
  { transport, clock, integration, samples }: Needs,
  connection: Connection,
  token: TenantToken,
  signal: AbortSignal,
): Promise<readonly Tried[]> {
  const tried: Tried[] = []
  for (const { object, recordJson } of samples.slice(0, samplesMax)) {
    const request = { object, body: `{"data":[${recordJson}]}` }
    const ingest = ingestRequestOf({ action: 'validate', integration, connection, request, token })
    const result = await transport.request(ingest, signal)
    const outcome: SendOutcome =
      result.kind === 'unreachable'
        ? outcomeOfUnreachable(result)
        : outcomeOfAnswer(result, {
            requestBody: request.body,
            nowMs: clock.now(),
            isConnectorKnown: false,
            isValidation: true,
            secrets: [token.token, connection.app.clientSecret],
          })
    tried.push({ object, outcome })
    const speaksOfObject = ['accepted', 'refused', 'missing'].includes(outcome.kind)
    if (!speaksOfObject) break
  }
  return tried
}

function stepOfFault({ problem }: ConnectionFault): CheckStepName {
  if (problem === 'subdomain_unknown') return 'host'
  return problem === 'dataset_unknown' ? 'connector' : 'sign_in'
}

/** A refusal for lack of scopes belongs to that step, whichever request it came to. */
function stepOfRefusal(problem: ProblemCode, step: CheckStepName): CheckStepName {
  return problem === 'scopes_missing' && step === 'data_cloud_token' ? 'scopes' : step
}

/** Nothing that knows this org answered. */
function isHostAtFault({ answer, problem }: SignInFailure): boolean {
  return answer === null || problem === 'subdomain_unknown' || problem === 'salesforce_unavailable'
}

const scopesPresent = 'The app has cdp_ingest_api and api.'

function canIngest(scopes: readonly string[]): boolean {
  return scopes.includes('cdp_ingest_api') || scopes.includes('cdp_api')
}

/** Both are needed: without `api` the exchange fails. Source: facts, data-cloud-api 1.1 {GS}, 9.12. */
function missingScopesOf(scopes: readonly string[]): readonly string[] {
  const missing = canIngest(scopes) ? [] : ['cdp_ingest_api']
  return scopes.includes('api') ? missing : [...missing, 'api']
}

function scopesMissing(missing: readonly string[]): Found {
  const detail = `The app's token lacks ${missing.join(' and ')}.`
  return failed({ problem: 'scopes_missing', detail })
}
