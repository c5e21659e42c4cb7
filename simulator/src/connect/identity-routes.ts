/** Identity resolution by Connect REST (facts 6.6). Paths, members and statuses: {CONN}, read 2026-11. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Switches } from '../control/switches.ts'
import type { Identity } from '../identity/identity.ts'
import {
  addRuleset,
  changeRuleset,
  removeRuleset,
  rulesetNamed,
} from '../identity/ruleset-changes.ts'
import { inputMissing } from '../identity/ruleset-problems.ts'
import type { Org } from '../org/org.ts'
import type { Ruleset } from '../org/ruleset.ts'
import { newRulesetId } from '../org/setup-ids.ts'
import type { Clock } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import type { CoreTokens } from '../signin/core-tokens.ts'
import {
  sendConnectError,
  sendConnectErrors,
  sendConnectJson,
  sendRefusal,
  ssotPath,
} from './connect-reply.ts'
import { authorizeCore } from './core-access.ts'
import {
  contentOf,
  isIndividual,
  readContentBody,
  readRulesetBody,
  readRunBody,
} from './identity-body.ts'
import { identityResolutionOf } from './identity-reply.ts'
import { sendBodyRefusal } from './request-json.ts'

type Needs = {
  readonly org: Org
  readonly clock: Clock
  readonly random: Random
  readonly coreTokens: CoreTokens
  readonly identity: Identity
  readonly switches: () => Switches
}

type NameParams = { readonly Params: { readonly name: string } }
type NameRequest = FastifyRequest<NameParams>

export function addIdentityRoutes(app: FastifyInstance, needs: Needs): void {
  const { org, identity } = needs
  const path = `${ssotPath}/identity-resolutions`
  const onRequest = authorizeCore(needs)
  /** Finds the ruleset of a path, or says that there is none. */
  const withRuleset =
    (answer: (ruleset: Ruleset, request: NameRequest, reply: FastifyReply) => unknown) =>
    async (request: NameRequest, reply: FastifyReply) => {
      const { name } = request.params
      const ruleset = rulesetNamed(org.setup.state(), name)
      return ruleset === undefined ? sendNotFound(reply, name) : answer(ruleset, request, reply)
    }

  app.get(path, { onRequest }, async (_request, reply) =>
    sendConnectJson(reply, 200, {
      identityResolutions: org.setup.state().rulesets.flatMap(({ id }) => shownOf(needs, id) ?? []),
    }),
  )
  app.post(path, { onRequest }, async (request, reply) => create(needs, request, reply))
  app.get<NameParams>(
    `${path}/:name`,
    { onRequest },
    withRuleset((ruleset, _request, reply) => sendRuleset(needs, reply, ruleset.id)),
  )
  app.patch<NameParams>(
    `${path}/:name`,
    { onRequest },
    withRuleset((ruleset, request, reply) => change(needs, ruleset, { request, reply })),
  )
  app.delete<NameParams>(
    `${path}/:name`,
    { onRequest },
    withRuleset(async ({ id }, _request, reply) => {
      const decided = await org.setup.change((state) => removeRuleset(state, id))
      return decided.kind === 'refused' ? sendRefusal(reply, decided) : reply.code(204).send()
    }),
  )
  app.post<NameParams>(
    `${path}/:name/actions/run-now`,
    { onRequest },
    withRuleset(async ({ id }, request, reply) => {
      const body = readRunBody(request)
      if (body.kind === 'refused') return sendBodyRefusal(reply, body)
      const resultCode = await identity.runNow(id)
      if (resultCode === undefined) return sendNotFound(reply, id)
      return sendConnectJson(reply, 200, { resultCode })
    }),
  )
}

function shownOf({ org, identity, switches }: Needs, id: string) {
  const ruleset = org.setup.state().rulesets.find((candidate) => candidate.id === id)
  const status = identity.statusOf(id)
  if (ruleset === undefined || status === undefined) return undefined
  return identityResolutionOf(ruleset, status, switches())
}

/** As it is now: another request may have deleted it meanwhile. */
function sendRuleset(needs: Needs, reply: FastifyReply, id: string): FastifyReply {
  const shown = shownOf(needs, id)
  return shown === undefined ? sendNotFound(reply, id) : sendConnectJson(reply, 200, shown)
}

/** A ruleset that runs automatically runs for the first time at once (seen). */
async function create(
  needs: Needs,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { org, random, clock, identity } = needs
  const body = readRulesetBody(request)
  if (body.kind === 'refused') return sendBodyRefusal(reply, body)
  const reading = contentOf(body.value)
  if (reading.kind !== 'read') {
    return sendConnectErrors(reply, 400, 'INVALID_INPUT', reading.problems)
  }
  const { configurationType, rulesetId } = body.value
  if (!isIndividual(configurationType)) {
    const problem =
      (configurationType ?? '').trim() === ''
        ? inputMissing('configurationType')
        : `Configuration type ${configurationType} isn't available in the practice org.`
    return sendConnectError(reply, 400, 'INVALID_INPUT', problem)
  }
  const wanted: Ruleset = {
    ...reading.content,
    id: newRulesetId(random),
    configurationType: 'Individual',
    rulesetId: rulesetId ?? '',
    createdAtMs: clock.now(),
  }
  const decided = await org.setup.change((state) => addRuleset(state, wanted))
  if (decided.kind === 'refused') return sendRefusal(reply, decided)
  if (wanted.doesRunAutomatically) await identity.runFirst(wanted.id)
  return sendRuleset(needs, reply, wanted.id)
}

type Exchange = { readonly request: FastifyRequest; readonly reply: FastifyReply }

/** Something required that is missing is a 404 here: so the documents have it {CONN}. */
async function change(
  needs: Needs,
  ruleset: Ruleset,
  { request, reply }: Exchange,
): Promise<FastifyReply> {
  const body = readContentBody(request)
  if (body.kind === 'refused') return sendBodyRefusal(reply, body)
  const reading = contentOf(body.value)
  switch (reading.kind) {
    case 'missing':
      return sendConnectErrors(reply, 404, 'NOT_FOUND', reading.problems)
    case 'unknown-value':
      return sendConnectErrors(reply, 400, 'INVALID_INPUT', reading.problems)
    case 'read': {
      const { content } = reading
      const decided = await needs.org.setup.change((state) =>
        changeRuleset(state, ruleset.id, content),
      )
      if (decided.kind === 'refused') return sendRefusal(reply, decided)
      return sendRuleset(needs, reply, ruleset.id)
    }
  }
}

/** Its words are documented {CONN}. */
function sendNotFound(reply: FastifyReply, name: string): FastifyReply {
  return sendConnectError(reply, 404, 'NOT_FOUND', `Identity resolution not found: ${name}`)
}
