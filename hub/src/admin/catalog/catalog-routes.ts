import { Type } from 'typebox'
import { catalogEntries, catalogEntryOf } from '../../catalog/catalog.ts'
import type { CatalogEntry } from '../../catalog/catalog-entry.ts'
import { offsetOf, type IntegrationId } from '../../core/ids.ts'
import { integrationNameCharsMax, type Integration as Installed } from '../../core/integration.ts'
import type { Journal } from '../../journal/journal.ts'
import { isoOf, type Clock } from '../../platform/clock.ts'
import type { Random } from '../../platform/random.ts'
import type { IntegrationStore } from '../../store/store.ts'
import type { InTurn } from '../in-turn.ts'
import { Integration, InstallRequest } from '../integrations/integration.ts'
import { readView, type ViewNeeds } from '../integrations/integration-routes.ts'
import { plannedInstallOf, unknownEntry } from '../integrations/install.ts'
import { secretKeysOf } from '../integrations/integration-view.ts'
import { pageFrom, pageOf, pageQuery } from '../page.ts'
import { Refusal } from '../refusal.ts'
import { route } from '../route.ts'
import { CatalogEntryView, catalogEntryViewOf } from './catalog-entry.ts'

type Needs = ViewNeeds & {
  readonly store: { readonly integrations: Pick<IntegrationStore, 'list' | 'put'> }
  readonly journal: Pick<Journal, 'head' | 'oldest'>
  readonly clock: Pick<Clock, 'now'>
  readonly random: Pick<Random, 'token'>
  readonly inTurn: InTurn
  readonly actions: { integrationChanged(id: IntegrationId): Promise<void> | void }
}

const closed = { additionalProperties: false }
const idRandomChars = 16
const tag = 'catalog'
const EntryPlace = Type.Object({ key: Type.String({ maxLength: 100 }) }, closed)
const EntryQuery = Type.Object(
  {
    ...pageQuery,
    category: Type.Optional(Type.String({ maxLength: 100, description: 'For instance `cdp`.' })),
    search: Type.Optional(
      Type.String({
        maxLength: integrationNameCharsMax,
        description: 'Words of the name or description.',
      }),
    ),
  },
  closed,
)

export const catalogRoutes = [
  route(
    {
      operationId: 'listCatalogEntries',
      tag,
      summary: 'The integration library',
      method: 'GET',
      path: '/v1/admin/integration-catalog',
      access: 'authenticated',
      query: EntryQuery,
      answer: { status: 200, description: 'One page.', schema: pageOf(CatalogEntryView) },
    },
    async ({ query }, { store }: Needs) => {
      const found = catalogEntries.filter((entry) => isWanted(entry, query))
      const page = pageFrom(found, (entry) => entry.key, query)
      const installed = await store.integrations.list()
      return { ...page, data: page.data.map((entry) => viewOf(entry, installed)) }
    },
  ),
  route(
    {
      operationId: 'getCatalogEntry',
      tag,
      summary:
        'One entry: what it asks for, how the other side is set up, and what mends its problems',
      method: 'GET',
      path: '/v1/admin/integration-catalog/{key}',
      access: 'authenticated',
      params: EntryPlace,
      answer: { status: 200, description: 'The entry.', schema: CatalogEntryView },
    },
    async ({ params }, { store }: Needs) => {
      const entry = catalogEntryOf(params.key)
      return entry === null
        ? unknownEntry(params.key)
        : viewOf(entry, await store.integrations.list())
    },
  ),
  route(
    {
      operationId: 'installIntegration',
      tag,
      summary: 'Installs a catalogue entry with a ready default configuration',
      method: 'POST',
      path: '/v1/admin/integration-catalog/{key}/install',
      access: 'authenticated',
      params: EntryPlace,
      body: InstallRequest,
      answer: { status: 201, description: 'The integration, secrets masked.', schema: Integration },
      refusals: { 409: 'An integration of this name already delivers to the same place.' },
    },
    ({ params, body }, needs: Needs) =>
      needs.inTurn(async () => {
        const { integrations } = needs.store
        const planned = plannedInstallOf(params.key, body, await integrations.list())
        if (planned instanceof Refusal) return planned
        const now = isoOf(needs.clock.now())
        const head = needs.journal.head()
        const integration: Installed = {
          ...planned,
          id: `int_${needs.random.token(idRandomChars)}` as IntegrationId, // parsed: made here
          revision: 1,
          startsAfter: body.start_from === 'oldest' ? offsetOf(needs.journal.oldest() - 1) : head,
          createdAt: now,
          updatedAt: now,
        }
        await integrations.put(integration, secretKeysOf(integration.catalogKey))
        await needs.actions.integrationChanged(integration.id)
        return readView(integration, needs)
      }),
  ),
]

function isWanted(entry: CatalogEntry, query: { category?: string; search?: string }): boolean {
  const words = (query.search ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  const text = `${entry.name} ${entry.key} ${entry.description} ${entry.category}`.toLowerCase()
  const isInCategory =
    query.category === undefined || query.category.toLowerCase() === entry.category.toLowerCase()
  return isInCategory && words.every((word) => text.includes(word))
}

function viewOf(entry: CatalogEntry, installed: readonly Installed[]): CatalogEntryView {
  const count = installed.filter((one) => one.catalogKey === entry.key).length
  return catalogEntryViewOf(entry, count)
}
