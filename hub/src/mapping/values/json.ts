/**
 * Deepest nesting that is written down. An event of 32 KiB can nest 16,000 levels, which no reader of a column wants and
 * which would exhaust the stack here.
 */
export const jsonDepthMax = 64

/**
 * JSON with the keys of every object in code-unit order, so that equal values give equal bytes.
 * Null when the value nests deeper than {@link jsonDepthMax}, or is nothing JSON can hold.
 */
export function canonicalJsonOf(value: unknown, depth = 0): string | null {
  if (value === null) return 'null'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null'
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value !== 'object' || depth >= jsonDepthMax) return null
  return Array.isArray(value) ? arrayJsonOf(value, depth) : objectJsonOf(value, depth)
}

function arrayJsonOf(values: readonly unknown[], depth: number): string | null {
  let json = '['
  for (const [index, value] of values.entries()) {
    const part = canonicalJsonOf(value, depth + 1)
    if (part === null) return null
    json += index === 0 ? part : `,${part}`
  }
  return `${json}]`
}

function objectJsonOf(object: object, depth: number): string | null {
  let json = '{'
  for (const [key, value] of sortedEntriesOf(object)) {
    if (value === undefined) continue
    const part = canonicalJsonOf(value, depth + 1)
    if (part === null) return null
    json += `${json === '{' ? '' : ','}${JSON.stringify(key)}:${part}`
  }
  return `${json}}`
}

function sortedEntriesOf(object: object): [string, unknown][] {
  const entries: [string, unknown][] = Object.entries(object)
  return entries.length < 2 ? entries : entries.sort(([a], [b]) => (a < b ? -1 : 1))
}
