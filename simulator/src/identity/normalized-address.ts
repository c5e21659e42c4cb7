/**
 * Address lines as Exact Normalized compares them. Salesforce standardises "based on country-specific rules" {IRM}; this
 * handles the examples of {IRM} and the usual English words (assumed): abbreviations, and a house number on either side.
 */
import { countryCodeOf } from './country-names.ts'
import { wordsOf } from './fold-text.ts'
import { stateCodeOf } from './state-names.ts'

const abbreviationOf = new Map(
  [
    'avenue ave av',
    'boulevard blvd',
    'circle cir',
    'court ct',
    'drive dr',
    'highway hwy',
    'lane ln',
    'parkway pkwy',
    'place pl',
    'road rd',
    'square sq',
    'street st str strasse',
    'terrace ter',
    'apartment apt',
    'building bldg',
    'floor fl',
    'suite ste',
    'unit ut',
    'north n',
    'south s',
    'east e',
    'west w',
    'northeast ne',
    'northwest nw',
    'southeast se',
    'southwest sw',
  ].flatMap((line) => {
    const words = line.split(' ')
    return words.map((word): [string, string] => [word, words[1] ?? word])
  }),
)

export function normalizedAddressLineOf(text: string): string {
  return wordsOf(text)
    .map((word) => abbreviationOf.get(word) ?? word)
    .toSorted()
    .join(' ')
}

export function normalizedStateOf(text: string): string {
  const words = wordsOf(text).join(' ')
  return stateCodeOf(words) ?? words
}

export function normalizedCountryOf(text: string): string {
  return countryCodeOf(text) ?? wordsOf(text).join(' ')
}
