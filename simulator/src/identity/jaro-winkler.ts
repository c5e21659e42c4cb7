/** Letters at the beginning that count extra, and how much each does: the values of the usual definition. */
const prefixCharsMax = 4
const prefixWeight = 0.1

/** How alike two texts are, from 0 to 1, with more weight on a common beginning. */
export function jaroWinklerOf(left: string, right: string): number {
  if (left === right) return 1
  const jaro = jaroOf(Array.from(left), Array.from(right))
  let prefixCount = 0
  while (prefixCount < prefixCharsMax && left[prefixCount] === right[prefixCount]) {
    if (left[prefixCount] === undefined) break
    prefixCount += 1
  }
  return jaro + prefixCount * prefixWeight * (1 - jaro)
}

function jaroOf(left: readonly string[], right: readonly string[]): number {
  if (left.length === 0 || right.length === 0) return 0
  const reach = Math.max(0, Math.floor(Math.max(left.length, right.length) / 2) - 1)
  const isTaken = right.map(() => false)
  const common = left.filter((letter, index) => {
    const to = Math.min(right.length, index + reach + 1)
    for (let place = Math.max(0, index - reach); place < to; place += 1) {
      if (isTaken[place] === false && right[place] === letter) {
        isTaken[place] = true
        return true
      }
    }
    return false
  })
  if (common.length === 0) return 0
  const commonOfRight = right.filter((_letter, place) => isTaken[place] === true)
  const misplaced = common.filter((letter, index) => letter !== commonOfRight[index]).length
  const count = common.length
  return (count / left.length + count / right.length + (count - misplaced / 2) / count) / 3
}
