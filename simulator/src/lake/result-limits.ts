/** How large the result of one statement may get before it is refused (our own: Data Cloud has disks to put it on). */
export type ResultLimits = { readonly rowsMax: number; readonly bytesMax: number }

export function resultTooLarge(
  rowCount: number,
  byteCount: number,
  limits: ResultLimits | undefined,
): boolean {
  return limits !== undefined && (rowCount > limits.rowsMax || byteCount > limits.bytesMax)
}

const numberBytes = 8

/** About what a row takes in JSON: text by its length, arrays and objects by what they hold, all else as a number. */
export function bytesOfRow(row: readonly unknown[]): number {
  let byteCount = 0
  for (const value of row) {
    if (typeof value === 'string') byteCount += value.length
    else byteCount += numberBytes + (isNested(value) ? bytesOfRow(Object.values(value)) : 0)
  }
  return byteCount
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
