import type { SchemaField, StreamSettings } from '../api/streams.ts'

/** What the form holds; an empty text is what nobody has chosen. */
export type StreamDraft = {
  readonly connector: string
  readonly object: string
  readonly category: string
  readonly primaryKey: string
  readonly eventTimeField: string
  readonly recordModifiedField: string
  readonly refreshMode: string
}

/** Only what was chosen; whether it is fit, the practice org says. */
export function settingsOf(draft: StreamDraft): StreamSettings {
  const { object, category, primaryKey, eventTimeField, recordModifiedField, refreshMode } = draft
  return {
    object,
    category,
    primaryKey,
    refreshMode,
    ...(eventTimeField === '' ? {} : { eventTimeField }),
    ...(recordModifiedField === '' ? {} : { recordModifiedField }),
  }
}

/** Fields that can be an event time or say when a record was modified. */
export function timeFieldsOf(fields: readonly SchemaField[]): readonly SchemaField[] {
  return fields.filter(({ type }) => type === 'date' || type === 'date-time')
}
