/** Gathers the pages of a snapshot into what is resolved. */
import { individualObjectName, partyField } from '../model/unified-objects.ts'
import { rowsOf } from './row-texts.ts'
import type { SourceColumns } from './source-columns.ts'
import {
  recordKeyOf,
  recordOf,
  textOf,
  type IdentitySources,
  type PartyRecord,
  type SourceRecord,
} from './source-record.ts'
import { formerLinks, formerUnified, type Page } from './source-snapshot.ts'
import type { Former } from './unified-id.ts'

export type SourceReader = {
  add(page: Page): void
  read(): { readonly sources: IdentitySources; readonly former: Former }
}

export function createSourceReader(columns: readonly SourceColumns[]): SourceReader {
  const profiles: SourceRecord[] = []
  const parties = new Map<string, PartyRecord[]>()
  const unifiedIdOf = new Map<string, string>()
  const createdOf = new Map<string, string>()

  const addRecords = ({ objectName, names }: SourceColumns, { rows }: Page) => {
    const records = rowsOf(rows).map((row) => recordOf(names, row))
    if (objectName === individualObjectName) {
      profiles.push(...records)
      return
    }
    const known = parties.get(objectName) ?? []
    parties.set(objectName, known)
    for (const record of records) known.push({ ...record, partyId: textOf(record, partyField) })
  }
  const addLinks = ({ rows }: Page) => {
    for (const [id, dataSource, dataSourceObject, unifiedId] of rowsOf(rows)) {
      const key = recordKeyOf({
        id: id ?? '',
        dataSource: dataSource ?? '',
        dataSourceObject: dataSourceObject ?? '',
      })
      unifiedIdOf.set(key, unifiedId ?? '')
    }
  }
  return {
    add: (page) => {
      const ofObject = columns.find(({ objectName }) => objectName === page.of)
      if (ofObject !== undefined) addRecords(ofObject, page)
      if (page.of === formerLinks) addLinks(page)
      if (page.of === formerUnified) {
        for (const [id, created] of rowsOf(page.rows)) createdOf.set(id ?? '', created ?? '')
      }
    },
    read: () => ({ sources: { profiles, parties }, former: { unifiedIdOf, createdOf } }),
  }
}
