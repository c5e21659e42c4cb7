import { createHash, randomBytes } from 'node:crypto'

/** Where tokens and ids get their chance from; a seeded one repeats a run. */
export type Random = {
  /** Lower-case hexadecimal digits. */
  hex(digitCount: number): string
  /** Letters, digits, `.` and `_`: what Salesforce core tokens are made of. */
  tokenText(charCount: number): string
  uuid(): string
}

/** Chance that nobody can foresee. */
export const systemRandom: Random = randomOf((byteCount) => randomBytes(byteCount))

/** The same values for the same seed: for tests only, since anybody can foresee them. */
export function createSeededRandom(seed: string): Random {
  let drawCount = 0
  return randomOf((byteCount) => {
    const blocks: Buffer[] = []
    for (let filled = 0; filled < byteCount; filled += 32) {
      drawCount += 1
      blocks.push(createHash('sha256').update(`${seed}:${drawCount}`).digest())
    }
    return Buffer.concat(blocks).subarray(0, byteCount)
  })
}

function randomOf(bytes: (byteCount: number) => Buffer): Random {
  const hex = (digitCount: number) =>
    bytes(Math.ceil(digitCount / 2))
      .toString('hex')
      .slice(0, digitCount)
  return {
    hex,
    tokenText: (charCount) =>
      bytes(charCount)
        .toString('base64')
        .replaceAll('+', '.')
        .replaceAll('/', '_')
        .slice(0, charCount),
    uuid: () => {
      const digits = hex(32)
      const parts = [
        digits.slice(0, 8),
        digits.slice(8, 12),
        `4${digits.slice(13, 16)}`,
        `a${digits.slice(17, 20)}`,
        digits.slice(20),
      ]
      return parts.join('-')
    },
  }
}
