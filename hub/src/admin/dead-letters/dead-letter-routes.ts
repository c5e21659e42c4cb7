import { Type, type Static } from 'typebox'
import type { DeadLetterId, IntegrationId } from '../../core/ids.ts'
import { ProblemCode } from '../../core/problem.ts'
import type { Journal } from '../../journal/journal.ts'
import type {
  DeadLetter as Stored,
  DeadLetterQuery,
  DeadLetterStore,
  IntegrationStore,
} from '../../store/store.ts'
import { pageEntriesDefault, pageOf, pageQuery } from '../page.ts'
import { conflict, notFound, type Refusal } from '../refusal.ts'
import { route } from '../route.ts'
import { DeadLetter, ReplayAnswer, ReplayRequest } from './dead-letter.ts'
import { readDeadLetterViews } from './dead-letter-view.ts'

type ReadNeeds = {
  readonly store: {
    readonly deadLetters: DeadLetterStore
    readonly integrations: Pick<IntegrationStore, 'get' | 'list'>
  }
  readonly journal: Pick<Journal, 'read'>
}

type Needs = ReadNeeds & {
  readonly actions: { replayRequested(integrationId: IntegrationId): Promise<void> | void }
}

/** Most dead letters one call marks for replay; the answer says when there are more. */
export const replayCountMax = 10_000
const replayPageCount = 500

const closed = { additionalProperties: false }
const tag = 'dead-letters'
const LetterPlace = Type.Object({ id: Type.String({ maxLength: 100 }) }, closed)
const LetterQuery = Type.Object(
  {
    ...pageQuery,
    integration: Type.Optional(Type.String({ maxLength: 100 })),
    object: Type.Optional(Type.String({ maxLength: 100 })),
    problem: Type.Optional(ProblemCode),
    state: Type.Optional(Type.Enum(['dead', 'replaying', 'replayed'])),
  },
  closed,
)

export const deadLetterRoutes = [
  route(
    {
      operationId: 'listDeadLetters',
      tag,
      summary: 'Records given up, newest first, each with its reason and what mends it',
      method: 'GET',
      path: '/v1/admin/dead-letters',
      access: 'authenticated',
      query: LetterQuery,
      answer: { status: 200, description: 'One page.', schema: pageOf(DeadLetter) },
    },
    async ({ query }, needs: Needs) => {
      const { cursor, limit = pageEntriesDefault, state, ...filter } = query
      const found = await needs.store.deadLetters.list({
        ...storeFilterOf(filter),
        ...(state === undefined ? {} : { state }),
        ...(cursor === undefined ? {} : { after: deadLetterIdOf(cursor) }),
        countMax: limit + 1,
      })
      const shown = found.slice(0, limit)
      const hasMore = found.length > limit
      const last = shown.at(-1)
      return {
        data: await readDeadLetterViews(shown, needs),
        next_cursor: hasMore && last !== undefined ? last.id : null,
        has_more: hasMore,
      }
    },
  ),
  route(
    {
      operationId: 'getDeadLetter',
      tag,
      summary: 'One record given up',
      method: 'GET',
      path: '/v1/admin/dead-letters/{id}',
      access: 'authenticated',
      params: LetterPlace,
      answer: { status: 200, description: 'The dead letter.', schema: DeadLetter },
    },
    async ({ params }, needs: Needs) => {
      const letter = await needs.store.deadLetters.get(deadLetterIdOf(params.id))
      const [view] = letter === null ? [] : await readDeadLetterViews([letter], needs)
      return view ?? notFound(`dead letter ${params.id}`)
    },
  ),
  route(
    {
      operationId: 'replayDeadLetter',
      tag,
      summary: 'Sends one record again',
      method: 'POST',
      path: '/v1/admin/dead-letters/{id}/replay',
      access: 'authenticated',
      params: LetterPlace,
      answer: { status: 202, description: 'Marked for replay.', schema: ReplayAnswer },
      refusals: { 409: 'It was sent again with success already, or its integration is gone.' },
    },
    async ({ params }, { store, actions }: Needs) => {
      const letter = await store.deadLetters.get(deadLetterIdOf(params.id))
      if (letter === null) return notFound(`dead letter ${params.id}`)
      if (letter.state === 'replayed') {
        return conflict(
          'ALREADY_REPLAYED',
          `Dead letter ${letter.id} was sent again with success already.`,
        )
      }
      const installed = await store.integrations.list()
      if (!installed.some((one) => one.id === letter.integrationId)) return removed(letter.id)
      const count = await store.deadLetters.requestReplay([letter.id])
      await actions.replayRequested(letter.integrationId)
      return { replay_count: count, has_more: false }
    },
  ),
  route(
    {
      operationId: 'replayDeadLetters',
      tag,
      summary: 'Sends again every dead record that matches',
      description: `Marks at most ${replayCountMax.toLocaleString('en')} by one call.`,
      method: 'POST',
      path: '/v1/admin/dead-letters/replay',
      access: 'authenticated',
      body: ReplayRequest,
      answer: { status: 202, description: 'Marked for replay.', schema: ReplayAnswer },
    },
    async ({ body }, { store, actions }: Needs) => {
      const { marked, integrationIds, hasMore } = await markForReplay(body, store)
      for (const id of integrationIds) await actions.replayRequested(id)
      return { replay_count: marked, has_more: hasMore }
    },
  ),
]

function removed(id: DeadLetterId): Refusal {
  return conflict(
    'INTEGRATION_REMOVED',
    `The integration of dead letter ${id} was removed: there is nowhere to send it.`,
  )
}

type Filter = Static<typeof ReplayRequest>

/** Marks what matches, without what belongs to a removed integration: there is nowhere to send it. */
async function markForReplay(filter: Filter, { deadLetters, integrations }: ReadNeeds['store']) {
  const installed = new Set((await integrations.list()).map((integration) => integration.id))
  const integrationIds = new Set<IntegrationId>()
  let marked = 0
  let after: DeadLetterId | null = null
  for (let seen = 0; seen < replayCountMax;) {
    const page: readonly Stored[] = await deadLetters.list({
      ...storeFilterOf(filter),
      ...(after === null ? {} : { after }),
      state: 'dead',
      countMax: replayPageCount,
    })
    const sendable = page.filter((letter) => installed.has(letter.integrationId))
    marked += await deadLetters.requestReplay(sendable.map((letter) => letter.id))
    for (const letter of sendable) integrationIds.add(letter.integrationId)
    if (page.length < replayPageCount) return { marked, integrationIds, hasMore: false }
    after = page.at(-1)?.id ?? null
    seen += page.length
  }
  return { marked, integrationIds, hasMore: true }
}

function storeFilterOf({
  integration,
  object,
  problem,
}: Filter): Omit<DeadLetterQuery, 'countMax'> {
  return {
    // parsed: an id that was typed is only ever looked up
    ...(integration === undefined ? {} : { integrationId: integration as IntegrationId }),
    ...(object === undefined ? {} : { object }),
    ...(problem === undefined ? {} : { problem }),
  }
}

function deadLetterIdOf(text: string): DeadLetterId {
  return text as DeadLetterId // parsed: an id that was typed is only ever looked up
}
