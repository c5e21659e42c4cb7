import type { Insertable, Kysely, Selectable, Transaction } from 'kysely'
import type { DeadLetterId } from '../../core/ids.ts'
import type { LaneKey } from '../../core/lane.ts'
import type { DeadLetterQuery, NewDeadLetter } from '../store.ts'
import type { Tables } from './tables.ts'

export type DeadLetterRow = Selectable<Tables['dead_letter']>
type Replaying = { readonly lane: LaneKey; readonly countMax: number }

/** Ids named in one statement. */
const idsPerStatement = 500

/** Stores a dead letter unless its id is stored already; tells whether it was new. */
export async function insertDeadLetter(
  transaction: Transaction<Tables>,
  letter: NewDeadLetter,
): Promise<boolean> {
  const inserted = await transaction
    .insertInto('dead_letter')
    .values(rowOf(letter))
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('place')
    .executeTakeFirst()
  return inserted !== undefined
}

export async function isDeadLetterStored(transaction: Transaction<Tables>, id: DeadLetterId) {
  const row = await transaction
    .selectFrom('dead_letter')
    .select('place')
    .where('id', '=', id)
    .executeTakeFirst()
  return row !== undefined
}

export function createDeadLetterMethods(database: Kysely<Tables>) {
  return {
    async listDeadLetters(query: DeadLetterQuery): Promise<DeadLetterRow[]> {
      let select = database
        .selectFrom('dead_letter')
        .selectAll()
        .orderBy('place', 'desc')
        .limit(query.countMax)
      if (query.integrationId !== undefined)
        select = select.where('integration_id', '=', query.integrationId)
      if (query.object !== undefined) select = select.where('object', '=', query.object)
      if (query.problem !== undefined) select = select.where('problem', '=', query.problem)
      if (query.state !== undefined) select = select.where('state', '=', query.state)
      if (query.from !== undefined) select = select.where('event_offset', '>=', query.from)
      if (query.to !== undefined) select = select.where('event_offset', '<=', query.to)
      const { after } = query
      if (after !== undefined) {
        select = select.where('place', '<', (from) =>
          from.selectFrom('dead_letter').select('place').where('id', '=', after),
        )
      }
      return select.execute()
    },

    async getDeadLetter(id: DeadLetterId): Promise<DeadLetterRow | null> {
      const row = await database
        .selectFrom('dead_letter')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst()
      return row ?? null
    },

    requestReplay: (ids: readonly DeadLetterId[]): Promise<number> =>
      database.transaction().execute(async (transaction) => {
        let markedCount = 0
        for (let from = 0; from < ids.length; from += idsPerStatement) {
          const result = await transaction
            .updateTable('dead_letter')
            .set({ state: 'replaying' })
            .where('state', '=', 'dead')
            .where('id', 'in', ids.slice(from, from + idsPerStatement))
            .executeTakeFirst()
          markedCount += Number(result.numUpdatedRows)
        }
        return markedCount
      }),

    replaying: ({ lane, countMax }: Replaying): Promise<DeadLetterRow[]> =>
      database
        .selectFrom('dead_letter')
        .selectAll()
        .where('integration_id', '=', lane.integrationId)
        .where('state', '=', 'replaying')
        .where('object', '=', lane.object)
        .orderBy('place')
        .limit(countMax)
        .execute(),
  }
}

function rowOf(letter: NewDeadLetter): Insertable<Tables['dead_letter']> {
  return {
    id: letter.id,
    integration_id: letter.integrationId,
    object: letter.object,
    event_offset: letter.offset,
    record_key: letter.key,
    user_key: letter.userKey,
    record_json: letter.recordJson,
    problem: letter.problem,
    reasons_json: JSON.stringify(letter.reasons),
    answer_json: letter.answer === null ? null : JSON.stringify(letter.answer),
    attempt_count: letter.attemptCount,
    died_at_ms: letter.diedAtMs,
    state: 'dead',
  }
}
