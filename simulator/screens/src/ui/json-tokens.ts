/** A piece of JSON text and what it is, to colour it by. */
export type JsonToken = {
  readonly kind: 'key' | 'string' | 'number' | 'word' | 'plain'
  readonly text: string
}

/** Longest text that is coloured; a longer one is shown plain, so that no page hangs on it. */
export const colouredCharsMax = 60_000

const pattern =
  /("(?:\\.|[^"\\])*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g

/** Cuts JSON text into pieces; joined again they are the text itself. */
export function jsonTokensOf(json: string): readonly JsonToken[] {
  if (json.length > colouredCharsMax) return [{ kind: 'plain', text: json }]
  const tokens: JsonToken[] = []
  let end = 0
  for (const match of json.matchAll(pattern)) {
    const [all, quoted, colon, number] = match
    if (match.index > end) tokens.push({ kind: 'plain', text: json.slice(end, match.index) })
    end = match.index + all.length
    if (quoted !== undefined) {
      tokens.push({ kind: colon === undefined ? 'string' : 'key', text: quoted })
      if (colon !== undefined) tokens.push({ kind: 'plain', text: colon })
    } else {
      tokens.push({ kind: number === undefined ? 'word' : 'number', text: all })
    }
  }
  if (end < json.length) tokens.push({ kind: 'plain', text: json.slice(end) })
  return tokens
}

/** Any value as indented JSON. What is text already (a quarantined body that is no JSON) stays as it came. */
export function jsonTextOf(value: unknown): string {
  if (typeof value === 'string') return value
  return JSON.stringify(value, null, 2) ?? String(value)
}
