import { Secret } from '../core/secret.ts'
import { VirtualClock } from '../platform/virtual-clock.ts'
import { createSilentTelemetry } from '../telemetry/silent.ts'
import type { AppCredentials } from './credentials.ts'
import { createFakeOrg } from './fake-org.ts'
import { createTokenKeeper, type TokenOutcome } from './token-keeper.ts'

/** The app that the tests sign in with. */
export const app: AppCredentials = {
  key: 'app-1',
  subdomain: 'your-org',
  coreOrigin: 'https://your-org.my.salesforce.com',
  clientId: '3MVG9...',
  clientSecret: new Secret('the-client-secret'),
}
/** A signal that never ends a wait. */
export const { signal } = new AbortController()
/** Life of the fake org's tokens. */
export const lifeMs = 7_200_000

/** A token keeper before a fake org, in virtual time. */
export function createKeeperWorld() {
  const clock = new VirtualClock()
  const org = createFakeOrg()
  const keeper = createTokenKeeper({
    transport: org.transport,
    clock,
    random: { fraction: () => 0 },
    telemetry: createSilentTelemetry(),
  })
  const tokenOf = (outcome: TokenOutcome) =>
    outcome.kind === 'token' ? outcome.token.token.reveal() : outcome.kind
  return {
    clock,
    org,
    keeper,
    obtain: async () => tokenOf(await keeper.obtain(app, signal)),
    problem: async () => {
      const outcome = await keeper.obtain(app, signal)
      return outcome.kind === 'refused' ? outcome.failure.problem : outcome.kind
    },
    /** What was asked since this was last called. */
    asked: () => {
      const asked = org.asked()
      org.transport.requests.splice(0)
      return asked
    },
  }
}

/** The token now kept. */
export async function held(world: ReturnType<typeof createKeeperWorld>) {
  const outcome = await world.keeper.obtain(app, signal)
  if (outcome.kind !== 'token') throw new Error(`expected a token, was ${outcome.kind}`)
  return outcome.token
}
