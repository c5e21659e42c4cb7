import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { SourceId } from '../core/ids.ts'
import type { Source } from '../core/source.ts'
import { VirtualClock } from '../platform/virtual-clock.ts'
import { createSignatureCheck } from './signature.ts'

const minuteMs = 60_000
const limits = { signatureAgeMsMax: 5 * minuteMs, signatureCountMax: 3 }

function sourceSigning(signingSecret: string): Source {
  return {
    id: `pip_${signingSecret}` as SourceId,
    name: 'server',
    type: 'server',
    writeKey: 'dk_test_server',
    signingSecret,
    domainAllowlist: [],
    enabled: true,
    createdAt: '',
    updatedAt: '',
  }
}

function signedAt(atMs: number, body: string, secret = 'secret') {
  const timestamp = String(atMs)
  const digest = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
  return { signature: `sha256=${digest}`, timestamp, rawBody: Buffer.from(body) }
}

function createWorld() {
  const clock = new VirtualClock()
  const check = createSignatureCheck(clock, limits)
  const candidates = [sourceSigning('other'), sourceSigning('secret')]
  return {
    clock,
    check,
    verify: (request: ReturnType<typeof signedAt>) => check.verify(request, candidates),
  }
}

describe('a signed request', () => {
  test('is taken for the source whose secret signed it', () => {
    const { clock, verify } = createWorld()
    expect(verify(signedAt(clock.now(), '{}'))).toMatchObject({
      kind: 'valid',
      source: { signingSecret: 'secret' },
    })
  })

  test.each([-5, 5])('may be %i minutes off, and no more', (minutes) => {
    const { clock, verify } = createWorld()
    const edgeMs = clock.now() + minutes * minuteMs
    expect(verify(signedAt(edgeMs, '{}')).kind).toBe('valid')
    expect(verify(signedAt(edgeMs + Math.sign(minutes), '{}')).kind).toBe('invalid')
  })

  test('is refused after a change of one byte, and with another secret', () => {
    const { clock, verify } = createWorld()
    const request = signedAt(clock.now(), '{"a":1}')
    expect(verify({ ...request, rawBody: Buffer.from('{"a":2}') }).kind).toBe('invalid')
    expect(verify(signedAt(clock.now(), '{}', 'wrong')).kind).toBe('invalid')
  })

  test('is refused when a part is missing or malformed', () => {
    const { clock, verify } = createWorld()
    const request = signedAt(clock.now(), '{}')
    for (const signature of ['', 'sha256=', 'sha256=zz', request.signature.slice(7)]) {
      expect(verify({ ...request, signature }).kind).toBe('invalid')
    }
    for (const timestamp of ['', 'now', '1e12', '-1']) {
      expect(verify({ ...request, timestamp }).kind).toBe('invalid')
    }
  })

  test('is refused the second time, unless it could not be stored', () => {
    const { clock, check, verify } = createWorld()
    const request = signedAt(clock.now(), '{}')
    const first = verify(request)
    expect(verify(request)).toMatchObject({ kind: 'invalid' })
    if (first.kind === 'valid') check.release(first.digest)
    expect(verify(request).kind).toBe('valid')
  })

  test('is remembered for as long as its timestamp is taken', async () => {
    const { clock, verify } = createWorld()
    const request = signedAt(clock.now() + limits.signatureAgeMsMax, '{}')
    expect(verify(request).kind).toBe('valid')
    await clock.advance(2 * limits.signatureAgeMsMax - 1)
    expect(verify(request)).toMatchObject({ kind: 'invalid' })
  })

  test('an empty secret signs nothing', () => {
    const { clock, check } = createWorld()
    const request = signedAt(clock.now(), '{}', '')
    expect(check.verify(request, [sourceSigning('')]).kind).toBe('invalid')
  })

  test('the oldest signatures are forgotten past the bound', () => {
    const { clock, verify } = createWorld()
    const requests = ['1', '2', '3', '4'].map((body) => signedAt(clock.now(), body))
    for (const request of requests) expect(verify(request).kind).toBe('valid')
    expect(requests.map((request) => verify(request).kind)).toEqual([
      'valid',
      'valid',
      'valid',
      'valid',
    ])
  })
})
