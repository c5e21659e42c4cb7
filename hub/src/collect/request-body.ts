import { promisify } from 'node:util'
import { gunzip, inflate } from 'node:zlib'
import { jsonFaultOf } from './json-fault.ts'
import type { CollectLimits } from './limits.ts'
import { refused, type Refusal } from './refusal.ts'

const unpackGzip = promisify(gunzip)
const unpackDeflate = promisify(inflate)

export type ReadBody = { readonly kind: 'read'; readonly value: unknown; readonly bytes: number }

type UnpackLimits = Pick<CollectLimits, 'unpackedBytesMax'>

/**
 * Reads a body as JSON, whatever its Content-Type says: beacons call it plain text, and RudderStack's Node client calls
 * its compressed JSON a form. Source: facts, event-api 0.1 and 0.2.
 */
export async function readJsonBody(
  raw: Buffer,
  encoding: string | null,
  limits: UnpackLimits,
): Promise<ReadBody | Refusal> {
  const unpacked = await unpackBody(raw, encoding, limits)
  if ('kind' in unpacked) return unpacked
  const text = withoutByteOrderMark(unpacked.toString('utf8'))
  if (text.trim() === '')
    return refused(400, 'collect.body_invalid', 'The body is empty; send JSON.')
  try {
    return { kind: 'read', value: JSON.parse(text), bytes: unpacked.length }
  } catch {
    return refused(400, 'collect.body_invalid', brokenJsonMessage(text))
  }
}

const gzipMagic = [0x1f, 0x8b] as const

/** Some proxies unpack a body and leave its header, so the bytes decide whether it is gzip. */
function isGzip(raw: Buffer): boolean {
  return raw[0] === gzipMagic[0] && raw[1] === gzipMagic[1]
}

async function unpackBody(
  raw: Buffer,
  encoding: string | null,
  { unpackedBytesMax }: UnpackLimits,
): Promise<Buffer | Refusal> {
  const said = (encoding ?? 'identity').trim().toLowerCase()
  if (!['identity', 'gzip', 'x-gzip', 'deflate'].includes(said)) {
    const message = `Content-Encoding "${said.slice(0, 40)}" is not supported; use gzip or none.`
    return refused(415, 'collect.encoding_unsupported', message)
  }
  try {
    if (isGzip(raw)) return await unpackGzip(raw, { maxOutputLength: unpackedBytesMax })
    if (said === 'deflate') return await unpackDeflate(raw, { maxOutputLength: unpackedBytesMax })
    return raw
  } catch (cause) {
    if (codeOf(cause) === 'ERR_BUFFER_TOO_LARGE') {
      const message = `The unpacked body is larger than ${unpackedBytesMax} bytes; send smaller batches.`
      return refused(413, 'collect.body_too_large', message)
    }
    const message = 'The body is no complete compressed data; was it cut off on its way?'
    return refused(400, 'collect.body_invalid', message)
  }
}

function codeOf(cause: unknown): unknown {
  return cause instanceof Error && 'code' in cause ? cause.code : undefined
}

function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

/** Characters shown before and after a fault. */
const shownCharsAround = 20

function brokenJsonMessage(text: string): string {
  const fault = jsonFaultOf(text)
  if (fault === null) return 'The body is not JSON.'
  const { offset, expected } = fault
  if (offset >= text.length) {
    return `The body is not JSON: it ends at character ${offset}, where ${expected} is missing.`
  }
  const before = text.slice(Math.max(0, offset - shownCharsAround), offset)
  const after = text.slice(offset, offset + shownCharsAround)
  return `The body is not JSON: at character ${offset} there must be ${expected}, here: ${before} ⟶ ${after}`
}
