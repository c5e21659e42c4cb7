/** Characters of decoded groups kept, so that lanes that read one stretch after another decode it once. */
const cachedCharsMax = 33_554_432

/**
 * Remembers the lines of the groups read last. A group never changes once committed, so what is remembered is right
 * for as long as the group is kept.
 */
export function createGroupCache(
  read: (firstOffset: number) => readonly string[],
): (firstOffset: number) => readonly string[] {
  const groups = new Map<number, { lines: readonly string[]; chars: number }>()
  let cachedChars = 0

  return (firstOffset) => {
    const known = groups.get(firstOffset)
    if (known !== undefined) {
      // Put back at the end, so that the front of the map is what was not asked for longest.
      groups.delete(firstOffset)
      groups.set(firstOffset, known)
      return known.lines
    }
    const lines = read(firstOffset)
    const chars = lines.reduce((sum, line) => sum + line.length, 0)
    groups.set(firstOffset, { lines, chars })
    cachedChars += chars
    for (const [oldest, group] of groups) {
      if (cachedChars <= cachedCharsMax || oldest === firstOffset) break
      groups.delete(oldest)
      cachedChars -= group.chars
    }
    return lines
  }
}
