import { createHash } from 'node:crypto'

/** Characters of a name, without `__dll` {DLON}; that the suffix does not count is assumed. */
const nameCharsMax = 40
/** Characters before the hash, so that the name without `__dll` keeps to 40 {DLON}. */
const stemCharsMax = 31
const suffix = '__dll'

/**
 * Name of the lake object of an object endpoint. The form is documented, the hash is not: here it is the first 8 digits,
 * in upper case, of SHA-256 over `<connector>/<object>`, so that the same schema gets the same names everywhere (assumed).
 * @param taken names, in lower case, that are or were used: a stream deployed anew gets another {CAT,DS}
 */
export function lakeObjectNameOf(
  connector: string,
  object: string,
  taken: ReadonlySet<string> = new Set(),
): string {
  const stem = `${object}_${connector}`
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    // Ends at the latest where the connector's name begins.
    .replace(/^[^A-Za-z]+/, '')
    .slice(0, stemCharsMax)
    .replace(/_$/, '')
  // Ends, since no more names are taken than have been given.
  for (let attempt = 1; ; attempt += 1) {
    const place = attempt === 1 ? `${connector}/${object}` : `${connector}/${object}/${attempt}`
    const hash = createHash('sha256').update(place).digest('hex').slice(0, 8).toUpperCase()
    const name = `${stem}_${hash}${suffix}`
    if (!taken.has(name.toLowerCase())) return name
  }
}

export type LakeObjectNaming =
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'refused'; readonly problems: readonly string[] }

/** A name chosen by hand, with or without `__dll`, which it is given {DLON}. */
export function readLakeObjectName(text: string): LakeObjectNaming {
  const stem = text.endsWith(suffix) ? text.slice(0, -suffix.length) : text
  const problems: string[] = []
  if (stem.length > nameCharsMax) {
    problems.push(`has ${stem.length} characters; at most ${nameCharsMax} are allowed`)
  }
  if (!/^[A-Za-z0-9_]*$/.test(stem)) problems.push('may only have letters, digits and underscores')
  if (!/^[A-Za-z]/.test(stem)) problems.push('must begin with a letter')
  if (stem.includes('__')) problems.push('must not have two underscores in a row')
  if (stem.endsWith('_')) problems.push('must not end with an underscore')
  if (problems.length === 0) return { kind: 'named', name: `${stem}${suffix}` }
  return {
    kind: 'refused',
    problems: problems.map((problem) => `The name of the data lake object, "${text}", ${problem}.`),
  }
}
