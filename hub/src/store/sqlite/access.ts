import type { Insertable, Kysely, Selectable } from 'kysely'
import type { AdminToken } from '../store.ts'
import type { Tables } from './tables.ts'

/** Asked with the present time, because a token past its end is as good as absent. */
type AtTime<Request> = Request & { readonly nowMs: number }

export function createAccessMethods(database: Kysely<Tables>) {
  const valid = (nowMs: number) =>
    database
      .selectFrom('access_token')
      .selectAll()
      .where((row) => row.or([row('expires_at_ms', 'is', null), row('expires_at_ms', '>', nowMs)]))

  return {
    /** Also clears away what has expired, so that links and sessions do not pile up. */
    putToken: ({ token, nowMs }: AtTime<{ token: AdminToken }>): Promise<void> =>
      database.transaction().execute(async (transaction) => {
        await transaction.deleteFrom('access_token').where('expires_at_ms', '<=', nowMs).execute()
        const row = rowOf(token)
        await transaction
          .insertInto('access_token')
          .values(row)
          .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
          .execute()
      }),

    async findToken({ sha256, nowMs }: AtTime<{ sha256: string }>): Promise<AdminToken | null> {
      const row = await valid(nowMs).where('sha256', '=', sha256).executeTakeFirst()
      return row === undefined ? null : tokenOf(row)
    },

    /** Deleting and reading are one statement, so that of two calls only one finds the link. */
    async consumeToken({ sha256, nowMs }: AtTime<{ sha256: string }>): Promise<AdminToken | null> {
      const row = await database
        .deleteFrom('access_token')
        .where('sha256', '=', sha256)
        .where('kind', '=', 'sign-in-link')
        .returningAll()
        .executeTakeFirst()
      if (row === undefined || (row.expires_at_ms !== null && row.expires_at_ms <= nowMs))
        return null
      return tokenOf(row)
    },

    async listTokens({ nowMs }: AtTime<object>): Promise<AdminToken[]> {
      const rows = await valid(nowMs).orderBy('created_at_ms').orderBy('id').execute()
      return rows.map(tokenOf)
    },

    async deleteToken(id: string): Promise<boolean> {
      const result = await database
        .deleteFrom('access_token')
        .where('id', '=', id)
        .executeTakeFirst()
      return result.numDeletedRows > 0n
    },
  }
}

function rowOf(token: AdminToken): Insertable<Tables['access_token']> {
  return {
    id: token.id,
    name: token.name,
    sha256: token.sha256,
    kind: token.kind,
    created_at_ms: token.createdAtMs,
    expires_at_ms: token.expiresAtMs,
  }
}

function tokenOf(row: Selectable<Tables['access_token']>): AdminToken {
  return {
    id: row.id,
    name: row.name,
    sha256: row.sha256,
    kind: row.kind,
    createdAtMs: row.created_at_ms,
    expiresAtMs: row.expires_at_ms,
  }
}
