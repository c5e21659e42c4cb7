import { bytesOfRow } from '../lake/result-limits.ts'

export type Rows = readonly (readonly unknown[])[]

export type Page = {
  readonly offset: number
  readonly rowsMax: number
  readonly bytesMax: number
}

/** The rows from an offset on, as many as both limits allow; one at least, so that a reader always gets on. */
export function pageOfRows(rows: Rows, { offset, rowsMax, bytesMax }: Page): Rows {
  let byteCount = 0
  let end = offset
  for (; end < rows.length && end - offset < rowsMax; end += 1) {
    byteCount += bytesOfRow(rows[end] ?? [])
    if (byteCount > bytesMax && end > offset) break
  }
  return rows.slice(offset, end)
}
