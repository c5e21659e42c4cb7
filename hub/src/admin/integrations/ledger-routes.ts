import { Type } from 'typebox'
import type { Journal } from '../../journal/journal.ts'
import type { IntegrationStore, OutcomeStore } from '../../store/store.ts'
import { route } from '../route.ts'
import { Ledger } from './integration.ts'
import { readLedger } from './ledger.ts'

type Needs = {
  readonly store: {
    readonly integrations: Pick<IntegrationStore, 'list'>
    readonly outcomes: Pick<OutcomeStore, 'totals'>
  }
  readonly journal: Pick<Journal, 'head' | 'duplicateCount'>
}

const closed = { additionalProperties: false }
const Count = Type.Integer({ minimum: 0 })

/** The sum of everything: what came in, and where it stands for each integration. */
export const WholeLedger = Type.Object(
  {
    /** Events taken in since the beginning, quarantined ones included. */
    taken_in: Count,
    /** Sent again by clients and kept out. */
    duplicates: Count,
    integrations: Type.Array(
      Type.Object(
        { integration_id: Type.String(), integration_name: Type.String(), ...Ledger.properties },
        closed,
      ),
    ),
  },
  closed,
)

export const ledgerRoutes = [
  route(
    {
      operationId: 'getLedger',
      tag: 'ledger',
      summary: 'Every event accounted for: taken in = waiting + accepted + dropped + dead',
      method: 'GET',
      path: '/v1/admin/ledger',
      access: 'authenticated',
      answer: { status: 200, description: 'The ledger at this moment.', schema: WholeLedger },
    },
    async (_call, { store, journal }: Needs) => {
      const { outcomes } = store
      const installed = await store.integrations.list()
      const integrations = await Promise.all(
        installed.map(async (integration) => ({
          integration_id: integration.id,
          integration_name: integration.name,
          ...(await readLedger(integration, { outcomes, journal })),
        })),
      )
      return { taken_in: journal.head(), duplicates: await journal.duplicateCount(), integrations }
    },
  ),
]
