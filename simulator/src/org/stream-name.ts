import { createHash } from 'node:crypto'
import { underscored } from './connector.ts'

/**
 * A stream's developer name: Data Cloud appends the object and 8 hex digits to the one that was sent {AFD}. The digits are
 * of SHA-256 over name, object and connection (assumed), so that two connections may use the same name; on screen the
 * connector's name stands in for the one sent (assumed).
 */
export function streamNameOf(name: string, object: string, connection = ''): string {
  const hash = createHash('sha256').update(`${name}-${object}-${connection}`).digest('hex')
  return `${underscored(name)}_${underscored(object)}_${hash.slice(0, 8).toUpperCase()}`
}

/** The label that Data Cloud makes of the one that was sent {AFD}. */
export function streamLabelOf(label: string, object: string): string {
  return `${label}-${object}`
}
