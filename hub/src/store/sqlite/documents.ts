import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** A setting as it lies in the file: JSON without its secrets, and the secrets sealed, by field. */
export type SealedDocument = {
  readonly id: string
  readonly documentJson: string
  readonly sealedJson: string
}

/** Settings: sources and integrations. Listed in the order in which they were first stored. */
export function createDocumentMethods(database: Kysely<Tables>) {
  return {
    async listSources(): Promise<SealedDocument[]> {
      const rows = await database.selectFrom('source').selectAll().orderBy('place').execute()
      return rows.map(documentOf)
    },
    async getSource(id: string): Promise<SealedDocument | null> {
      const row = await database
        .selectFrom('source')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst()
      return row === undefined ? null : documentOf(row)
    },
    async putSource(source: SealedDocument): Promise<void> {
      await database
        .insertInto('source')
        .values({
          id: source.id,
          document_json: source.documentJson,
          sealed_json: source.sealedJson,
        })
        .onConflict((conflict) =>
          conflict.column('id').doUpdateSet((row) => ({
            document_json: row.ref('excluded.document_json'),
            sealed_json: row.ref('excluded.sealed_json'),
          })),
        )
        .execute()
    },
    async deleteSource(id: string): Promise<boolean> {
      const result = await database.deleteFrom('source').where('id', '=', id).executeTakeFirst()
      return result.numDeletedRows > 0n
    },

    async listIntegrations(): Promise<SealedDocument[]> {
      const rows = await database
        .selectFrom('integration')
        .selectAll()
        .where('deleted_at_ms', 'is', null)
        .orderBy('place')
        .execute()
      return rows.map(documentOf)
    },
    async getIntegration(id: string): Promise<SealedDocument | null> {
      const row = await database
        .selectFrom('integration')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst()
      return row === undefined ? null : documentOf(row)
    },
    async putIntegration(integration: SealedDocument): Promise<void> {
      await database
        .insertInto('integration')
        .values({
          id: integration.id,
          document_json: integration.documentJson,
          sealed_json: integration.sealedJson,
          deleted_at_ms: null,
        })
        .onConflict((conflict) =>
          conflict.column('id').doUpdateSet((row) => ({
            document_json: row.ref('excluded.document_json'),
            sealed_json: row.ref('excluded.sealed_json'),
            deleted_at_ms: null,
          })),
        )
        .execute()
    },
    /** Keeps the document for its history, and forgets its secrets. */
    async deleteIntegration({ id, nowMs }: { id: string; nowMs: number }): Promise<boolean> {
      const result = await database
        .updateTable('integration')
        .set({ deleted_at_ms: nowMs, sealed_json: '{}' })
        .where('id', '=', id)
        .where('deleted_at_ms', 'is', null)
        .executeTakeFirst()
      return result.numUpdatedRows > 0n
    },
  }
}

function documentOf(row: {
  id: string
  document_json: string
  sealed_json: string
}): SealedDocument {
  return { id: row.id, documentJson: row.document_json, sealedJson: row.sealed_json }
}
