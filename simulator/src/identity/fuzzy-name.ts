/**
 * Fuzzy matching of names. Salesforce compares with a language model of confidence 0.7 {IRM}; which pairs that joins can't
 * be known, so this is an approximation (assumed) that gives every example of {IRM} its documented precision. A lower
 * precision joins all that a higher one joins.
 */
import { wordsOf } from './fold-text.ts'
import { areSameGivenName } from './given-names.ts'
import { jaroWinklerOf } from './jaro-winkler.ts'

export type Precision = 'high' | 'medium' | 'low'

/** How alike two spellings must be, of 1: for gender variants and slips (medium), for loose likeness (low). */
const likenessMin = { medium: 0.94, low: 0.85 } as const

/** Whether two names are the same for a precision. */
export function areSimilarNames(left: string, right: string, precision: Precision): boolean {
  const leftWords = wordsOf(left)
  const rightWords = wordsOf(right)
  if (leftWords.length === 0 || rightWords.length === 0) return false
  if (areSame(leftWords.join(''), rightWords.join(''))) return true
  if (precision === 'high') return false
  if (areInitials(leftWords, rightWords) || areInitials(rightWords, leftWords)) return true
  const shorter = leftWords.length <= rightWords.length ? leftWords : rightWords
  const longer = shorter === leftWords ? rightWords : leftWords
  if (longer.length > 1 && isEachIn(shorter, longer)) return true
  const likeness = jaroWinklerOf(leftWords.join(''), rightWords.join(''))
  return likeness >= likenessMin[precision]
}

function areSame(left: string, right: string): boolean {
  return left === right || areSameGivenName(left, right)
}

/** `A.M.` for `Anthony Michael`. */
function areInitials(initials: readonly string[], words: readonly string[]): boolean {
  return (
    initials.length <= words.length &&
    initials.every((initial, index) => initial.length === 1 && words[index]?.[0] === initial)
  )
}

/** Shuffled names and parts of names: `James Joseph` for `Joey James`, `Pepe` for `José Andrés`. */
function isEachIn(shorter: readonly string[], longer: readonly string[]): boolean {
  const left = [...longer]
  return shorter.every((word) => {
    const place = left.findIndex((other) => areSame(word, other))
    if (place >= 0) left.splice(place, 1)
    return place >= 0
  })
}
