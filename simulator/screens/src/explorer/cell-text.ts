/** Letters of a cell; the drawer has all of a longer value. */
const cellCharsMax = 120

/** A value as a cell shows it. Numbers come with the 18 digits of the lake; the zeros at the end say nothing here. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = fullText(value)
  const plain = /^-?\d+\.\d{18}$/.test(text) ? text.replace(/\.?0+$/, '') : text
  return plain.length > cellCharsMax ? `${plain.slice(0, cellCharsMax)}…` : plain
}

/** A value with nothing left out. */
export function fullText(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

/** The value that a text of JSON holds, when it holds an object or a list. */
export function jsonIn(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Rows as CSV {RFC 4180}, with a header line. */
export function csvOf(columns: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const lines = [columns, ...rows].map((cells) =>
    cells.map((cell) => csvCell(fullText(cell))).join(','),
  )
  return `${lines.join('\r\n')}\r\n`
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
