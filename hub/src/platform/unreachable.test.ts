import { expect, test } from 'vitest'
import { detailOf, reasonOf } from './unreachable.ts'

const errorWith = (code: string) => Object.assign(new Error('text'), { code })

test.each([
  ['ENOTFOUND', 'name_unknown'],
  ['EAI_AGAIN', 'dns'],
  ['ERR_ADDRESS_REFUSED', 'blocked'],
  ['ECONNREFUSED', 'connect'],
  ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
  ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
  ['UND_ERR_SOCKET', 'reset'],
  ['ECONNRESET', 'reset'],
  ['CERT_HAS_EXPIRED', 'tls'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
  ['UND_ERR_DESTROYED', 'aborted'],
  ['HPE_INVALID_CONSTANT', 'reset'],
])('%s is the reason %s', (code, reason) => expect(reasonOf(errorWith(code))).toBe(reason))

test('the code of a cause counts when the error itself has none', () => {
  expect(reasonOf(new Error('failed', { cause: errorWith('EPIPE') }))).toBe('reset')
  expect(reasonOf('no error at all')).toBe('reset')
})

test('a detail names code and message', () => {
  expect(detailOf(errorWith('EPIPE'))).toBe('EPIPE: text')
  expect(detailOf(new Error('text'))).toBe('text')
})
