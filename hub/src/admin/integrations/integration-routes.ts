import { Type } from 'typebox'
import type { IntegrationId } from '../../core/ids.ts'
import type { Integration as Installed } from '../../core/integration.ts'
import type { Journal } from '../../journal/journal.ts'
import type { LiveBoard } from '../../live/live-board.ts'
import { isoOf, type Clock } from '../../platform/clock.ts'
import type { IntegrationStore, OutcomeStore } from '../../store/store.ts'
import type { InTurn } from '../in-turn.ts'
import { pageFrom, pageOf, pageQuery } from '../page.ts'
import { notFound, Refusal } from '../refusal.ts'
import { route } from '../route.ts'
import { Integration, IntegrationChange } from './integration.ts'
import { integrationViewOf, secretKeysOf } from './integration-view.ts'
import { changedIntegrationOf } from './install.ts'
import { readLedger } from './ledger.ts'

/** What showing an integration takes. */
export type ViewNeeds = {
  readonly store: { readonly outcomes: Pick<OutcomeStore, 'totals'> }
  readonly journal: Pick<Journal, 'head'>
  readonly board: Pick<LiveBoard, 'lanes'>
}

type Needs = ViewNeeds & {
  readonly store: { readonly integrations: IntegrationStore }
  readonly board: Pick<LiveBoard, 'forget'>
  readonly clock: Pick<Clock, 'now'>
  readonly inTurn: InTurn
  readonly actions: {
    integrationChanged(id: IntegrationId): Promise<void> | void
    integrationRemoved(id: IntegrationId): Promise<void> | void
  }
}

const closed = { additionalProperties: false }
const tag = 'integrations'
const path = '/v1/admin/integrations/{id}'

/** Path parameters of every call about one integration. */
export const IntegrationPlace = Type.Object({ id: Type.String({ maxLength: 100 }) }, closed)

export const integrationRoutes = [
  route(
    {
      operationId: 'listIntegrations',
      tag,
      summary: 'Installed integrations, oldest first',
      method: 'GET',
      path: '/v1/admin/integrations',
      access: 'authenticated',
      query: Type.Object(pageQuery, closed),
      answer: { status: 200, description: 'One page.', schema: pageOf(Integration) },
    },
    async ({ query }, needs: Needs) => {
      const page = pageFrom(await needs.store.integrations.list(), (one) => one.id, query)
      return { ...page, data: await Promise.all(page.data.map((one) => readView(one, needs))) }
    },
  ),
  route(
    {
      operationId: 'getIntegration',
      tag,
      summary: 'One integration: its state, what is wrong, and where its events stand',
      method: 'GET',
      path,
      access: 'authenticated',
      params: IntegrationPlace,
      answer: { status: 200, description: 'The integration.', schema: Integration },
    },
    async ({ params }, needs: Needs) => {
      const integration = await installedIn(needs.store.integrations, params.id)
      return integration === null
        ? notFound(`integration ${params.id}`)
        : readView(integration, needs)
    },
  ),
  route(
    {
      operationId: 'updateIntegration',
      tag,
      summary: 'Renames, pauses, resumes or reconfigures an integration',
      method: 'PATCH',
      path,
      access: 'authenticated',
      params: IntegrationPlace,
      body: IntegrationChange,
      answer: { status: 200, description: 'The integration as it is now.', schema: Integration },
      refusals: { 409: 'Another integration has this name and delivers to the same place.' },
    },
    ({ params, body }, needs: Needs) =>
      needs.inTurn(async () => {
        const { integrations } = needs.store
        const installed = await integrations.list()
        const integration = installed.find((one) => one.id === params.id)
        if (integration === undefined) return notFound(`integration ${params.id}`)
        const now = isoOf(needs.clock.now())
        const changed = changedIntegrationOf(integration, body, installed, now)
        if (changed instanceof Refusal) return changed
        await integrations.put(changed, secretKeysOf(changed.catalogKey))
        await needs.actions.integrationChanged(changed.id)
        return readView(changed, needs)
      }),
  ),
  route(
    {
      operationId: 'deleteIntegration',
      tag,
      summary:
        'Removes an integration; what it delivered stays in Data Cloud, its history stays here',
      method: 'DELETE',
      path,
      access: 'authenticated',
      params: IntegrationPlace,
      answer: { status: 204, description: 'Removed.', schema: Type.Null() },
    },
    ({ params }, { store, board, actions, inTurn }: Needs) =>
      inTurn(async () => {
        const integration = await installedIn(store.integrations, params.id)
        if (integration === null) return notFound(`integration ${params.id}`)
        await store.integrations.delete(integration.id)
        await actions.integrationRemoved(integration.id)
        board.forget(integration.id)
        return null
      }),
  ),
]

/** Finds an integration that is installed now; one that was removed is not. */
export async function installedIn(
  store: Pick<IntegrationStore, 'list'>,
  id: string,
): Promise<Installed | null> {
  return (await store.list()).find((integration) => integration.id === id) ?? null
}

/** Gathers what is known of an integration at this moment. */
export async function readView(integration: Installed, needs: ViewNeeds) {
  const ledger = await readLedger(integration, {
    outcomes: needs.store.outcomes,
    journal: needs.journal,
  })
  return integrationViewOf(integration, { ledger, lanes: needs.board.lanes(integration.id) })
}
