import { Compile } from 'typebox/compile'
import { JournalEntry, type JsonObject } from '../../core/event.ts'
import { SignalError } from '../../core/errors.ts'

const validator = Compile(JournalEntry)

/**
 * Reads one line of the journal.
 * @throws SignalError `journal.unavailable` when the line is not one that this program wrote
 */
export function journalEntryOf(json: string): JournalEntry {
  const value: unknown = JSON.parse(json)
  if (validator.Check(value)) return value
  throw new SignalError(
    'journal.unavailable',
    'The journal holds a line that is not an event. Was it changed by hand?',
  )
}

/** A record's text as an object, or null when it holds none. */
export function jsonObjectOf(json: string): JsonObject | null {
  const value = jsonOf(json)
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? { ...value } : null
}

/** What text holds as JSON, or the text itself when it is none (cut short, say). */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
