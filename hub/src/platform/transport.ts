/**
 * The way out: one HTTP request to another party, one outcome.
 *
 * Promises: nothing is thrown for what the network or the other side does; redirects are never followed; an answer never
 * takes more memory than asked for; a request ends by its time limit; without the operator's override only public
 * addresses over TLS are reached. Relies on: callers deciding *which host* may be asked (see `datacloud/host.ts`).
 */
import { Pool, type Dispatcher } from 'undici'
import { SignalError } from '../core/errors.ts'
import {
  addressInUrl,
  isLoopbackAddress,
  isPublicAddress,
  publicLookup,
  resolveBySystem,
  type Resolve,
} from './address.ts'
import { detailOf, reasonOf, type UnreachableReason } from './unreachable.ts'

export type TransportRequest = {
  /** Always the real `https:` URL, also where the operator has it dialled elsewhere. */
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array | null
  /** For the whole exchange, from the wait for a connection to the last byte of the answer. */
  readonly timeoutMs: number
  /** Longest answer taken, in bytes. */
  readonly bodyBytesMax: number
}

/** Header names in lower case; a repeated header is a list. */
export type TransportHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

export type Answered = {
  readonly kind: 'answered'
  readonly status: number
  readonly headers: TransportHeaders
  readonly body: string
}

export type Unreachable = {
  readonly kind: 'unreachable'
  readonly reason: UnreachableReason
  readonly detail: string
}

/** One HTTP request out, given to whoever may speak to another party. Never throws for what happens on the way. */
export interface Transport {
  request(request: TransportRequest, signal: AbortSignal): Promise<Answered | Unreachable>
}

export type TransportOptions = {
  /**
   * Operator's override: every request is dialled here, in clear text, with `Host` as in its real URL.
   * Only a loopback address is taken.
   */
  readonly dial?: { readonly baseUrl: string }
  /** Connections to one host at one time. */
  readonly connectionsMax?: number
  readonly connectTimeoutMs?: number
  readonly resolve?: Resolve
}

const connectionsMaxDefault = 16
const connectTimeoutMsDefault = 5_000
/** Hosts with open connections at one time; the one unused for longest makes room. */
const originsMax = 64

/**
 * Opens the way out.
 * @throws SignalError `config.invalid` when `dial` is not a plain loopback address
 */
export function openTransport(options: TransportOptions = {}): Transport & AsyncDisposable {
  const dialOrigin = options.dial === undefined ? null : dialOriginOf(options.dial.baseUrl)
  const connectTimeoutMs = options.connectTimeoutMs ?? connectTimeoutMsDefault
  const pools = new Map<string, Pool>()

  function poolOf(origin: string): Pool {
    const known = pools.get(origin)
    if (known !== undefined) {
      pools.delete(origin)
      pools.set(origin, known)
      return known
    }
    makeRoom(pools)
    const lookup = publicLookup(options.resolve ?? resolveBySystem)
    const pool = new Pool(origin, {
      connections: options.connectionsMax ?? connectionsMaxDefault,
      pipelining: 1,
      // All clients of the Ingestion API that were read speak HTTP/1.1. Source: facts, data-cloud-api 2.1.
      allowH2: false,
      connect: { timeout: connectTimeoutMs, ...(dialOrigin === null ? { lookup } : {}) },
    })
    pools.set(origin, pool)
    return pool
  }

  return {
    async request(request, signal) {
      const url = URL.parse(request.url)
      const refusal = refusalOf(url, dialOrigin !== null)
      if (url === null || refusal !== null) {
        return { kind: 'unreachable', reason: 'blocked', detail: refusal ?? 'not a URL' }
      }
      const headers = dialOrigin === null ? {} : { host: url.host }
      return exchange(poolOf(dialOrigin ?? url.origin), url, signal, {
        ...request,
        headers: { ...request.headers, ...headers },
      })
    },
    async [Symbol.asyncDispose]() {
      const open = [...pools.values()]
      pools.clear()
      await Promise.all(open.map((pool) => pool.destroy()))
    },
  }
}

/** The origin of the operator's override. */
function dialOriginOf(baseUrl: string): string {
  const url = URL.parse(baseUrl)
  const address = url === null ? null : addressInUrl(url)
  const isLoopback =
    url?.hostname === 'localhost' || (address !== null && isLoopbackAddress(address))
  const isPlain =
    url !== null &&
    url.protocol === 'http:' &&
    url.username === '' &&
    url.password === '' &&
    url.pathname === '/' &&
    url.search === '' &&
    url.hash === ''
  if (!isPlain || !isLoopback) {
    throw new SignalError(
      'config.invalid',
      `The address that Salesforce's hosts are dialled at must be http:// and a loopback address, such as ` +
        `http://127.0.0.1:8090; it is ${baseUrl}.`,
    )
  }
  return url.origin
}

/** Why a URL may not be asked at all, or null. A host that is a bare address never meets the lookup, so it is checked here. */
function refusalOf(url: URL | null, isDialled: boolean): string | null {
  if (url === null) return 'not a URL'
  if (url.protocol !== 'https:') return `${url.protocol} is not used`
  if (isDialled) return null
  const address = addressInUrl(url)
  return address === null || isPublicAddress(address) ? null : `${address} is not public`
}

function makeRoom(pools: Map<string, Pool>): void {
  if (pools.size < originsMax) return
  const [oldest] = pools
  if (oldest === undefined) return
  pools.delete(oldest[0])
  // Lets requests under way end; its failure to close changes nothing for anybody.
  oldest[1].close().catch(() => undefined)
}

/** Carries one request out within its limits of time and memory. */
async function exchange(
  pool: Pool,
  url: URL,
  signal: AbortSignal,
  request: TransportRequest,
): Promise<Answered | Unreachable> {
  if (signal.aborted) return stopped
  const limit = new AbortController()
  let isLate = false
  const stop = () => limit.abort()
  const timer = setTimeout(() => {
    isLate = true
    stop()
  }, request.timeoutMs)
  signal.addEventListener('abort', stop, { once: true })
  try {
    const answer = await pool.request({
      path: url.pathname + url.search,
      method: request.method,
      headers: request.headers,
      body: request.body,
      signal: limit.signal,
      headersTimeout: request.timeoutMs,
      bodyTimeout: request.timeoutMs,
    })
    return await readAnswer(answer, request.bodyBytesMax)
  } catch (error) {
    if (isLate) {
      const detail = `no whole answer within ${request.timeoutMs} ms`
      return { kind: 'unreachable', reason: 'timeout', detail }
    }
    if (signal.aborted) return stopped
    return { kind: 'unreachable', reason: reasonOf(error), detail: detailOf(error) }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}

const stopped: Unreachable = {
  kind: 'unreachable',
  reason: 'aborted',
  detail: 'stopped before an answer came',
}

async function readAnswer(
  answer: Dispatcher.ResponseData,
  bodyBytesMax: number,
): Promise<Answered | Unreachable> {
  const chunks: Uint8Array[] = []
  const stream: AsyncIterable<Uint8Array> = answer.body
  let bytes = 0
  for await (const chunk of stream) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > bodyBytesMax) break
  }
  // Leaving the loop early destroys the body and its connection, so no late byte meets another request.
  if (bytes > bodyBytesMax) {
    const detail = `status ${answer.statusCode}, then more than ${bodyBytesMax} bytes`
    return { kind: 'unreachable', reason: 'body_too_large', detail }
  }
  const body = Buffer.concat(chunks).toString('utf8')
  return { kind: 'answered', status: answer.statusCode, headers: answer.headers, body }
}
