import { randomBytes, randomInt, randomUUID } from 'node:crypto'

/** Chance, given to whoever needs it, so that a seed repeats a run. */
export interface Random {
  /** Uniform in [0, 1). */
  fraction(): number
  /** `count` characters of a–z and 0–9, from a cryptographic source. */
  token(count: number): string
  uuid(): string
  bytes(count: number): Uint8Array
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'
const fractionSteps = 2 ** 47

export const systemRandom: Random = {
  fraction: () => randomInt(fractionSteps) / fractionSteps,
  token: (count) =>
    Array.from({ length: count }, () => alphabet.charAt(randomInt(alphabet.length))).join(''),
  uuid: () => randomUUID(),
  bytes: (count) => randomBytes(count),
}
