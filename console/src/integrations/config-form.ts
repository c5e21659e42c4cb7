import type { CatalogField } from '../api/integrations.ts'

/** Hosts of one org, all of which begin with its My Domain. */
const orgHostEndings = ['.my.salesforce.com', '.lightning.force.com', '.my.salesforce-setup.com']

/** Tidies what was pasted, as the hub does: `https://your-org.my.salesforce.com/setup` is `your-org`. */
export function tidied(field: CatalogField, value: string): string {
  const text = value.trim()
  switch (field.normalising) {
    case 'trim':
      return text
    case 'my_domain': {
      const host = text
        .toLowerCase()
        .replace(/^https?:\/\//, '')
        .replace(/\/.*$/, '')
      const ending = orgHostEndings.find((one) => host.endsWith(one))
      return ending === undefined ? host : host.slice(0, -ending.length)
    }
    case 'connector_name':
      return /\/ingest\/sources\/([^/?#]+)/.exec(text)?.[1] ?? text
  }
}

/** What is wrong with a field, in a sentence, or null. The hub checks again and has the last word. */
export function fieldProblemOf(field: CatalogField, value: string): string | null {
  const text = tidied(field, value)
  if (text === '') return field.required ? `${field.label} is required.` : null
  return new RegExp(field.pattern, 'u').test(text) ? null : field.pattern_message
}

/**
 * Reads the fields out of something pasted: the install call's `curl`, its JSON, or only its `config`. Null when it holds
 * none of them, so that an ordinary paste stays one.
 */
export function pastedConfigOf(
  text: string,
  fields: readonly CatalogField[],
): Readonly<Record<string, string>> | null {
  const start = text.indexOf('{')
  const end = text.lastIndexOf('}')
  if (start === -1 || end <= start) return null
  const parsed = jsonOf(text.slice(start, end + 1))
  const config = isRecord(parsed) && isRecord(parsed['config']) ? parsed['config'] : parsed
  if (!isRecord(config)) return null
  const found: Record<string, string> = {}
  for (const { key } of fields) {
    const value = config[key]
    if (typeof value === 'string') found[key] = value
  }
  return Object.keys(found).length === 0 ? null : found
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
