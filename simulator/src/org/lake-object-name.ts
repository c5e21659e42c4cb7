import { createHash } from 'node:crypto'

/** Characters before the hash, so that the name without `__dll` keeps to 40 {DLON}. */
const stemCharsMax = 31

/**
 * Name of the lake object of an object endpoint. The form is documented, the hash is not: here it
 * is the first 8 digits, in upper case, of SHA-256 over `<connector>/<object>`, so that the same
 * schema gets the same names everywhere (assumed).
 */
export function lakeObjectNameOf(connector: string, object: string): string {
  const stem = `${object}_${connector}`
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .replaceAll(/_{2,}/g, '_')
    .slice(0, stemCharsMax)
    .replace(/_$/, '')
  const hash = createHash('sha256').update(`${connector}/${object}`).digest('hex')
  return `${stem}_${hash.slice(0, 8).toUpperCase()}__dll`
}
