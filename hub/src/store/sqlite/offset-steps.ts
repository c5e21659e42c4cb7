/** The first offset, then how far each is from the one before: mostly ones, which take little room. */
export function offsetStepsOf(offsets: readonly number[]): number[] {
  return offsets.map((offset, index) => offset - (offsets[index - 1] ?? 0))
}

export function offsetsOf(steps: readonly number[]): number[] {
  let offset = 0
  return steps.map((step) => (offset += step))
}
