import { addressRefusedCode } from './address.ts'

/**
 * Why a request got no whole answer.
 *
 * - `name_unknown`: the name does not exist. `dns`: the name could not be looked up.
 * - `blocked`: the address is not allowed; nothing was sent.
 * - `connect`, `tls`, `timeout`, `reset`: as named; the request may have been carried out all the same after the last two.
 * - `body_too_large`: an answer came, longer than asked for. `aborted`: our own side gave up.
 */
export type UnreachableReason =
  | 'name_unknown'
  | 'dns'
  | 'blocked'
  | 'connect'
  | 'tls'
  | 'timeout'
  | 'reset'
  | 'body_too_large'
  | 'aborted'

/** Error codes of Node and undici, by reason. Sources: Node's `dns`, `tls` and `errors` pages; undici 8 `errors.js`. */
const reasonByCode: Readonly<Record<string, UnreachableReason>> = {
  ENOTFOUND: 'name_unknown',
  ENODATA: 'name_unknown',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  ESERVFAIL: 'dns',
  EREFUSED: 'dns',
  ETIMEOUT: 'dns',
  [addressRefusedCode]: 'blocked',
  ECONNREFUSED: 'connect',
  EHOSTUNREACH: 'connect',
  ENETUNREACH: 'connect',
  EADDRNOTAVAIL: 'connect',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  ETIMEDOUT: 'timeout',
  UND_ERR_SOCKET: 'reset',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_ABORTED: 'aborted',
  UND_ERR_DESTROYED: 'aborted',
  UND_ERR_CLOSED: 'aborted',
  EPROTO: 'tls',
  CERT_HAS_EXPIRED: 'tls',
  CERT_NOT_YET_VALID: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  UNABLE_TO_GET_ISSUER_CERT: 'tls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
}

/** The reason behind an error of the HTTP client. What is unknown counts as a connection that broke. */
export function reasonOf(error: unknown): UnreachableReason {
  const code = codeOf(error)
  const known = reasonByCode[code]
  if (known !== undefined) return known
  if (code.startsWith('ERR_TLS') || code.startsWith('ERR_SSL') || code.startsWith('CERT_')) {
    return 'tls'
  }
  return 'reset'
}

/** What happened, for a person: the error's code and message. */
export function detailOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = codeOf(error)
  return [code, error.message].filter((part) => part !== '').join(': ')
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  if ('code' in error && typeof error.code === 'string') return error.code
  return error.cause === undefined ? '' : codeOf(error.cause)
}
