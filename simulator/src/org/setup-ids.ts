import type { Random } from '../platform/random.ts'

/** Salesforce ids are 18 characters that begin with the kind of thing they name; which prefix is which is assumed. */
const idCharsMax = 18

export function newConnectorId(random: Random): string {
  return `1PJxx${random.hex(idCharsMax - 5).toUpperCase()}`
}

export function newStreamId(random: Random): string {
  return `1dsxx${random.hex(idCharsMax - 5).toUpperCase()}`
}

export function newRulesetId(random: Random): string {
  return `1irxx${random.hex(idCharsMax - 5).toUpperCase()}`
}
